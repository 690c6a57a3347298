"""A condition that a visitor denies is marked so; a complaint with a "not" in it is no denial."""

from __future__ import annotations

import pytest

from nlu.conditions import ConditionMention
from nlu.entities import entity_language

language = entity_language()


def mentions(text: str) -> list[ConditionMention]:
    found: list[ConditionMention] = language(text)._.conditions
    return found


def meant(text: str) -> list[str]:
    return list(dict.fromkeys(mention.id for mention in mentions(text) if not mention.negated))


def denied(text: str) -> list[str]:
    return [mention.id for mention in mentions(text) if mention.negated]


@pytest.mark.parametrize(
    ("text", "not_this", "this"),
    [
        ("i don't have headaches, it's my sleep", ["headaches"], ["sleep"]),
        ("i dont have headaches its my sleep", ["headaches"], ["sleep"]),
        ("not diabetes - cancer", ["diabetes"], ["cancer"]),
        ("not diabetes, cancer", ["diabetes"], ["cancer"]),
        ("i asked about circulation not sleep", ["sleep"], ["circulation"]),
        ("it's not stress it's anxiety", ["stress"], ["anxiety"]),
        ("i said neck pain not back pain", ["low_back_pain"], ["neck_pain"]),
        ("can i have a massage without pain", ["pain"], []),
        ("i am not diabetic", ["diabetes"], []),
        ("i've never had a migraine", ["migraine"], []),
        ("no diabetes, cancer or epilepsy", ["diabetes", "cancer", "epilepsy"], []),
        ("no asthma, diabetes, cancer or gout", ["asthma", "diabetes", "cancer", "gout"], []),
        ("no fever, numbness or weakness, just a backache", ["cold_or_flu", "nerve_pain"], ["low_back_pain"]),
        ("no headaches or insomnia, only stress", ["headaches", "insomnia"], ["stress"]),
        ("rather than sleep i meant stress", ["sleep"], ["stress"]),
        ("forget sleep, what about my headaches", ["sleep"], ["headaches"]),
        ("sleep isn't the problem", ["sleep"], []),
        ("without any history of cancer", ["cancer"], []),
        ("i don't think i have fibromyalgia", ["fibromyalgia"], []),
        ("i'm not asking about pregnancy", ["pregnancy"], []),
        ("cancer but no nausea", ["nausea"], ["cancer"]),
        ("headaches aside, can you help my neck pain", ["headaches"], ["neck_pain"]),
        ("instead of sleep i'd like help with migraine", ["sleep"], ["migraine"]),
        ("scoliosis was ruled out", ["scoliosis"], []),
    ],
)
def test_a_denied_condition_is_marked_as_denied(text: str, not_this: list[str], this: list[str]) -> None:
    assert denied(text) == not_this
    assert meant(text) == this


@pytest.mark.parametrize(
    "text",
    [
        "i can't sleep",
        "can't move my neck",
        "no energy",
        "no sleep at all",
        "i can't get rid of this back pain",
        "my headaches won't go away",
        "my sleep isn't good",
        "i've never had pain like this",
        "i have no idea if it is sciatica",
        "not sure if it's sciatica",
        "doesn't massage help headaches?",
        "don't you treat headaches",
        "not just stress",
        "no i have headaches",
        "no, headaches",
        "why not migraine",
        "there is no cure for arthritis",
        "i've had no luck with my insomnia",
        "someone said no massage with arthritis",
        "does it not help arthritis",
    ],
)
def test_a_complaint_is_no_denial(text: str) -> None:
    assert meant(text) and not denied(text)
