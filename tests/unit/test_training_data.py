"""The taught sentences: enough of them, varied, none twice, none from the questions that the assistant is measured with."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Iterable

import pytest
import yaml

from nlu.training_sentences import Sentence, sentences_in
from tools.variety import (
    DATA,
    MOST_NEAR_COPIES,
    MOST_REPEATED_RUNS,
    MOST_REPEATED_RUNS_OF_ONE,
    Variety,
    by_intent,
    in_two_intents,
    is_crowded,
    near_copies_of,
    near_copies_within,
    normalised,
    opening_of,
    repeated_runs,
    variety,
)

PROJECT = Path(__file__).parents[2]
# What was misread once may be taught since; it only has to stay right.
QUESTIONS = sorted(set((PROJECT / "tests" / "questions").glob("*.jsonl")) - {PROJECT / "tests" / "questions" / "misread.jsonl"})
DEVELOPMENT = sorted((PROJECT.parent / "shared" / "questions").glob("dev_*.jsonl"))
FEWEST, FEWEST_OFF_TOPIC = 30, 200
# Intents that the decider alone sets: by the language that it recognised, or because a danger is still open.
NOT_LEARNT = {"other_language", "other_language_emergency", "other_language_crisis", "crisis_again", "crisis_abuse_again", "emergency_still"}

SENTENCES = list(sentences_in(DATA))
BY_INTENT = by_intent(SENTENCES)


@pytest.fixture(scope="module")
def figures() -> dict[str, Variety]:
    return {intent: variety(texts) for intent, texts in BY_INTENT.items()}


@pytest.mark.parametrize("intent", sorted(BY_INTENT))
def test_an_intent_has_enough_sentences(intent: str) -> None:
    assert len(BY_INTENT[intent]) >= (FEWEST_OFF_TOPIC if intent == "out_of_scope" else FEWEST)


def test_every_intent_of_the_domain_has_sentences_and_the_reverse() -> None:
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain["intents"]) - NOT_LEARNT == set(BY_INTENT)


def test_no_sentence_stands_twice_in_the_same_place_of_a_conversation() -> None:
    counts = Counter((normalised(one.text), normalised(one.before), one.topic) for one in SENTENCES)
    assert [key for key, count in counts.items() if count > 1] == []


def test_no_sentence_without_a_context_stands_in_two_intents() -> None:
    assert in_two_intents(SENTENCES) == []


def test_an_intents_sentences_begin_in_many_ways(figures: dict[str, Variety]) -> None:
    assert {intent: found.opening for intent, found in figures.items() if is_crowded(found.opening)} == {}


def test_an_intents_sentences_share_few_runs_of_words(figures: dict[str, Variety]) -> None:
    shares = {intent: round(found.repeated_runs, 3) for intent, found in figures.items()}
    assert {intent: share for intent, share in shares.items() if share > MOST_REPEATED_RUNS_OF_ONE} == {}
    assert sum(shares.values()) / len(shares) <= MOST_REPEATED_RUNS


def test_an_intents_sentences_hardly_ever_repeat_each_other(figures: dict[str, Variety]) -> None:
    assert sum(found.near_copies for found in figures.values()) / len(SENTENCES) < MOST_NEAR_COPIES


def of_several_words(texts: Iterable[str]) -> list[str]:
    """Those that somebody thought up: "hiya" and "ptsd" are in any assistant's sentences and can be put in no other way."""
    return [text for text in map(normalised, texts) if " " in text]


@pytest.mark.parametrize("file", [*QUESTIONS, *DEVELOPMENT], ids=lambda file: file.name)
def test_no_question_nor_a_near_copy_of_one_is_learnt(file: Path) -> None:
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    asked = [text for line in lines for text in ([line["text"]] if "text" in line else line["turns"])]
    assert near_copies_of(of_several_words(asked), SENTENCES) == []


def test_no_sentence_of_the_red_flag_tests_nor_a_near_copy_of_one_is_learnt() -> None:
    flags = yaml.safe_load((PROJECT / "tests" / "data" / "red_flags.yml").read_text(encoding="utf-8"))
    assert near_copies_of(of_several_words(text for texts in flags.values() for text in texts), SENTENCES) == []


# What the bounds are good for: sentences from templates break each of them.

