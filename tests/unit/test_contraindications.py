"""Contraindications: everyday names are found, with what is denied and what is past."""

from __future__ import annotations

import pytest

from content.safety import load_safety
from nlu.blank_language import blank_language
from nlu.contraindications import ContraindicationMatcher

english = blank_language("en")
matcher = ContraindicationMatcher(load_safety(), english.vocab)


def mentions(text: str) -> list[tuple[str, str]]:
    return [(mention.id, mention.status) for mention in matcher.find(english(text))]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("can i have a massage on Warfarin?", "anticoagulants"),
        ("on eliquis, ok?", "anticoagulants"),
        ("i take clopidogrel", "anticoagulants"),
        ("im 14 weeks pregnant", "pregnancy"),
        ("first trimester massage", "pregnancy"),
        ("my due date is in june", "pregnancy"),
        ("they say i have preeclampsia", "pregnancy_complicated"),
        ("c-section in march", "recent_surgery"),
        ("post-op, two weeks", "recent_surgery"),
        ("had a few beers", "acute_emergency"),
        ("bit hungover tbh", "acute_emergency"),
        ("i have a cold", "fever_infection"),
        ("tummy bug all weekend", "fever_infection"),
        ("tested positive for covid", "fever_infection"),
        ("flu jab this morning", "fever_infection"),
        ("i've got a pacemaker", "epilepsy_devices"),
        ("my son is epileptic", "epilepsy_devices"),
        ("two stents", "heart_stroke"),
        ("dad has bone mets", "cancer"),
        ("my mum has breast cancer", "cancer"),
        ("going through chemo", "low_platelets"),
        ("broken arm", "osteoporosis_fracture"),
        ("whiplash", "neck_vascular"),
        ("bad sunburn on my shoulders", "open_wounds"),
        ("new tattoo on my back", "open_wounds"),
        ("itchy rash", "skin_conditions"),
        ("varicose veins", "varicose_veins"),
        ("gout flare", "acute_inflammation"),
        ("sprained ankle", "acute_injury"),
        ("BP is 165/95", "uncontrolled_bp"),
        ("type 2, on metformin", "diabetes"),
        ("had a dvt", "dvt"),
        ("pain nobody can explain", "undiagnosed_pain"),
        ("i have ptsd", "mental_health_acute"),
    ],
)
def test_an_everyday_name_is_found(text: str, expected: str) -> None:
    assert (expected, "present") in mentions(text)


def test_a_visitor_who_is_no_longer_pregnant_has_denied_it() -> None:
    assert mentions("i'm not pregnant anymore") == [("pregnancy", "denied")]


def test_an_old_illness_is_a_mention_of_the_past() -> None:
    assert mentions("i had a stroke in 2019") == [("heart_stroke", "past")]
    assert mentions("i am a breast cancer survivor")[0] == ("cancer", "past")
    assert mentions("used to have epilepsy") == [("epilepsy_devices", "past")]


def test_several_are_found_in_the_order_of_the_message() -> None:
    found = mentions("type 2 diabetic, on bp tablets and with a replaced knee")
    assert list(dict.fromkeys(name for name, _ in found)) == ["diabetes", "uncontrolled_bp", "recent_surgery"]


def test_the_longest_name_wins() -> None:
    assert mentions("high blood pressure") == [("uncontrolled_bp", "present")]


@pytest.mark.parametrize(
    "text",
    [
        "my hands are cold",
        "i am 74",
        "how much is an hour",
        "my bill gave me a heart attack",
        "back ache",
        "",
    ],
)
def test_ordinary_words_are_no_contraindication(text: str) -> None:
    assert mentions(text) == []
