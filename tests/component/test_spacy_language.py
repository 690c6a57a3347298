"""spaCy's language: blank where no model is installed, and an honest error where a named one is missing."""

from __future__ import annotations

import pytest
from rasa.nlu.utils.spacy_utils import InvalidModelError
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.spacy_language import ClinicSpacyNLP
from tests.component.conftest import Bench

BLANK = "blank:en"


def tokens(message: Message) -> list[str]:
    return [token.text for token in message.get("text_spacy_doc")]


def test_a_blank_language_needs_no_model_file(bench: Bench) -> None:
    component = bench.create(ClinicSpacyNLP, model=BLANK)
    (message,) = component.process([Message({TEXT: "It isn't safe, is it?"})], component.provide())
    assert tokens(message) == ["it", "is", "n't", "safe", ",", "is", "it", "?"]


def test_training_sentences_are_read_with_it_too(bench: Bench) -> None:
    component = bench.create(ClinicSpacyNLP, model=BLANK)
    data = TrainingData([Message({TEXT: "does it help", INTENT: "pain"})])
    read = component.process_training_data(data, component.provide())
    assert tokens(read.training_examples[0]) == ["does", "it", "help"]


def test_the_name_of_the_model_is_kept_so_that_rasa_notices_a_change(bench: Bench) -> None:
    assert bench.create(ClinicSpacyNLP, model=BLANK).provide().model_name == BLANK


def test_a_model_that_is_not_installed_is_named(bench: Bench) -> None:
    with pytest.raises(InvalidModelError, match="xx_not_installed"):
        bench.create(ClinicSpacyNLP, model="xx_not_installed")


def test_without_a_model_in_config_the_mend_is_told(bench: Bench) -> None:
    with pytest.raises(InvalidModelError, match="model"):
        bench.create(ClinicSpacyNLP)


def test_no_language_at_all_is_refused_with_the_mend() -> None:
    with pytest.raises(ValueError, match="blank:en"):
        ClinicSpacyNLP.ensure_proper_language_model(None)