AILMENTS = "asthma arthritis sciatica migraines insomnia diabetes shingles eczema vertigo tinnitus gout lupus".split()
TEMPLATES = ("can i come in for a massage with {}", "is a back massage any good for somebody with {}", "what does a session do for {}, please")
TEMPLATED = [template.format(ailment) for template in TEMPLATES for ailment in AILMENTS]
# Half of them from templates, hidden among sentences that somebody wrote.
MIXED = [normalised(text) for text in TEMPLATED] + BY_INTENT["condition_not_covered"][: len(TEMPLATED)]


@pytest.mark.parametrize("texts", [[normalised(text) for text in TEMPLATED], MIXED], ids=["all", "half"])
def test_sentences_from_templates_begin_alike_and_share_runs_of_words(texts: list[str]) -> None:
    found = variety(texts)
    assert is_crowded(found.opening)
    assert found.repeated_runs > MOST_REPEATED_RUNS_OF_ONE


def test_sentences_with_a_word_swapped_or_moved_are_near_copies() -> None:
    first = "could you tell me whether the therapist works on saturdays"
    copies = [first, "could you tell me whether the therapists work on saturdays", "tell me whether on saturdays the therapist works could you", "free on saturdays?"]
    assert near_copies_within(copies) == [(copies[1], first), (copies[2], first)]
    assert len(near_copies_within([f"{text} then" for text in copies[:2]] * 2)) == 3


def test_an_opening_goes_on_to_the_first_word_of_meaning() -> None:
    assert [opening_of(text) for text in ("can i come by bus", "how long is a session", "massage", "my back hurts", "are you")] == [
        "can i come",
        "how long is a session",
        "massage",
        "my back",
        "are you",
    ]


def test_runs_are_repeated_only_from_one_sentence_to_another() -> None:
    assert repeated_runs(["a b c d a b c d", "x y"]) == 0.0
    assert repeated_runs(["a b c d e", "a b c d", "x y z"]) == pytest.approx(2 / 3)
    assert repeated_runs([]) == 0.0


def test_a_sentence_in_two_intents_is_found_unless_it_stands_in_a_conversation() -> None:
    alone = [Sentence("How much?", "price"), Sentence("how much", "duration")]
    assert in_two_intents(alone) == [("how much", ["duration", "price"])]
    assert in_two_intents([alone[0], Sentence("how much", "duration", before="are sessions long")]) == []


def test_a_near_copy_of_a_question_is_found_in_a_conversation_unless_it_is_short() -> None:
    asked = ["and for my mum", "and for her", "is it safe for my mum to come"]
    taught = [Sentence(text, "safety", before="does it help") for text in ("And for her?", "is it safe for my mum to come!", "is my mum safe to come for it")]
    assert near_copies_of(asked, taught) == [(asked[2], asked[2]), (normalised(taught[2].text), asked[2])]
    assert near_copies_of(asked, [Sentence("And for her?", "safety")]) == [(asked[1], asked[1])]


def test_both_forms_of_examples_are_read(tmp_path: Path) -> None:
    lines = ["nlu:", "- intent: price", "  examples: |", "    - how much?", "    - cost"]
    lines += ["- intent: hours", "  examples:", "  - text: and then", '    metadata: {before: "open on sunday", topic: "hours"}', "  - text: when"]
    file = tmp_path / "nlu.yml"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert list(sentences_in(tmp_path)) == [
        Sentence("how much?", "price"),
        Sentence("cost", "price"),
        Sentence("and then", "hours", "open on sunday", "hours"),
        Sentence("when", "hours"),
    ]


@pytest.mark.parametrize("content", ["nlu:\n- intent: price\n  examples: [7]\n", "nlu: [", "- how much?", "", "nlu:\n- intent: price\n"])
def test_a_file_of_another_shape_is_left_to_rasas_own_reader_to_complain_about(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.yml").write_text(content, encoding="utf-8")
    (tmp_path / "b.yml").write_text("nlu:\n- intent: price\n  examples: |\n    - how much?\n", encoding="utf-8")
    assert list(sentences_in(tmp_path)) == [Sentence("how much?", "price")]


def test_the_data_is_where_rasa_reads_it() -> None:
    assert DATA == PROJECT / "data" and SENTENCES
