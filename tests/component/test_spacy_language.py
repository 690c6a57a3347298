"""spaCy's language: blank where no model is installed, and an honest error where a named one is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa.nlu.utils.spacy_utils import SpacyNLP
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.utils.common import RasaException

from nlu.spacy_language import ClinicSpacyNLP

Build = Callable[..., Any]
BLANK = "blank:en"


def tokens(message: Message) -> list[str]:
    return [token.text for token in message.get("text_spacy_doc")]


def test_a_blank_language_needs_no_model_file(create: Build) -> None:
    component = create(ClinicSpacyNLP, model=BLANK)
    provided = component.provide()
    (message,) = component.process([Message({TEXT: "It isn't safe, is it?"})], provided)
    assert tokens(message) == ["It", "is", "n't", "safe", ",", "is", "it", "?"]


def test_training_sentences_are_read_with_it_too(create: Build) -> None:
    component = create(ClinicSpacyNLP, model=BLANK)
    data = TrainingData([Message({TEXT: "does it help", INTENT: "pain"})])
    read = component.process_training_data(data, component.provide())
    assert tokens(read.training_examples[0]) == ["does", "it", "help"]


def test_the_name_of_the_model_is_kept_so_that_rasa_notices_a_change(create: Build) -> None:
    assert create(ClinicSpacyNLP, model=BLANK).provide().model_name == BLANK


def test_rasas_own_component_takes_no_blank_language() -> None:
    with pytest.raises(RasaException):
        SpacyNLP.load_model(BLANK)


def test_a_model_that_is_not_installed_is_named(create: Build) -> None:
    with pytest.raises(RasaException, match="xx_not_installed"):
        create(ClinicSpacyNLP, model="xx_not_installed")


def test_no_language_at_all_is_refused_with_the_mend() -> None:
    with pytest.raises(ValueError, match="blank:en"):
        ClinicSpacyNLP.ensure_proper_language_model(None)


def test_without_a_model_in_config_the_mend_is_told(create: Build) -> None:
    with pytest.raises(InvalidConfigException, match="model"):
        create(ClinicSpacyNLP)
