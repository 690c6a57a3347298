"""The replies of domain.yml keep to the rules of wording: length, caution, no promise, no number."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from content.loading import CONTENT_FOLDER
from content.topics import BENEFITS, CONDITIONS

DOMAIN: dict[str, Any] = yaml.safe_load((CONTENT_FOLDER.parent / "domain.yml").read_text(encoding="utf-8"))
WORDINGS = [(name, wording) for name, wordings in DOMAIN["responses"].items() for wording in wordings]
ABOUT_HEALTH = [f"utter_{topic}" for topic in (*BENEFITS, *CONDITIONS) if topic != "condition_not_covered"]
ALARMS = (
    "utter_emergency",
    "utter_emergency_urgent",
    "utter_emergency_pregnancy",
    "utter_crisis",
    "utter_crisis_abuse",
)
HEALTH_BUTTONS = ["/safety", "/evidence", "/booking"]

PROMISES = (
    r"cur(?:e|es|ed|ing)\b", r"heal(?:s|ed|ing)?\b", r"guarantee", r"detox", r"toxin", r"boost",
    r"serotonin", r"cortisol", r"lactic", r"proven\b", r"miracle", r"always\b", r"100",
)  # fmt: skip
# What research does not carry, claim by claim.
AVOID = """
relieves nausea; treats side effects; recommended for diabetes; lowers blood sugar; control diabetes;
helps control; nerve damage; treats depression; as effective as; alternative to antidepressants; helps
mental illness; ptsd; bipolar; eating disorder; treats panic; instead of medication; instead of
medicine; raises serotonin; long-term; long-lasting relief; associated with; slipped disc; neck
cracking; manipulation; treats arthritis; repairs joints; flushes out; speeds healing; treats insomnia;
replaces sleeping; lowers blood pressure; treats hypertension; reduces need for; improves circulation;
helps varicose; helps poor circulation; removes toxins; permanently; prevents injury; boosts immunity;
raises white blood; fight infection; fights infection; reduces intensity; strengthens your immune;
migraine
"""
# Said to deny it, or about pain that lasts, which is what the studies looked at.
ALLOWED = {"utter_diabetes": {"long-term"}}


def texts(*names: str) -> list[Any]:
    return [
        pytest.param(w["text"], id=f"{n}-{i}") for n in names for i, w in enumerate(DOMAIN["responses"][n])
    ]


@pytest.mark.parametrize("text", texts(*ABOUT_HEALTH))
def test_a_benefit_answer_has_forty_to_eighty_words(text: str) -> None:
    assert 40 <= len(text.replace("{emergency_number}", "999 (112 also works)").split()) <= 80


@pytest.mark.parametrize("text", texts(*ABOUT_HEALTH))
def test_a_benefit_answer_says_that_it_replaces_no_doctor(text: str) -> None:
    assert re.search(r"replace", text)
    assert re.search(r"\bdoctor", text)


@pytest.mark.parametrize("text", texts(*ABOUT_HEALTH))
def test_a_benefit_answer_says_how_sure_it_is(text: str) -> None:
    sure = r"evidence|stud(?:y|ies)|shown|trial|research|tested|how sure"
    assert re.search(sure, text, re.IGNORECASE)


@pytest.mark.parametrize("name", ABOUT_HEALTH)
def test_a_benefit_answer_has_several_wordings_with_the_same_quick_replies(name: str) -> None:
    wordings = DOMAIN["responses"][name]
    assert len(wordings) >= 2
    assert len({wording["text"] for wording in wordings}) == len(wordings)
    for wording in wordings:
        assert [button["payload"] for button in wording["buttons"]] == HEALTH_BUTTONS


@pytest.mark.parametrize(("name", "wording"), WORDINGS)
def test_no_reply_holds_a_number_of_its_own(name: str, wording: dict[str, Any]) -> None:
    assert not re.search(r"\d", wording["text"]), name


@pytest.mark.parametrize(("name", "wording"), WORDINGS)
def test_no_reply_promises_anything(name: str, wording: dict[str, Any]) -> None:
    for promise in PROMISES:
        assert not re.search(rf"\b{promise}", wording["text"], re.IGNORECASE), f"{name}: {promise}"


@pytest.mark.parametrize(("name", "wording"), WORDINGS)
def test_no_reply_claims_what_research_does_not_carry(name: str, wording: dict[str, Any]) -> None:
    text = " ".join(wording["text"].lower().split())
    avoid = " ".join(AVOID.split()).split("; ")
    claimed = {phrase for phrase in avoid if phrase in text} - ALLOWED.get(name, set())
    assert not claimed, name


@pytest.mark.parametrize(("name", "wording"), WORDINGS)
def test_a_reply_is_one_message(name: str, wording: dict[str, Any]) -> None:
    assert "\n\n" not in wording["text"], name


@pytest.mark.parametrize("topic", ["immunity", "circulation", "diabetes"])
def test_a_claim_that_was_not_shown_is_told_as_not_shown(topic: str) -> None:
    for wording in DOMAIN["responses"][f"utter_{topic}"]:
        assert re.search(
            r"not (?:been )?shown|not as far as anyone has shown|did not change",
            wording["text"],
            re.IGNORECASE,
        )


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_stands_alone_with_the_action_first(name: str) -> None:
    (wording,) = DOMAIN["responses"][name]
    action, *why, alone = wording["text"].strip().splitlines()
    assert set(wording) == {"text"}
    assert re.search(r"\{\w+_(?:number|line)\}", action)
    assert len(why) == 1
    assert "{emergency_number}" in wording["text"]
    assert alone == "Nobody is watching this chat, and it cannot call for help."
    assert not re.search(r"book|relax|benefit", wording["text"], re.IGNORECASE)


def test_nobody_with_urgent_signs_is_massaged_before_a_doctor_has_looked() -> None:
    assert "don't have a massage" in DOMAIN["responses"]["utter_emergency_urgent"][0]["text"]


@pytest.mark.parametrize("name", ["utter_greet", "utter_bot_challenge", "utter_capabilities"])
def test_the_assistant_says_that_it_is_no_person(name: str) -> None:
    for wording in DOMAIN["responses"][name]:
        assert re.search(r"automated assistant|computer program", wording["text"])


def test_a_sexual_request_gets_a_firm_no() -> None:
    for wording in DOMAIN["responses"]["utter_inappropriate"]:
        assert "sexual" in wording["text"]
        assert "end a session" in wording["text"]
