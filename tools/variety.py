"""How varied the taught sentences are: `python -m tools.variety` prints the figures of each intent.

Sentences from a template share openings and runs of words. `tests/unit/test_training_data.py` holds the data to the bounds below,
and shows that data from a template fails each of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Iterable, Iterator, NamedTuple, Sequence

import numpy as np
from rapidfuzz import fuzz, process

from nlu.training_sentences import Sentence, sentences_in
from tools.serve import PROJECT

# No opening begins more than this share of an intent's sentences, and fewer than so many are no pattern.
MOST_WITH_ONE_OPENING, FEWEST_WITH_ONE_OPENING = 0.06, 8
RUN = 4
# The share of an intent's runs of four words that stand in another of its sentences: the mean over intents, and one intent's.
MOST_REPEATED_RUNS, MOST_REPEATED_RUNS_OF_ONE = 0.08, 0.20
# Of 100: how alike two sentences of four words or more are when one is a copy of the other.
NEAR_COPY, SHORTEST_COPY = 92, 4
MOST_NEAR_COPIES = 0.005
ROWS_AT_ONCE = 1_000
# Words that begin questions about anything; an opening goes on to the first word that is none of them.
_BEGINNINGS = frozenset(
    "a about after all an and any anything are at be been before but by can cant could did do does doing don dont for from get got had "
    "has have he hello her hey hi his how i id if ill im in is isn isnt it its just like ll long m many may me might much my need no "
    "not now of often ok okay on one or our please pls re s she should so some sorry still t that the their them then there these they "
    "this those to too u ur us ve want was we well were what whats when where which who why will with wont would yes you your youre".split()
)

DATA = PROJECT / "data"


@dataclass(frozen=True)
class Opening:
    """How many sentences of an intent begin with the same words."""

    words: str
    count: int
    share: float


class Variety(NamedTuple):
    """The figures of one intent.

    `opening` is the most frequent opening up to its first word of meaning, `two_words` the most frequent first two words.
    """

    sentences: int
    opening: Opening
    two_words: Opening
    repeated_runs: float
    near_copies: int


def normalised(text: str) -> str:
    """`text` without capitals and punctuation, as two sentences are compared."""
    return re.sub(r"[^\w]+", " ", text.lower()).strip() or text


def variety(texts: Sequence[str]) -> Variety:
    """The figures of an intent's sentences, given normalised."""
    return Variety(
        len(texts),
        most_frequent([opening_of(text) for text in texts]),
        most_frequent([" ".join(text.split()[:2]) for text in texts]),
        repeated_runs(texts),
        len(near_copies_within(texts)),
    )


def opening_of(text: str) -> str:
    """The first two words of `text`, or more: up to the first that is not one that questions about anything begin with.

    "can i come" for "can i come by bus": half of all questions to a clinic begin with "can i".
    """
    words = text.split()
    meaning = next((place for place, word in enumerate(words) if word not in _BEGINNINGS), len(words))
    return " ".join(words[: max(2, meaning + 1)])


def most_frequent(openings: Sequence[str]) -> Opening:
    """The most frequent of `openings`, which are those of all an intent's sentences; one-word sentences have none."""
    counts = Counter(opening for opening in openings if " " in opening)
    words, count = max(counts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return Opening(words, count, count / max(1, len(openings)))


def is_crowded(opening: Opening) -> bool:
    """Whether too many sentences begin alike."""
    return opening.count >= FEWEST_WITH_ONE_OPENING and opening.share > MOST_WITH_ONE_OPENING


def repeated_runs(texts: Iterable[str]) -> float:
    """The share of runs of four words, over all sentences, that stand in more than one of them."""
    runs = [set(_runs(text.split())) for text in texts]
    counts = Counter(run for found in runs for run in found)
    whole = sum(map(len, runs))
    return sum(counts[run] > 1 for found in runs for run in found) / whole if whole else 0.0


def near_copies_within(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Sentences of four words or more that nearly repeat an earlier one, each with that one."""
    longer = [text for text in texts if len(text.split()) >= SHORTEST_COPY]
    found: dict[int, int] = {}
    for place, other in _near_pairs(longer, longer):
        if other < place:
            found.setdefault(place, other)
    return [(longer[place], longer[other]) for place, other in sorted(found.items())]


def near_copies_of(asked: Sequence[str], sentences: Iterable[Sentence]) -> list[tuple[str, str]]:
    """Taught sentences that are one of the normalised `asked`, or nearly so if they have four words or more, each with that one.

    A sentence of fewer words that was taught inside a conversation is no copy: "and for her?" means what it stands behind.
    """
    known = set(asked)
    texts = [normalised(sentence.text) for sentence in sentences if not (sentence.before and _is_short(sentence))]
    same = [(text, text) for text in texts if text in known]
    longer = [text for text in texts if text not in known and len(text.split()) >= SHORTEST_COPY]
    first = {place: other for place, other in reversed(list(_near_pairs(longer, asked)))}
    return same + [(longer[place], asked[other]) for place, other in sorted(first.items())]


def in_two_intents(sentences: Iterable[Sentence]) -> list[tuple[str, list[str]]]:
    """Sentences without a context that stand in more than one intent, with those intents."""
    intents: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        if not sentence.before:
            intents[normalised(sentence.text)].add(sentence.intent)
    return [(text, sorted(found)) for text, found in intents.items() if len(found) > 1]


def by_intent(sentences: Iterable[Sentence]) -> dict[str, list[str]]:
    """Normalised sentences by intent."""
    found: dict[str, list[str]] = defaultdict(list)
    for sentence in sentences:
        found[sentence.intent].append(normalised(sentence.text))
    return dict(sorted(found.items()))


def _is_short(sentence: Sentence) -> bool:
    return len(normalised(sentence.text).split()) < SHORTEST_COPY


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1))


def _near_pairs(texts: Sequence[str], others: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of a text and an other that hold nearly the same words, in whatever order."""
    # Words in order once, then `ratio`: that is `token_sort_ratio`, which would sort the words of each pair anew.
    ordered, beside = ([" ".join(sorted(text.split())) for text in given] for given in (texts, others))
    for first in range(0, len(ordered), ROWS_AT_ONCE):
        rows = ordered[first : first + ROWS_AT_ONCE]
        alike = process.cdist(rows, beside, scorer=fuzz.ratio, score_cutoff=NEAR_COPY, dtype=np.uint8, workers=1)
        yield from ((first + int(row), int(column)) for row, column in np.argwhere(alike))


def main() -> None:
    """Print the figures of each intent, the least varied first."""
    figures = {intent: variety(texts) for intent, texts in by_intent(sentences_in(DATA)).items()}
    print(f"{'':24}{'sentences':>9}{'runs again':>12}{'near copies':>13}   most frequent opening, and first two words")
    for intent, found in sorted(figures.items(), key=lambda item: -item[1].opening.share):
        openings = "; ".join(f"{opening.words} {100 * opening.share:.1f} %" for opening in (found.opening, found.two_words))
        print(f"{intent:24}{found.sentences:9}{100 * found.repeated_runs:10.1f} %{found.near_copies:13}   {openings}")


if __name__ == "__main__":
    main()
