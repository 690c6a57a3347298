"""spaCy component: finds every word group, phrase and name of `safety.yml`, and the measured numbers, in one pass."""

from __future__ import annotations

import re
from itertools import product
from typing import Any, Iterable, cast

from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc

from content.safety import Safety
from nlu.measurements import measurements
from nlu.normaliser import Normaliser

# A run of words, from the first to the one after the last.
Place = tuple[int, int]
Found = dict[str, list[Place]]

_RANGE = re.compile(r"^NUMBER (\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$")
# Stand-ins that pass the tokenizer whole.
_ANY, _NUMBER, _STEM = "qqany", "qqnumber", "qqstem"
_PLAIN_NUMBER = re.compile(r"^\d{1,4}(\.\d+)?$")

Doc.set_extension("found", default=None, force=True)
Doc.set_extension("pregnancy_week", default=None, force=True)


class PatternMatcher:
    """Writes `doc._.found`: the label of each list of phrases that stands in the message → where.

    In a phrase `swell*` stands for any ending, `*` for any one word, `NUMBER` for a number; the phrase `NUMBER 38-42`
    for a number in that range. Phrases without these go to a `PhraseMatcher`, the others to a `Matcher`.
    """

    def __init__(self, nlp: Language, safety: Safety) -> None:
        self._normaliser = cast(Normaliser, nlp.get_pipe("normaliser"))
        self._vocab, self._limits = nlp.vocab, safety.limits
        self._exact = PhraseMatcher(nlp.vocab, attr="NORM")
        self._loose = Matcher(nlp.vocab)
        self._ranges: list[tuple[str, float, float]] = []
        for label, phrases in groups_of(safety).items():
            for phrase in phrases:
                self._add(label, phrase)

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.found` and `doc._.pregnancy_week`."""
        found: dict[str, set[Place]] = {}
        for key, start, end in (*self._exact(doc), *self._loose(doc)):
            found.setdefault(self._vocab.strings[key], set()).add((start, end))
        numbers = [(token.i, float(token.text)) for token in doc if _PLAIN_NUMBER.match(token.text)]
        for place, number in numbers:
            for label in (label for label, low, high in self._ranges if low <= number <= high):
                found.setdefault(label, set()).add((place, place + 1))
        for measured in measurements(doc) if numbers else ():
            if measured.measure == "pregnancy_week":
                doc._.pregnancy_week = int(measured.values[0])
            for limit in self._limits:
                if limit.measure == measured.measure and limit.holds(measured.values):
                    found.setdefault(limit.group, set()).add(measured.place)
        doc._.found = {label: sorted(places) for label, places in found.items()}
        return doc

    def _add(self, label: str, phrase: str) -> None:
        number = _RANGE.match(phrase)
        if number:
            self._ranges.append((label, float(number.group(1)), float(number.group(2))))
        elif "*" in phrase or "NUMBER" in phrase:
            self._loose.add(label, self._token_patterns(phrase))
        else:
            self._exact.add(label, [Doc(self._vocab, words=self._normaliser.phrase(phrase))])

    def _token_patterns(self, phrase: str) -> list[list[dict[str, Any]]]:
        """Return spaCy's patterns for `phrase`; a stem is looked for as every stem that is longer."""
        stand_in = " ".join(_ANY if word == "*" else word.replace("*", _STEM) for word in phrase.replace("NUMBER", _NUMBER).split())
        return [list(pattern) for pattern in product(*map(self._alternatives, self._normaliser.phrase(stand_in)))]

    def _alternatives(self, word: str) -> list[dict[str, Any]]:
        if word == _ANY:
            return [{}]
        if word == _NUMBER:
            return [{"LIKE_NUM": True}]
        if word.endswith(_STEM):
            return [{"LEMMA": stem} for stem in self._normaliser.stems(word[: -len(_STEM)])]
        return [{"NORM": word}]


def groups_of(safety: Safety) -> dict[str, Iterable[str]]:
    """Return everything that `safety.yml` looks for, by label: `phrases:stroke`, `caution:dvt`, `rule:3`, or a word group."""
    groups: dict[str, Iterable[str]] = dict(safety.words)
    for flag in safety.red_flags:
        groups.update({f"phrases:{flag.id}": flag.phrases, f"named:{flag.id}": flag.named})
    groups.update({f"caution:{entry.id}": entry.names for entry in safety.contraindications})
    groups.update({f"rule:{number}": rule.words for number, rule in enumerate(safety.cues.rules)})
    groups.update({f"experiencer:{who}": words for who, words in safety.cues.experiencers.items()})
    groups["fillers"] = safety.cues.fillers
    return groups
