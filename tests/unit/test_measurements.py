"""Measured numbers are read with their unit; other numbers are not taken for one."""

from __future__ import annotations

import pytest

from nlu.entities import entity_language
from nlu.measurements import measurements

language = entity_language()


def measured(text: str) -> list[tuple[str, tuple[float, ...]]]:
    return [(found.measure, found.values) for found in measurements(language(text))]


@pytest.mark.parametrize(
    ("text", "measure", "values"),
    [
        ("212/120", "blood_pressure", (212, 120)),
        ("BP:190/125", "blood_pressure", (190, 125)),
        ("195 over 118", "blood_pressure", (195, 118)),
        ("bp was 210", "blood_pressure", (210, 0)),
        ("2.8 mmol", "sugar_mmol", (2.8,)),
        ("my sugar is 25", "sugar_mmol", (25,)),
        ("420 mg/dl", "sugar_mg", (420,)),
        ("glucose is at 420", "sugar_mg", (420,)),
        ("temp of 39", "celsius", (39,)),
        ("39.8c", "celsius", (39.8,)),
        ("103F", "fahrenheit", (103,)),
        ("fever of 103", "fahrenheit", (103,)),
        ("im 9 weeks", "pregnancy_week", (9,)),
        ("30 weeks pregnant", "pregnancy_week", (30,)),
        ("32+4 weeks and bleeding", "pregnancy_week", (32,)),
    ],
)
def test_a_measurement_is_read(text: str, measure: str, values: tuple[float, ...]) -> None:
    assert measured(text) == [(measure, values)]


@pytest.mark.parametrize(
    "text",
    ["i am 40", "12/10", "open 24/7", "for 6 weeks", "30 weeks ago", "39 years", "£60", "60 min", "100%", "my baby is 20 weeks old", ""],
)
def test_another_number_is_none(text: str) -> None:
    assert measured(text) == []


def test_the_message_knows_the_week_of_the_pregnancy() -> None:
    assert language("i'm 24 weeks pregnant, is it ok")._.pregnancy_week == 24
    assert language("i'm pregnant")._.pregnancy_week is None
