"""The data card tells the numbers of the data as it is."""

from __future__ import annotations

import pytest

from nlu.training_sentences import Sentence, sentences_in
from tools.data_card import BEGIN, CARD, END, counts_table, with_counts
from tools.variety import DATA

SENTENCES = [Sentence("how much is it", "price"), Sentence("how much?", "price", before="is it long"), Sentence("when", "hours")]


def test_the_card_holds_the_counts_of_the_data() -> None:
    card = CARD.read_text(encoding="utf-8")
    assert with_counts(card, counts_table(list(sentences_in(DATA)))) == card, "`python -m tools.data_card` writes the counts anew"


def test_a_row_counts_an_intents_sentences_and_those_in_a_conversation() -> None:
    assert counts_table(SENTENCES).splitlines()[2:] == ["| `hours` | 1 | 0 | 1 |", "| `price` | 2 | 1 | 4 |", "| all | 3 | 1 | 2 |"]


def test_what_stands_outside_the_markers_stays() -> None:
    assert with_counts(f"# Card\n{BEGIN}\nold\n{END}\nLimits\n", "new") == f"# Card\n{BEGIN}\n\nnew\n\n{END}\nLimits\n"


@pytest.mark.parametrize("card", ["", BEGIN, f"{END}{BEGIN}", f"{BEGIN}{END}{END}"])
def test_a_card_without_its_markers_is_refused(card: str) -> None:
    with pytest.raises(SystemExit, match="markers"):
        with_counts(card, "new")
