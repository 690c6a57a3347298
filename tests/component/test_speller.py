"""The spelling corrector: learns the words that visitors use, stores them, and leaves the visitor's text as it is."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.speller import CORRECTED_TEXT, OFTEN_ENOUGH, SpellingCorrector, corrected_text
from tests.component.conftest import Bench


def taught(*sentences: str) -> TrainingData:
    return TrainingData([Message({TEXT: text, INTENT: "flexibility"}) for text in sentences for _ in range(OFTEN_ENOUGH)])


def read(speller: SpellingCorrector, text: str) -> Message:
    (message,) = speller.process([Message({TEXT: text})])
    return message


def train(bench: Bench) -> SpellingCorrector:
    """A corrector that has learnt a few sentences and stored their words."""
    speller: SpellingCorrector = bench.create(SpellingCorrector)
    speller.train(taught("does it improve flexibility", "when do you open"))
    return speller


@pytest.fixture(scope="module")
def trained(shared_bench: Bench) -> SpellingCorrector:
    """The trained corrector of all tests that change nothing."""
    return train(shared_bench)


@pytest.fixture(scope="module")
def loaded(trained: SpellingCorrector, shared_bench: Bench) -> SpellingCorrector:
    """The same corrector after it was stored and loaded."""
    speller: SpellingCorrector = shared_bench.load(SpellingCorrector)
    return speller


def test_a_word_of_the_training_sentences_is_mended_to(trained: SpellingCorrector) -> None:
    assert corrected_text(read(trained, "my flexibilty")) == "my flexibility"


def test_a_condition_is_mended_to_even_before_training(bench: Bench) -> None:
    assert corrected_text(read(bench.create(SpellingCorrector), "fibromialgia")) == "fibromyalgia"


def test_the_visitors_own_text_stays_as_it_is(trained: SpellingCorrector) -> None:
    message = read(trained, "my flexibilty")
    assert (message.get(TEXT), message.get(CORRECTED_TEXT)) == ("my flexibilty", "my flexibility")


@pytest.mark.parametrize("text", ["my flexibilty", "fibromialgia", "wen do u opn", "Biscuit the cat", "?!", "é 🙂"])
def test_a_stored_and_loaded_corrector_mends_the_same(trained: SpellingCorrector, loaded: SpellingCorrector, text: str) -> None:
    assert corrected_text(read(loaded, text)) == corrected_text(read(trained, text))


def test_the_training_sentences_are_corrected_too(trained: SpellingCorrector) -> None:
    corrected = trained.process_training_data(TrainingData([Message({TEXT: "my flexibilty", INTENT: "flexibility"})]))
    assert [corrected_text(example) for example in corrected.training_examples] == ["my flexibility"]


def test_where_no_corrector_ran_the_text_itself_is_read() -> None:
    assert corrected_text(Message({TEXT: "my flexibilty"})) == "my flexibilty"
    assert corrected_text(Message({})) == ""


def test_a_message_without_text_is_left_alone(trained: SpellingCorrector) -> None:
    assert read(trained, "").get(CORRECTED_TEXT) is None


def test_a_corrector_whose_words_were_never_stored_does_not_load(bench: Bench) -> None:
    bench.create(SpellingCorrector)
    with pytest.raises(ValueError, match="component"):
        bench.load(SpellingCorrector)


def test_a_corrector_with_a_lost_file_does_not_load(bench: Bench) -> None:
    train(bench)
    bench.lose("lexicon.json")
    with pytest.raises(FileNotFoundError, match=r"lexicon\.json"):
        bench.load(SpellingCorrector)
