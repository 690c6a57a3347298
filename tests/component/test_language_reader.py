"""The language reader notes on each message its language, and danger in one that is not English."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.language_reader import FOREIGN_DANGER, LANGUAGE, LanguageReader
from nlu.speller import CORRECTED_TEXT
from tests.component.conftest import Bench


@pytest.fixture
def reader(bench: Bench) -> LanguageReader:
    made: LanguageReader = bench.create(LanguageReader)
    return made


@pytest.mark.parametrize(
    ("text", "language", "danger"),
    [
        ("ile kosztuje masaż", "pl", None),
        ("no puedo respirar", "es", "emergency"),
        ("mein mann schlägt mich", "de", "crisis"),
        ("how much is a massage", None, None),
        ("i have chest pain", None, None),
        ("", None, None),
    ],
)
def test_language_and_danger_are_noted(reader: LanguageReader, text: str, language: str | None, danger: str | None) -> None:
    (message,) = reader.process([Message({TEXT: text})])
    assert (message.get(LANGUAGE), message.get(FOREIGN_DANGER)) == (language, danger)


def test_the_visitors_own_words_are_read_and_not_the_corrected_ones(reader: LanguageReader) -> None:
    (message,) = reader.process([Message({TEXT: "no puedo respirar", CORRECTED_TEXT: "no pound respira"})])
    assert message.get(FOREIGN_DANGER) == "emergency"


def test_danger_tells_the_language_where_the_words_alone_do_not(reader: LanguageReader) -> None:
    (message,) = reader.process([Message({TEXT: "my dad, zawał, what should i do please"})])
    assert (message.get(LANGUAGE), message.get(FOREIGN_DANGER)) == ("pl", "emergency")
