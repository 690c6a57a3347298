"""The spelling corrector: learns the words that visitors use, stores them, and leaves the visitor's text as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.speller import CORRECTED_TEXT, OFTEN_ENOUGH, SpellingCorrector, corrected_text

Build = Callable[..., Any]


def taught(*sentences: str) -> TrainingData:
    return TrainingData([Message({TEXT: text, INTENT: "flexibility"}) for text in sentences for _ in range(OFTEN_ENOUGH)])


def read(speller: SpellingCorrector, text: str) -> Message:
    (message,) = speller.process([Message({TEXT: text})])
    return message


@pytest.fixture
def trained(create: Build) -> SpellingCorrector:
    """A corrector that has learnt a few sentences and stored their words."""
    speller: SpellingCorrector = create(SpellingCorrector)
    speller.train(taught("does it improve flexibility", "when do you open"))
    return speller


def test_a_word_of_the_training_sentences_is_mended_to(trained: SpellingCorrector) -> None:
    assert corrected_text(read(trained, "my flexibilty")) == "my flexibility"


def test_a_condition_is_mended_to_even_before_training(create: Build) -> None:
    assert corrected_text(read(create(SpellingCorrector), "fibromialgia")) == "fibromyalgia"


def test_the_visitors_own_text_stays_as_it_is(trained: SpellingCorrector) -> None:
    message = read(trained, "my flexibilty")
    assert (message.get(TEXT), message.get(CORRECTED_TEXT)) == ("my flexibilty", "my flexibility")


@pytest.mark.parametrize("text", ["my flexibilty", "fibromialgia", "wen do u opn", "Biscuit the cat", "?!", "é 🙂"])
def test_a_stored_and_loaded_corrector_mends_the_same(trained: SpellingCorrector, load: Build, text: str) -> None:
    assert corrected_text(read(load(SpellingCorrector), text)) == corrected_text(read(trained, text))


def test_the_training_sentences_are_corrected_too(trained: SpellingCorrector) -> None:
    corrected = trained.process_training_data(TrainingData([Message({TEXT: "my flexibilty", INTENT: "flexibility"})]))
    assert [corrected_text(example) for example in corrected.training_examples] == ["my flexibility"]


def test_where_no_corrector_ran_the_text_itself_is_read() -> None:
    assert corrected_text(Message({TEXT: "my flexibilty"})) == "my flexibilty"
    assert corrected_text(Message({})) == ""


def test_a_message_without_text_is_left_alone(trained: SpellingCorrector) -> None:
    assert read(trained, "").get(CORRECTED_TEXT) is None


def test_a_corrector_whose_words_were_never_stored_does_not_load(create: Build, load: Build) -> None:
    create(SpellingCorrector)
    with pytest.raises(ValueError, match="component"):
        load(SpellingCorrector)


def test_a_corrector_with_a_lost_file_does_not_load(
    trained: SpellingCorrector, load: Build, model_storage: ModelStorage, resource: Any
) -> None:
    with model_storage.write_to(resource) as folder:
        for file in folder.iterdir():
            file.unlink()
    with pytest.raises(FileNotFoundError):
        load(SpellingCorrector)
