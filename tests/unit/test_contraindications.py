"""Contraindications: everyday names are found, with what is denied and what is past."""

from __future__ import annotations

import pytest

from nlu.entities import entity_language

language = entity_language()


def mentions(text: str) -> list[tuple[str, str]]:
    return [(mention.id, mention.status) for mention in language(text)._.contraindications]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("can i have a massage on Warfarin?", "anticoagulants"),
        ("on eliquis, ok?", "anticoagulants"),
        ("i take clopidogrel", "antiplatelets"),
        ("im 14 weeks pregnant", "pregnancy"),
        ("first trimester massage", "pregnancy"),
        ("my due date is in june", "pregnancy"),
        ("they say i have preeclampsia", "pregnancy_complicated"),
        ("c-section in march", "caesarean"),
        ("post-op, two weeks", "recent_surgery"),
        ("had a few beers", "acute_emergency"),
        ("bit hungover tbh", "acute_emergency"),
        ("i have a cold", "fever_infection"),
        ("tummy bug all weekend", "fever_infection"),
        ("tested positive for covid", "fever_infection"),
        ("flu jab this morning", "vaccines"),
        ("i've got a pacemaker", "pacemaker"),
        ("my son is epileptic", "epilepsy_devices"),
        ("two stents", "stent"),
        ("dad has bone mets", "cancer"),
        ("my mum has breast cancer", "cancer"),
        ("going through chemo", "chemotherapy"),
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


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("a stroke was ruled out", "denied"),
        ("I DON'T have epilepsy", "denied"),
        ("pre-eclampsia five years ago", "past"),
        ("cancer in 2015", "past"),
        ("my stroke was this morning", "present"),
        ("forget the eczema", "present"),
    ],
)
def test_the_status_follows_the_words_around(text: str, status: str) -> None:
    assert {found for _, found in mentions(text)} == {status}


def test_it_says_whose_it_is() -> None:
    def whose(text: str) -> list[str | None]:
        return [mention.experiencer for mention in language(text)._.contraindications]

    assert whose("my mum had a stroke") == ["mother"]
    assert whose("i have epilepsy") == ["self"]
    assert whose("epilepsy") == [None]


def test_a_low_placenta_is_a_low_lying_one() -> None:
    assert mentions("low placenta") == mentions("low lying placenta") == [("pregnancy_complicated", "present")]


def test_several_are_found_in_the_order_of_the_message() -> None:
    found = mentions("type 2 diabetic, on bp tablets and with a replaced knee")
    assert list(dict.fromkeys(name for name, _ in found)) == ["diabetes", "blood_pressure_medicines", "joint_replacement"]


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
