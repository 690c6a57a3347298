"""Tells which words of a message are denied, long past, or a figure of speech."""

from __future__ import annotations

from dataclasses import dataclass

from content.safety import Cues
from nlu.plain_words import COMMA, NO_BREAK, SENTENCE, PlainWords, PlainWordsReader
from nlu.word_groups import WordGroups, Words

_DENIAL_REACH = 7
_CLOSE_DENIAL_REACH = 4
_COMPARISON_REACH = 12
_LONE_CUE = 4
_YEAR = range(1930, 2100)
_YEAR_BEFORE = {"in", "since", "of", "from", "during", "around", "until", "back"}
_PEOPLE = set("i my he his she her they their it its we our the this there you your".split())
# After these, `my` belongs to what went before ("no pain in my chest").
_OPEN = set(
    "in of on with around down for from at to up under over across along near off through about inside have "
    "having feel feeling had hurt hurting harm kill cut move moving feels do does did".split()
)
_QUESTION = set("can could may might should would will is does do are am".split())
_ASKED = set("i it you we he she they massage a the my this that having getting".split())


@dataclass(frozen=True)
class Shades:
    """What the cues say about each word; `denied` holds where the denials stand that reach it."""

    denied: tuple[frozenset[int], ...]
    past: tuple[bool, ...]
    idiom: tuple[bool, ...]
    happening: tuple[bool, ...]

    def is_denied(self, places: list[Words]) -> bool:
        """Whether a denial outside of `places` reaches any of their words."""
        own = {word for place in places for word in range(*place)}
        return any(self.denied[word] - own for word in own)

    def is_past(self, places: list[Words]) -> bool:
        """Whether any word of `places` speaks of a time long past."""
        return any(self.past[word] for place in places for word in range(*place))

    def is_idiom(self, places: list[Words]) -> bool:
        """Whether any word of `places` is part of a figure of speech."""
        return any(self.idiom[word] for place in places for word in range(*place))


class CueReader:
    """Reads the cues of a message."""

    def __init__(self, cues: Cues, reader: PlainWordsReader) -> None:
        """Compile the cue lists of the content."""
        self._groups = WordGroups(cues.dict(), reader)

    def read(self, plain: PlainWords) -> Shades:
        """What the cues say about each word of the message."""
        found = self._groups.find(plain)
        size = len(plain.doc)
        return Shades(
            denied=_denied(plain, found),
            past=_past(plain, found),
            idiom=_covered(found.get("idioms", []), size),
            happening=_covered(found.get("happening", []), size),
        )


def _covered(places: list[Words], size: int) -> tuple[bool, ...]:
    inside = {word for place in places for word in range(*place)}
    return tuple(word in inside for word in range(size))


def _denied(plain: PlainWords, found: dict[str, list[Words]]) -> tuple[frozenset[int], ...]:
    denied: list[set[int]] = [set() for _ in plain.doc]
    void = {word for place in found.get("not_denials", []) for word in range(*place)}
    ends = {place.start for place in found.get("denial_ends", [])}
    for name, reach in (("denials", _DENIAL_REACH), ("close_denials", _CLOSE_DENIAL_REACH)):
        for cue in found.get(name, []):
            if void.intersection(range(*cue)) or _compares(plain, cue, found.get("comparisons", [])):
                continue
            for word in _scope(plain, cue, reach, ends):
                denied[word].add(cue.end - 1)
    return tuple(frozenset(cues) for cues in denied)


def _compares(plain: PlainWords, cue: Words, comparisons: list[Words]) -> bool:
    """Whether the denial means "never so bad", which says that it is bad now."""
    if plain.words[cue.start] != "never" and "never" not in plain.words[cue.start : cue.end]:
        return False
    return any(0 <= place.start - cue.end <= _COMPARISON_REACH for place in comparisons)


def _scope(plain: PlainWords, cue: Words, reach: int, ends: set[int]) -> range:
    words = plain.words
    stop = cue.end
    left = reach
    while stop < len(words) and left > 0:
        if stop in ends or _starts_anew(plain, stop, cue.end):
            break
        if plain.breaks[stop] == COMMA and stop > cue.end and _list_goes_on(plain, stop):
            left = reach
        elif plain.breaks[stop] != NO_BREAK:
            break
        elif words[stop] in ("or", "nor"):
            left = reach
        stop, left = stop + 1, left - 1
    return range(cue.end, stop)


def _starts_anew(plain: PlainWords, place: int, first: int) -> bool:
    words = plain.words
    return place > first and words[place] in _PEOPLE and words[place - 1] not in _OPEN


def _list_goes_on(plain: PlainWords, place: int) -> bool:
    """Whether the comma before `place` goes on with a denied list: an `or` is still to come."""
    for word in range(place, min(place + 10, len(plain.words))):
        if plain.breaks[word] == SENTENCE or (word > place and _starts_anew(plain, word, place)):
            return False
        if plain.words[word] in ("or", "nor"):
            return True
    return False


def _past(plain: PlainWords, found: dict[str, list[Words]]) -> tuple[bool, ...]:
    past = [False] * len(plain.doc)
    cues = [*found.get("history", []), *_years(plain)]
    present = {place.start for place in found.get("present", [])}
    clauses = _clauses(plain, present)
    for number, clause in enumerate(clauses):
        here = [cue for cue in cues if cue.start in clause]
        if not here:
            continue
        reached = [clause]
        if (
            len(clause) <= _LONE_CUE
            and number + 1 < len(clauses)
            and clauses[number + 1].start not in present
        ):
            reached.append(clauses[number + 1])
        for word in (word for part in reached for word in part):
            past[word] = True
    return tuple(past)


def _years(plain: PlainWords) -> list[Words]:
    words = plain.words
    return [
        Words(place, place + 1)
        for place, word in enumerate(words)
        if len(word) == 4
        and word.isdigit()
        and int(word) in _YEAR
        and place
        and words[place - 1] in _YEAR_BEFORE
    ]


def _clauses(plain: PlainWords, present: set[int]) -> list[range]:
    words = plain.words
    starts = [
        place
        for place in range(len(words))
        if plain.breaks[place] != NO_BREAK
        or place in present
        or words[place] in ("but", "though", "however", "because")
        or (words[place] == "and" and place + 1 < len(words) and words[place + 1] in _PEOPLE)
        or (words[place] in _QUESTION and place + 1 < len(words) and words[place + 1] in _ASKED)
    ]
    return [range(start, end) for start, end in zip(starts, [*starts[1:], len(words)])]
