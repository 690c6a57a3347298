"""The words of looked-up health answers, over the content as it stands."""

from __future__ import annotations

import pytest

from actions.health import STANDING_LINE, Library, Said, benefit, may_i, reason, research, told_about
from content.conditions import load_conditions
from content.evidence import load_evidence
from content.safety import load_safety

LIBRARY = Library(load_conditions(), load_evidence(), load_safety())
CONDITIONS = LIBRARY.conditions.conditions
STUDIED = sorted(name for name, condition in CONDITIONS.items() if condition.evidence)
NOT_STUDIED = sorted(set(CONDITIONS) - set(STUDIED))
MOST_WORDS = 120


@pytest.mark.parametrize("name", sorted(CONDITIONS))
def test_a_benefit_says_what_massage_may_do_the_caution_and_that_it_replaces_no_doctor(name: str) -> None:
    said = benefit(LIBRARY, name, brief=False)
    assert said.text.startswith(CONDITIONS[name].may_help)
    assert CONDITIONS[name].why in said.text
    assert said.text.endswith(STANDING_LINE)
    assert said.topics[0] == CONDITIONS[name].topic
    assert said.conditions == (name,)
    assert len(said.text.split()) <= MOST_WORDS


@pytest.mark.parametrize("name", ["low_back_pain", "fibromyalgia", "sleep", "anxiety"])
def test_a_benefit_tells_how_strong_the_evidence_is(name: str) -> None:
    assert LIBRARY.evidence.strengths[CONDITIONS[name].strength] in benefit(LIBRARY, name, brief=False).text


@pytest.mark.parametrize("name", ["sciatica", "circulation", "diabetes", "gout"])
def test_where_nothing_is_shown_that_is_said_once(name: str) -> None:
    assert LIBRARY.evidence.strengths[CONDITIONS[name].strength] not in benefit(LIBRARY, name, brief=False).text


def test_one_of_several_benefits_is_brief_and_headed_by_its_condition() -> None:
    brief, whole = (benefit(LIBRARY, "frozen_shoulder", brief=brief).text for brief in (True, False))
    assert brief.startswith("Frozen shoulder: ")
    assert len(brief) < len(whole)
    assert STANDING_LINE not in brief


def test_a_condition_that_needs_a_doctor_first_is_an_answer_about_safety_too() -> None:
    assert benefit(LIBRARY, "slipped_disc", brief=False).topics == ("pain", "safety")
    assert benefit(LIBRARY, "frozen_shoulder", brief=False).topics == ("pain",)


def test_may_i_answers_each_caution_in_the_contents_own_words() -> None:
    said = may_i(LIBRARY, (), ("pregnancy", "anticoagulants"))
    assert [message.text for message in said] == [
        LIBRARY.safety.contraindication(name).answer for name in ("pregnancy", "anticoagulants")
    ]
    assert {message.topics for message in said} == {("safety",)}


@pytest.mark.parametrize("name", sorted(CONDITIONS))
def test_may_i_with_a_condition_says_why_and_what_the_therapist_will_ask(name: str) -> None:
    (said,) = may_i(LIBRARY, (name,), ())
    assert said.text.startswith(CONDITIONS[name].why)
    assert all(asked in said.text for asked in CONDITIONS[name].therapist_asks)
    assert (said.topics, said.conditions) == (("safety",), (name,))


def test_a_caution_that_the_condition_brings_along_is_not_said_twice() -> None:
    assert len(may_i(LIBRARY, ("diabetes",), ("diabetes",))) == 1
    assert len(may_i(LIBRARY, ("frozen_shoulder",), ("anticoagulants",))) == 2


def test_with_several_each_condition_is_named() -> None:
    first, second = may_i(LIBRARY, ("sciatica", "frozen_shoulder"), ())
    assert first.text.startswith("Sciatica: ")
    assert second.text.startswith("Frozen shoulder: ")


def test_may_i_about_nothing_says_nothing() -> None:
    assert may_i(LIBRARY, (), ()) == []


@pytest.mark.parametrize("name", STUDIED)
def test_research_names_strength_finding_and_citation(name: str) -> None:
    said = research(LIBRARY, name)
    assert said
    topic = str(CONDITIONS[name].evidence)
    finding, source = LIBRARY.evidence.topics[topic].finding, LIBRARY.evidence.sources_of(topic)[0]
    assert finding in said.text
    assert LIBRARY.evidence.strength_in_words(topic) in said.text
    assert f"Sources: {source.ref}".rstrip(".") in said.text
    assert ".." not in said.text
    assert said.topics == ("evidence", CONDITIONS[name].topic)


@pytest.mark.parametrize("name", STUDIED)
def test_a_reason_admits_that_nobody_knows_for_certain(name: str) -> None:
    said = reason(LIBRARY, name)
    assert said
    assert said.text.startswith("Nobody knows for certain")
    assert LIBRARY.evidence.topics[str(CONDITIONS[name].evidence)].careful in said.text


@pytest.mark.parametrize("name", NOT_STUDIED)
def test_without_an_evidence_entry_no_research_and_no_reason_is_made_up(name: str) -> None:
    assert research(LIBRARY, name) is None
    assert reason(LIBRARY, name) is None


SAID = [Said("One.", ("safety",), ("sciatica",)), Said("Two.", ("safety",))]


@pytest.mark.parametrize(("who", "named"), [("mother", "For your mother,"), ("other", "For your friend,")])
def test_an_answer_about_another_says_so_before_its_first_message_alone(who: str, named: str) -> None:
    first, second = told_about(who, SAID)
    assert first.text.startswith(named)
    assert first.text.endswith("One.")
    assert (first.topics, first.conditions) == (SAID[0].topics, SAID[0].conditions)
    assert second == SAID[1]


def test_where_nothing_is_said_about_another_nothing_is_added() -> None:
    assert told_about("mother", []) == []
