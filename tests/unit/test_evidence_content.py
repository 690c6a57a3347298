"""The content of evidence.yml is whole, honest, and refuses what nobody has read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from content.evidence import FILE, Strength, load_evidence
from content.loading import CONTENT_FOLDER, ContentError
from content.safety import load_safety

evidence = load_evidence()
Content = dict[str, Any]

CLAIMS = {
    "cancer_nausea": "limited",
    "diabetes": "not_shown",
    "depression": "limited",
    "mental_health": "limited",
    "stress": "some",
    "anxiety": "some",
    "chronic_pain": "some",
    "low_back_pain": "some",
    "neck_pain": "limited",
    "joint_pain": "limited",
    "muscle_pain": "some",
    "sleep": "limited",
    "blood_pressure": "limited",
    "circulation": "not_shown",
    "range_of_motion": "some",
    "immunity": "not_shown",
    "headaches": "limited",
    "fibromyalgia": "limited",
    "knee_osteoarthritis": "limited",
    "exercise_soreness": "some",
}


@pytest.mark.parametrize(("claim", "strength"), CLAIMS.items())
def test_each_claim_has_the_strength_that_research_gives_it(claim: str, strength: str) -> None:
    assert evidence.topics[claim].strength == strength


def test_every_strength_has_a_plain_sentence() -> None:
    for strength in get_args(Strength):
        assert evidence.strengths[strength].endswith(".")


@pytest.mark.parametrize(
    "claim", [name for name, topic in evidence.topics.items() if topic.strength == "not_shown"]
)
def test_what_is_not_shown_says_so_in_the_careful_words(claim: str) -> None:
    careful = evidence.topics[claim].careful
    assert "not been shown" in careful or "not shown" in careful


def test_a_claim_shows_its_strength_in_words_and_its_sources_in_order() -> None:
    assert evidence.strength_in_words("sleep") == evidence.strengths["limited"]
    assert [source.ref[:5] for source in evidence.sources_of("knee_osteoarthritis")] == ["Perlm"]


def _cited_by_safety() -> set[str]:
    safety = load_safety()
    cited = {key for entry in safety.contraindications for key in entry.cites}
    return cited | {key for flag in safety.red_flags for key in flag.cites}


def test_what_safety_cites_stands_in_the_sources() -> None:
    assert _cited_by_safety() <= set(evidence.sources)


def test_every_source_is_cited_somewhere() -> None:
    cited = {key for topic in evidence.topics.values() for key in topic.cites}
    assert set(evidence.sources) == cited | _cited_by_safety()


def test_every_source_that_a_claim_rests_on_can_be_looked_up() -> None:
    for name in evidence.topics:
        assert all(source.url for source in evidence.sources_of(name)), name


def _cite_nobody(content: Content) -> None:
    content["topics"]["sleep"]["cites"].append("nobody1999")


def _cite_what_nobody_read(content: Content) -> None:
    content["topics"]["sleep"]["cites"].append("clinical_convention")


def _cite_twice(content: Content) -> None:
    content["topics"]["sleep"]["cites"] *= 2


def _strong(content: Content) -> None:
    content["topics"]["sleep"]["strength"] = "strong"


def _no_finding(content: Content) -> None:
    content["topics"]["sleep"]["finding"] = ""


def _no_words(content: Content) -> None:
    del content["strengths"]["limited"]


def _bad_link(content: Content) -> None:
    content["sources"]["moyer2004"]["url"] = "doi 10.1037"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_cite_nobody, "topic `sleep` cites `nobody1999`, which `sources` lacks"),
        (_cite_what_nobody_read, "`clinical_convention`, which nobody has read"),
        (_cite_twice, "is cited twice"),
        (_strong, "topics.sleep.strength"),
        (_no_finding, "topics.sleep.finding"),
        (_no_words, "has no words for `limited`"),
        (_bad_link, "sources.moyer2004.url"),
    ],
)
def test_a_mistake_in_the_evidence_stops_the_start(
    tmp_path: Path, spoil: Callable[[Content], None], told: str
) -> None:
    content = yaml.safe_load((CONTENT_FOLDER / FILE).read_text(encoding="utf-8"))
    spoil(content)
    (tmp_path / FILE).write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_evidence(tmp_path)
    assert FILE in str(caught.value) and told in str(caught.value)
