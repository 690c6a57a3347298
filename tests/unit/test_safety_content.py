"""The content of safety.yml is whole, and a mistake in it is told with place and mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from content.loading import CONTENT_FOLDER, ContentError
from content.safety import FILE, load_safety
from content.treatments import Treatment, load_treatments

safety = load_safety()
Content = dict[str, Any]

TIERS = {
    "emergency": 14,
    "crisis": 2,
    "urgent": 7,
    "routine": 1,
}


def test_all_24_red_flags_stand_in_their_tiers() -> None:
    tiers: list[str] = [flag.tier for flag in safety.red_flags]
    assert {tier: tiers.count(tier) for tier in TIERS} == TIERS


def test_the_contraindications_are_those_of_the_file_and_all_treatments() -> None:
    treatments = [entry for entry in safety.contraindications if isinstance(entry, Treatment)]
    assert treatments == load_treatments().treatments
    assert len(safety.contraindications) == 22 + len(treatments)


def test_every_contraindication_has_an_answer_of_two_or_three_sentences() -> None:
    for entry in safety.contraindications:
        assert 2 <= entry.answer.count(". ") + 1 <= 3, entry.id


def test_no_answer_promises_a_cure() -> None:
    for entry in safety.contraindications:
        assert not {"cure", "cures", "treats", "guarantee"} & set(entry.answer.lower().split()), entry.id


def test_every_word_group_is_used() -> None:
    used = {group for flag in safety.red_flags for sign in flag.signs for group in sign.groups}
    assert {*safety.words, *(limit.group for limit in safety.limits)} == used


def test_a_limit_holds_for_every_number_of_a_measurement() -> None:
    (limit,) = [limit for limit in safety.limits if limit.at_least == [180, 110]]
    assert limit.holds([180, 110])
    assert not limit.holds([190, 90])


def test_a_known_country_has_its_numbers() -> None:
    assert safety.country("GB").emergency == "999 (112 also works)"
    assert "116 123" in safety.country("gb").crisis
    assert safety.country("NZ").urgent.startswith("Healthline")


def test_an_unknown_country_gets_the_general_wording() -> None:
    assert safety.country("FR").emergency == "your local emergency number"


def test_a_country_without_an_abuse_line_gets_the_general_one() -> None:
    assert safety.country("CA").abuse == safety.country("DEFAULT").abuse


def test_a_red_flag_and_a_contraindication_are_found_by_id() -> None:
    assert safety.red_flag("dvt").reply == "emergency_urgent"
    assert safety.contraindication("dvt").level == "absolute"
    assert safety.contraindication("statins").level == "fine"


def mistaken(folder: Path, change: Callable[[Content], None]) -> str:
    content: Content = yaml.load((CONTENT_FOLDER / FILE).read_text(encoding="utf-8"), yaml.CSafeLoader)
    change(content)
    (folder / FILE).write_text(yaml.dump(content, sort_keys=False, Dumper=yaml.CSafeDumper), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        load_safety(folder)
    assert FILE in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    "change, told",
    [
        (lambda content: content["red_flags"][0].update(tier="urgnet"), "red_flags.0.tier"),
        (lambda content: content["red_flags"][0].update(reply="crisis"), "no reply of tier `emergency`"),
        (lambda content: content["red_flags"][0].update(reply="panic"), "red_flags.0.reply"),
        (lambda content: content["red_flags"][0]["signs"][0].update(all=["chset"]), "`chset`"),
        (lambda content: content["red_flags"][1].update(id="chest_pain"), "`chest_pain` stands twice"),
        (lambda content: content["red_flags"][0].pop("why"), "red_flags.0.why"),
        (lambda content: content["contraindications"][1].update(id="dvt"), "`dvt` stands twice"),
        (lambda content: content["contraindications"][1]["names"].append("DVT"), "`dvt` stands twice"),
        (lambda content: content["contraindications"][0].update(level="never"), "contraindications.0.level"),
        (lambda content: content["contraindications"][0].update(answer="no"), "contraindications.0.answer"),
        (lambda content: content["countries"][0].update(emergency="nine nine nine"), "no emergency number"),
        (lambda content: content["countries"][0].update(emergency=0), "countries.0.emergency"),
        (lambda content: content["countries"][0].update(code="Britain"), "countries.0.code"),
        (lambda content: content["countries"][1].update(code="GB"), "`GB` stands twice"),
        (lambda content: content["countries"].pop(), "no entry with code DEFAULT"),
        (lambda content: content["cues"]["rules"][0]["words"].append(False), "cues.rules.0.words"),
        (lambda content: content["cues"]["rules"][0].update(category="denial"), "cues.rules.0.category"),
        (lambda content: content["cues"].pop("fillers"), "cues.fillers"),
        (lambda content: content["limits"][0].update(measure="weight"), "limits.0.measure"),
    ],
)
def test_a_mistake_is_told_with_its_place(
    tmp_path: Path, change: Callable[[Content], None], told: str
) -> None:
    assert told in mistaken(tmp_path, change)
