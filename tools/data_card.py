"""Writes the generated table of docs/data-card.md: `python -m tools.data_card`. What stands outside its two markers stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Sequence

from nlu.training_sentences import Sentence, sentences_in
from tools.serve import PROJECT
from tools.variety import DATA, normalised

CARD = PROJECT / "docs" / "data-card.md"
BEGIN, END = "<!-- counts: written by python -m tools.data_card -->", "<!-- end of counts -->"


def counts_table(sentences: Sequence[Sentence]) -> str:
    """A row an intent: its sentences, how many stand inside a conversation, and their median length in words."""
    lines = ["| Intent | sentences | in a conversation | median words |", "|---|---|---|---|"]
    for intent in sorted({sentence.intent for sentence in sentences}):
        lines.append(_row(f"`{intent}`", [sentence for sentence in sentences if sentence.intent == intent]))
    return "\n".join([*lines, _row("all", sentences)])


def with_counts(card: str, table: str) -> str:
    """The text `card` with `table` between its markers.

    :raises SystemExit: the markers do not stand there once each, in order.
    """
    before, begin, rest = card.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end) or (card.count(BEGIN), card.count(END)) != (1, 1):
        raise SystemExit(f"The data card needs the markers {BEGIN} and {END}, once each and in this order.")
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"


def _row(name: str, sentences: Sequence[Sentence]) -> str:
    lengths = sorted(len(normalised(sentence.text).split()) for sentence in sentences)
    median = lengths[len(lengths) // 2] if lengths else 0
    return f"| {name} | {len(sentences)} | {sum(bool(sentence.before) for sentence in sentences)} | {median} |"


def main(card: Path = CARD) -> None:
    """Write the table anew."""
    card.write_text(with_counts(card.read_text(encoding="utf-8"), counts_table(list(sentences_in(DATA)))), encoding="utf-8")


if __name__ == "__main__":
    main()
