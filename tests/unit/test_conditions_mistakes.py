"""A mistake in conditions.yml stops the start, and says where and how to mend it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from content.conditions import FILE, load_conditions
from content.evidence import load_evidence
from content.loading import CONTENT_FOLDER, ContentError

conditions = load_conditions()
evidence = load_evidence()
Content = dict[str, Any]
COVERED = list(conditions.conditions.values())


def _a_few_conditions() -> Content:
    content: Content = yaml.load((CONTENT_FOLDER / FILE).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    kept = ("gout", "insomnia", "migraine", "knee_pain", "cancer_nausea", "cancer")
    content["conditions"] = {name: content["conditions"][name] for name in kept}
    content["conditions"]["cancer_nausea"]["when_together"] = [["nausea", "cancer"]]
    content["not_covered"] = [gap for gap in content["not_covered"] if gap["title"] in ("asthma", "nausea")]
    return content


def _name_twice(content: Content) -> None:
    content["conditions"]["gout"]["names"].append("Insomnias")


def _name_in_both_lists(content: Content) -> None:
    content["not_covered"][0]["names"].append("migraine")


def _part_twice(content: Content) -> None:
    content["conditions"]["gout"]["parts"] = ["knee"]


def _title_twice(content: Content) -> None:
    content["not_covered"].append({"title": "asthma", "names": ["puffing"]})


def _unknown_topic(content: Content) -> None:
    content["conditions"]["gout"]["topic"] = "gout"


def _topic_of_the_clinic(content: Content) -> None:
    content["conditions"]["gout"]["topic"] = "hours"


def _unknown_evidence(content: Content) -> None:
    content["conditions"]["gout"]["evidence"] = "gout"


def _stronger_than_the_evidence(content: Content) -> None:
    content["conditions"]["migraine"]["strength"] = "good"


def _strength_without_evidence(content: Content) -> None:
    content["conditions"]["gout"]["strength"] = "some"


def _unknown_caution(content: Content) -> None:
    content["conditions"]["gout"]["contraindications"] = ["gout"]


def _unknown_caution_of_a_gap(content: Content) -> None:
    content["not_covered"][0]["contraindications"] = ["lungs"]


def _unknown_pair(content: Content) -> None:
    content["conditions"]["cancer_nausea"]["when_together"] = [["nausea", "chemo"]]


def _empty_sentence(content: Content) -> None:
    content["conditions"]["gout"]["why"] = ""


def _half_a_sentence(content: Content) -> None:
    content["conditions"]["gout"]["may_help"] = "helps a bit"


def _empty_name(content: Content) -> None:
    content["conditions"]["gout"]["names"].append(" ")


def _missing_key(content: Content) -> None:
    del content["conditions"]["gout"]["may_have"]


def _unknown_key(content: Content) -> None:
    content["conditions"]["gout"]["may_cure"] = "yes"


def _odd_id(content: Content) -> None:
    content["conditions"]["Gout attack"] = content["conditions"].pop("gout")


def _phrase_without_room(content: Content) -> None:
    content["pain_phrases"].append("it hurts")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_name_twice, "stands in `gout` and in `insomnia`; keep one"),
        (_name_in_both_lists, "stands in `migraine` and in `asthma`"),
        (_part_twice, "the part `knee` stands in `gout` and in `knee_pain`"),
        (_title_twice, "`asthma` has two entries"),
        (_unknown_topic, "conditions.gout.topic: `gout` is no topic of a condition"),
        (_topic_of_the_clinic, "conditions.gout.topic: `hours` is no topic of a condition"),
        (_unknown_evidence, "evidence.yml has no topic `gout`"),
        (_stronger_than_the_evidence, "evidence.yml says `limited` of `headaches`"),
        (_strength_without_evidence, "conditions.gout.strength"),
        (_unknown_caution, "neither safety.yml nor treatments.yml has `gout`"),
        (_unknown_caution_of_a_gap, "neither safety.yml nor treatments.yml has `lungs`"),
        (_unknown_pair, "there is no condition `chemo`"),
        (_empty_sentence, "conditions.gout.why"),
        (_half_a_sentence, "conditions.gout.may_help"),
        (_empty_name, "conditions.gout.names"),
        (_missing_key, "conditions.gout.may_have"),
        (_unknown_key, "conditions.gout.may_cure"),
        (_odd_id, "conditions.Gout attack.id"),
        (_phrase_without_room, "pain_phrases"),
    ],
)
def test_a_mistake_in_a_condition_stops_the_start_with_file_line_and_key(
    tmp_path: Path, spoil: Callable[[Content], None], told: str
) -> None:
    for name in ("evidence.yml", "safety.yml", "treatments.yml"):
        shutil.copy(CONTENT_FOLDER / name, tmp_path)
    content = _a_few_conditions()
    spoil(content)
    text = yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True)
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_conditions(tmp_path)
    message = str(caught.value)
    assert f"{FILE}, line " in message and told in message
