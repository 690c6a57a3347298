"""The content of conditions.yml is whole and careful, and a mistake in it is told with place and mend."""

from __future__ import annotations

import re
from typing import Any

import pytest

from content.conditions import Condition, folded, load_conditions, mistakes_in
from content.evidence import load_evidence

conditions = load_conditions()
evidence = load_evidence()
Content = dict[str, Any]
COVERED = list(conditions.conditions.values())

HEADLINES = {
    "stress": "stress_anxiety",
    "anxiety": "stress_anxiety",
    "pain": "pain",
    "sleep": "sleep",
    "insomnia": "sleep",
    "blood_pressure": "circulation",
    "circulation": "circulation",
    "range_of_motion": "range_of_motion",
    "immunity": "immunity",
    "headaches": "headaches",
    "cancer_nausea": "cancer_nausea",
    "diabetes": "diabetes",
    "depression": "depression",
    "mental_health": "mental_health",
}
# What no reply may claim, whatever the words around it.
CLAIMS_TOO_MUCH = re.compile(
    r"\b(serotonin|cortisol|toxins?|detox\w*|boosts?|cures?|prevents?|guarantee\w*|always works|proven|"
    r"flush\w*|lactic|recommended for|will (help|relieve|ease|reduce|improve)|repairs joints|"
    r"instead of medic\w*)\b",
    re.IGNORECASE,
)
SAYS_THERE_IS_NOTHING = re.compile(
    r"no research|makes? no claim|does not (treat|help|make)|not been shown|no help|very uncertain",
    re.IGNORECASE,
)


def test_many_conditions_are_covered_and_many_are_known_not_to_be() -> None:
    assert len(conditions.conditions) >= 75
    assert len(conditions.not_covered) >= 60


@pytest.mark.parametrize(("name", "topic"), HEADLINES.items())
def test_each_topic_has_its_headline_conditions(name: str, topic: str) -> None:
    assert conditions.is_headline(name)
    assert conditions.topic(name) == topic


def test_no_other_condition_is_a_headline() -> None:
    assert {condition.id for condition in COVERED if condition.headline} == set(HEADLINES)


def test_a_fixed_reply_is_about_one_condition_for_each_entry_of_the_evidence() -> None:
    assert conditions.headline("sleep") == ("sleep",)
    assert conditions.headline("stress_anxiety") == ("stress", "anxiety")
    assert conditions.headline("circulation") == ("blood_pressure", "circulation")
    assert conditions.headline("parking") == ()


def test_a_condition_that_is_not_covered_has_its_title_for_an_id() -> None:
    assert "hay fever" in conditions.ids()
    assert not conditions.is_covered("hay fever")
    assert conditions.topic("hay fever") == "condition_not_covered"
    assert conditions.title("hay fever") == "hay fever"
    assert conditions.contraindications("eczema") == ("skin_conditions",)
    assert conditions.contraindications("asthma") == ()


@pytest.mark.parametrize("condition", COVERED, ids=lambda condition: condition.id)
def test_no_condition_claims_more_than_the_evidence_carries(condition: Condition) -> None:
    for text in (condition.may_help, condition.why):
        assert not CLAIMS_TOO_MUCH.search(text), text


@pytest.mark.parametrize("condition", [c for c in COVERED if c.strength == "not_shown"], ids=lambda condition: condition.id)
def test_what_is_not_shown_is_said_plainly(condition: Condition) -> None:
    assert re.search(r"not been shown|not shown", condition.may_help)


@pytest.mark.parametrize("condition", [c for c in COVERED if c.strength == "none"], ids=lambda condition: condition.id)
def test_a_condition_without_research_says_so(condition: Condition) -> None:
    assert SAYS_THERE_IS_NOTHING.search(condition.may_help)


@pytest.mark.parametrize("condition", [c for c in COVERED if c.strength in ("some", "limited")], ids=lambda condition: condition.id)
def test_a_condition_with_research_has_the_strength_of_its_evidence(condition: Condition) -> None:
    assert condition.evidence and evidence.topics[condition.evidence].strength == condition.strength


@pytest.mark.parametrize("condition", COVERED, ids=lambda condition: condition.id)
def test_an_answer_stays_short_enough_to_read(condition: Condition) -> None:
    assert 6 <= len(condition.may_help.split()) <= 45
    assert 6 <= len(condition.why.split()) <= 40


@pytest.mark.parametrize(
    "name",
    ["cancer", "breast_cancer", "chemotherapy", "heart_disease", "stroke", "pregnancy", "recent_surgery"],
)
def test_a_condition_that_needs_a_doctor_first_says_so(name: str) -> None:
    condition = conditions.conditions[name]
    assert condition.may_have == "ask_doctor"
    assert condition.contraindications


def test_nobody_with_a_clot_or_an_infection_is_offered_a_massage() -> None:
    for name in ("blood_clot", "cold_or_flu", "stomach_bug", "pregnancy_complications"):
        assert conditions.conditions[name].may_have == "not_now"


def test_a_body_part_is_found_in_every_way_to_say_that_it_hurts() -> None:
    names = conditions.names()
    assert names["sore neck"] == "neck_pain"
    assert names["lower back is killing me"] == "low_back_pain"


def test_a_name_that_is_written_out_goes_before_one_made_from_a_part() -> None:
    assert conditions.pain_names()["stiff neck"] == "neck_pain"
    assert conditions.names()["stiff neck"] == "stiff_neck"


def test_spellings_that_differ_only_in_form_are_one_name() -> None:
    assert folded("Raynaud's") == folded("raynauds") == folded("Raynaud’s")
    assert folded("pre-eclampsia") == folded("pre eclampsia")
    assert folded("headaches") == folded("headache")


def test_the_check_takes_the_ids_of_the_cautions_from_outside() -> None:
    found = list(mistakes_in(conditions, evidence, contraindications={"diabetes"}))
    assert any("neither safety.yml nor treatments.yml has `dvt`" in mistake.mend for mistake in found)
