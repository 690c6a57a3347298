"""The training sentences: enough of them, none twice, none from the questions that the assistant is measured with."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from rapidfuzz import fuzz, process

PROJECT = Path(__file__).parents[2]
QUESTIONS = sorted((PROJECT / "tests" / "questions").glob("*.jsonl"))
DEVELOPMENT = sorted((PROJECT.parent / "shared" / "questions").glob("dev_*.jsonl"))
FEWEST, FEWEST_OFF_TOPIC = 30, 200
NEAR_COPY, SHORTEST_COPY = 92, 4


def normalised(text: str) -> str:
    """`text` without capitals and punctuation."""
    return re.sub(r"[^\w]+", " ", text.lower()).strip() or text


def sentences() -> dict[str, list[str]]:
    """Training sentences by intent."""
    data = yaml.safe_load((PROJECT / "data" / "nlu.yml").read_text(encoding="utf-8"))
    return {
        block["intent"]: [line[2:].strip() for line in block["examples"].splitlines() if line.startswith("- ")]
        for block in data["nlu"]
    }


SENTENCES = sentences()


@pytest.mark.parametrize("intent", sorted(SENTENCES))
def test_an_intent_has_enough_sentences(intent: str) -> None:
    assert len(SENTENCES[intent]) >= (FEWEST_OFF_TOPIC if intent == "out_of_scope" else FEWEST)


def test_every_intent_of_the_domain_has_sentences_and_the_reverse() -> None:
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain["intents"]) == set(SENTENCES)


def test_no_sentence_stands_twice() -> None:
    counts = Counter(normalised(text) for texts in SENTENCES.values() for text in texts)
    assert [text for text, count in counts.items() if count > 1] == []


def near_copies(asked: list[str]) -> list[tuple[str, str]]:
    """Pairs of a training sentence and one of `asked` that are the same, or nearly so in a longer sentence."""
    same = set(asked)
    pairs = []
    for text in (normalised(text) for texts in SENTENCES.values() for text in texts):
        if text in same:
            pairs.append((text, text))
        elif len(text.split()) >= SHORTEST_COPY:
            found = process.extractOne(text, asked, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR_COPY)
            pairs += [(text, found[0])] if found else []
    return pairs


@pytest.mark.parametrize("file", [*QUESTIONS, *DEVELOPMENT], ids=lambda file: file.name)
def test_no_question_nor_a_near_copy_of_one_is_learnt(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert near_copies([normalised(json.loads(line)["text"]) for line in lines if line.strip()]) == []


def test_no_sentence_of_the_red_flag_tests_nor_a_near_copy_of_one_is_learnt() -> None:
    flags = yaml.safe_load((PROJECT / "tests" / "data" / "red_flags.yml").read_text(encoding="utf-8"))
    assert near_copies([normalised(text) for texts in flags.values() for text in texts]) == []
