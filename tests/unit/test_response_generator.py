"""Replies of the real domain carry the clinic's facts and their topics, and vary within a conversation."""

from __future__ import annotations

import asyncio
import shutil
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from content.clinic import load_clinic
from content.loading import CONTENT_FOLDER, ContentError
from content.safety import load_safety
from core.response_generator import ClinicResponseGenerator
from nlu.danger import ALARMS, CRISES

DOMAIN = Domain.load(str(CONTENT_FOLDER.parent / "domain.yml"))
MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
PHONE = load_clinic().contact.phone


@pytest.fixture(scope="module")
def generator() -> ClinicResponseGenerator:
    return ClinicResponseGenerator(None, DOMAIN, clock=lambda: MONDAY_NOON)


def conversation(
    intent: str = "greet", conditions: tuple[str, ...] = (), *before: Event
) -> DialogueStateTracker:
    """A conversation whose latest message has `intent` and `conditions`."""
    entities = [{"entity": "condition", "value": condition} for condition in conditions]
    message = UserUttered("...", {"name": intent}, entities)
    return DialogueStateTracker.from_events(
        "visitor", [*before, ActionExecuted("action_listen"), message], DOMAIN.slots
    )


def in_danger(intent: str, danger: str = "emergency") -> DialogueStateTracker:
    """A conversation in which a danger was told of before the latest message and nobody has dealt with it."""
    message = UserUttered("...", {"name": intent}, parse_data={"intent": {"name": intent}, "reading": {"open_danger": danger}})
    return DialogueStateTracker.from_events("visitor", [ActionExecuted("action_listen"), message], DOMAIN.slots)


def say(
    generator: ClinicResponseGenerator, response: str, tracker: DialogueStateTracker, **words: Any
) -> dict[str, Any]:
    reply = asyncio.run(generator.generate(response, tracker, "website", **words))
    assert reply is not None
    return reply


def test_rasa_finds_the_generator_by_the_name_in_the_endpoints() -> None:
    endpoint = EndpointConfig(type="core.response_generator.ClinicResponseGenerator")
    assert isinstance(NaturalLanguageGenerator.create(endpoint, DOMAIN), ClinicResponseGenerator)


def test_rasa_may_start_it_without_a_domain_and_bring_the_responses_later() -> None:
    generator = ClinicResponseGenerator(None, Domain.empty())
    generator.responses = DOMAIN.responses
    assert say(generator, "utter_contact", conversation())["topics"] == ["contact"]


@pytest.mark.parametrize("response", sorted(DOMAIN.responses))
def test_no_reply_reaches_a_visitor_with_an_unfilled_fact(
    generator: ClinicResponseGenerator, response: str
) -> None:
    reply = say(generator, response, conversation())
    assert "{" not in str([reply["text"], reply.get("buttons")]).replace("[{", "").replace(", {", "")


def test_an_emergency_reply_names_the_number_of_the_clinics_country_and_has_no_button(
    generator: ClinicResponseGenerator,
) -> None:
    reply = say(generator, "utter_emergency", conversation("emergency"))
    assert reply["text"].startswith("Please call 999")
    assert reply["topics"] == ["emergency"]
    assert "buttons" not in reply


def test_whether_the_clinic_is_open_is_told_at_the_time_of_the_answer() -> None:
    moments = iter([MONDAY_NOON] * 2 + [MONDAY_NOON.replace(hour=23)])
    generator = ClinicResponseGenerator(None, DOMAIN, clock=lambda: next(moments))
    assert "open now" in say(generator, "utter_contact", conversation())["text"]
    assert "closed right now" in say(generator, "utter_contact", conversation())["text"]


def test_a_visitor_who_asks_twice_reads_another_wording(generator: ClinicResponseGenerator) -> None:
    first = say(generator, "utter_sleep", conversation("sleep"))
    said = BotUttered(first["text"], metadata={"utter_action": "utter_sleep"})
    second = say(generator, "utter_sleep", conversation("sleep", (), said))
    assert first["text"] != second["text"]
    again = BotUttered(second["text"], metadata={"utter_action": "utter_sleep"})
    assert say(generator, "utter_sleep", conversation("sleep", (), said, again))["text"] == first["text"]


def test_a_second_refusal_offers_a_person(generator: ClinicResponseGenerator) -> None:
    first = say(
        generator, "utter_out_of_scope", conversation("out_of_scope", (), SlotSet("refusals", "first"))
    )
    second = say(
        generator, "utter_out_of_scope", conversation("out_of_scope", (), SlotSet("refusals", "again"))
    )
    assert PHONE not in first["text"]
    assert PHONE in second["text"]
    assert "condition" not in second


@pytest.mark.parametrize(
    ("response", "intent", "topics"),
    [
        ("utter_sleep", "sleep", ["sleep"]),
        ("utter_emergency_pregnancy", "emergency_pregnancy", ["emergency"]),
        ("utter_crisis_abuse", "crisis_abuse", ["crisis"]),
        ("utter_safety_side_effects", "side_effects", ["safety"]),
        ("utter_what_to_expect_embarrassing", "embarrassing", ["what_to_expect"]),
        ("utter_ask_what", "affirm", ["affirm"]),
        ("utter_ask_what", "deny", ["deny"]),
        ("utter_ask_what", "sleep", []),
        ("utter_offer_person", "deny", ["deny"]),
        ("utter_goodbye", "deny", ["goodbye"]),
    ],
)
def test_a_reply_is_marked_with_its_topic(
    generator: ClinicResponseGenerator, response: str, intent: str, topics: list[str]
) -> None:
    assert say(generator, response, conversation(intent))["topics"] == topics


def test_a_health_reply_remembers_the_conditions_of_the_message(generator: ClinicResponseGenerator) -> None:
    asked = conversation("sleep", ("insomnia", "back_pain"))
    assert say(generator, "utter_sleep", asked)["conditions"] == ["insomnia", "back_pain"]
    assert say(generator, "utter_hours", asked)["conditions"] == []


def test_what_an_action_says_about_its_reply_goes_first(generator: ClinicResponseGenerator) -> None:
    asked = conversation("evidence", ("insomnia",))
    reply = say(generator, "utter_evidence", asked, topics=["evidence", "sleep"], conditions=["migraine"])
    assert (reply["topics"], reply["conditions"]) == (["evidence", "sleep"], ["migraine"])


@pytest.mark.parametrize("typed", ["0[", "{phone}", "{0[phone]}", "}{"])
def test_words_with_braces_do_not_break_a_reply(generator: ClinicResponseGenerator, typed: str) -> None:
    slots = (SlotSet("condition", [typed]), SlotSet("refusals", typed))
    text = say(generator, "utter_condition_not_covered", conversation("greet", (), *slots), condition=typed)[
        "text"
    ]
    assert typed in text
    assert PHONE in text


def test_an_unknown_reply_is_none(generator: ClinicResponseGenerator) -> None:
    assert asyncio.run(generator.generate("utter_nothing", conversation(), "website")) is None


def test_a_mistake_in_the_clinics_facts_stops_the_start(tmp_path: Path) -> None:
    for name in ("clinic.yml", "safety.yml", "treatments.yml"):
        shutil.copy(CONTENT_FOLDER / name, tmp_path)
    clinic = tmp_path / "clinic.yml"
    clinic.write_text(
        clinic.read_text(encoding="utf-8").replace("country: GB", "country: XX"), encoding="utf-8"
    )
    with pytest.raises(ContentError, match="clinic.yml, line .*country"):
        ClinicResponseGenerator(None, DOMAIN, tmp_path)


def test_a_reply_with_an_unknown_fact_stops_the_start() -> None:
    generator = ClinicResponseGenerator(None, Domain.empty())
    with pytest.raises(SystemExit, match="utter_contact.*`{fone}`"):
        generator.responses = {"utter_contact": [{"text": "{fone}"}]}


def test_a_sign_for_a_doctor_is_noted_once_in_each_turn_even_of_one_message(generator: ClinicResponseGenerator) -> None:
    flag = next(flag for flag in load_safety().red_flags if flag.note)
    for _ in range(2):  # a turn that failed is taken again, and the message has its id
        message = UserUttered("...", {"name": "pain"}, [{"entity": "red_flag", "value": flag.id}], message_id="message-1")
        tracker = DialogueStateTracker.from_events("visitor", [ActionExecuted("action_listen"), message], DOMAIN.slots)
        noted = [str(flag.note) in say(generator, "utter_pain", tracker)["text"] for _ in range(2)]
        assert noted == [True, False]


WARNED = "utter_warning_{}"
EMERGENCIES = [name[len(WARNED.format("")) :] for name in DOMAIN.responses if name.startswith(WARNED.format(""))]


def warning_for(generator: ClinicResponseGenerator, danger: str) -> str:
    return str(say(generator, WARNED.format(danger), conversation())["text"])


def test_every_emergency_has_a_line_of_warning_and_a_crisis_is_answered_by_itself() -> None:
    assert sorted(EMERGENCIES) == sorted(set(ALARMS) - CRISES)


@pytest.mark.parametrize("danger", EMERGENCIES)
def test_while_a_danger_is_open_a_line_of_warning_stands_above_a_plain_fact(generator: ClinicResponseGenerator, danger: str) -> None:
    text = say(generator, "utter_fact", in_danger("hours", danger), answer="We open at nine.", topics=["hours"])["text"]
    assert text == f"{warning_for(generator, danger)}\nWe open at nine."


def test_the_line_of_warning_comes_once_a_turn_and_again_in_the_next(generator: ClinicResponseGenerator) -> None:
    warning = warning_for(generator, "emergency")
    for _ in range(2):
        turn = in_danger("hours")
        told = [say(generator, "utter_fact", turn, answer=answer, topics=["hours"])["text"] for answer in ("One.", "Two.")]
        assert told == [f"{warning}\nOne.", "Two."]


def test_the_line_of_warning_comes_once_a_turn_though_another_visitor_is_answered_in_between(generator: ClinicResponseGenerator) -> None:
    turns = [in_danger("hours"), in_danger("hours")] * 2
    told = [say(generator, "utter_fact", turn, answer="One.", topics=["hours"])["text"] for turn in turns]
    assert [text.count("\n") for text in told] == [1, 1, 0, 0]


def test_while_a_danger_is_open_no_reply_of_a_turn_offers_anything(generator: ClinicResponseGenerator) -> None:
    turn = in_danger("capabilities")
    for _ in range(2):
        assert say(generator, "utter_capabilities", turn).get("buttons") == []
    assert say(generator, "utter_capabilities", conversation("capabilities"))["buttons"]


def test_the_reply_to_the_danger_itself_has_no_line_of_warning_above_it(generator: ClinicResponseGenerator) -> None:
    for response in ("utter_emergency", "utter_emergency_still"):
        assert say(generator, response, in_danger("emergency"))["text"].count(warning_for(generator, "emergency")) == 0


def test_where_no_danger_is_open_a_plain_fact_stands_alone(generator: ClinicResponseGenerator) -> None:
    assert say(generator, "utter_fact", conversation("hours"), answer="We open at nine.")["text"] == "We open at nine."
