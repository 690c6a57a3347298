"""Finds red flags: what sounds like danger, and whether it is denied, long past or a figure of speech."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc
from spacy.vocab import Vocab

from content.safety import REPLIES, RedFlag, Safety, Sign
from nlu.cues import CueReader, Shades
from nlu.plain_words import SENTENCE, PlainWords, PlainWordsReader
from nlu.word_groups import WordGroups, Words

Status = Literal["alarm", "caution"]
_HAPPENING_BEFORE = 5
_HAPPENING_AFTER = 4
_MOST_WORDS = 400
_PHRASES, _NAMED = "phrases of ", "names of "


@dataclass(frozen=True)
class RedFlagHit:
    """One red flag in a message; an `alarm` gets its reply alone, a `caution` is said beside the answer."""

    id: str
    tier: str
    reply: str
    status: Status
    start_char: int
    end_char: int


class RedFlagMatcher:
    """Finds the red flags of the content in messages."""

    def __init__(self, safety: Safety, vocab: Vocab) -> None:
        """Compile the patterns of `safety` over spaCy's `vocab`."""
        self._flags = safety.red_flags
        self._reader = PlainWordsReader(vocab, safety.typos)
        self._cues = CueReader(safety.cues, self._reader)
        groups = dict(safety.words)
        for flag in self._flags:
            groups[_PHRASES + flag.id] = flag.phrases
            groups[_NAMED + flag.id] = flag.named
        self._groups = WordGroups(groups, self._reader)
        # Each sign with its place in the content and the groups that it takes, by the first of them.
        self._signs: dict[str, list[tuple[int, RedFlag, Sign, frozenset[str]]]] = {}
        signs = [(flag, sign) for flag in self._flags for sign in flag.signs]
        for place, (flag, sign) in enumerate(signs):
            self._signs.setdefault(sign.all[0], []).append((place, flag, sign, frozenset((*sign.all, *sign.beside))))

    def find(self, doc: Doc) -> list[RedFlagHit]:
        """Red flags in `doc`, one hit a flag at most: alarms first, then by how pressing the reply is."""
        return self.find_in(*self.read(doc))

    def read(self, doc: Doc) -> tuple[PlainWords, Shades]:
        """The plain words of `doc`, and what is denied, past or a figure of speech among them."""
        plain = self._reader.read(doc[:_MOST_WORDS].as_doc() if len(doc) > _MOST_WORDS else doc)
        return plain, self._cues.read(plain)

    def find_in(self, plain: PlainWords, shades: Shades) -> list[RedFlagHit]:
        """Red flags in words that were read before."""
        found = self._groups.find(plain)
        signs = self._complete_signs(found)
        hits = [hit for flag in self._flags for hit in _hit(flag, signs.get(flag.id, []), plain, found, shades)]
        return sorted(hits, key=lambda hit: (hit.status != "alarm", REPLIES.index(hit.reply)))

    def _complete_signs(self, found: dict[str, list[Words]]) -> dict[str, list[Sign]]:
        """The signs whose groups were all found, by flag, in the order of the content."""
        near = (entry for first in found for entry in self._signs.get(first, ()))
        complete: dict[str, list[Sign]] = {}
        for _, flag, sign, groups in sorted(near, key=lambda entry: entry[0]):
            if groups <= found.keys():
                complete.setdefault(flag.id, []).append(sign)
        return complete


def _hit(flag: RedFlag, signs: list[Sign], plain: PlainWords, found: dict[str, list[Words]], shades: Shades) -> list[RedFlagHit]:
    """The flag's alarm if there is one, else its first caution, else nothing; `signs` are those of it whose groups were found."""
    caution: list[Words] = []
    for places, alarming in _readings(flag, signs, plain, found, shades):
        if alarming and flag.tier != "routine":
            return [_as_hit(flag, plain, places, "alarm")]
        caution = caution or places
    return [_as_hit(flag, plain, caution, "caution")] if caution else []


def _as_hit(flag: RedFlag, plain: PlainWords, places: list[Words], status: Status) -> RedFlagHit:
    start, end = plain.characters(min(place.start for place in places), max(place.end for place in places))
    return RedFlagHit(flag.id, flag.tier, flag.reply, status, start, end)


def _readings(
    flag: RedFlag, signs: list[Sign], plain: PlainWords, found: dict[str, list[Words]], shades: Shades
) -> Iterator[tuple[list[Words], bool]]:
    """Every place where the flag stands, and whether it is meant as present danger."""
    for place in found.get(_PHRASES + flag.id, []):
        yield [place], _is_meant(shades, [place])
    for sign in signs:
        for places in _places_of(sign, plain, found):
            yield places, _is_meant(shades, places) and _is_accompanied(sign, found, shades)
    for place in found.get(_NAMED + flag.id, []):
        yield [place], _is_meant(shades, [place]) and _is_happening(plain, shades, place)


def _is_meant(shades: Shades, places: list[Words]) -> bool:
    return not (shades.is_denied(places) or shades.is_past(places) or shades.is_idiom(places))


def _is_accompanied(sign: Sign, found: dict[str, list[Words]], shades: Shades) -> bool:
    """Whether each group of `beside` stands somewhere in the message and is not denied."""
    return all(
        any(not shades.is_denied([place]) and not shades.is_idiom([place]) for place in found.get(group, []))
        for group in sign.beside
    )


def _is_happening(plain: PlainWords, shades: Shades, place: Words) -> bool:
    before = range(max(0, place.start - _HAPPENING_BEFORE), place.start)
    after = range(place.end, min(len(plain.words), place.end + _HAPPENING_AFTER))
    near = [word for word in [*before, *after] if _same_sentence(plain, word, place.start)]
    return any(shades.happening[word] and not shades.denied[word] for word in near)


def _places_of(sign: Sign, plain: PlainWords, found: dict[str, list[Words]]) -> Iterator[list[Words]]:
    """Every way in which the groups of `sign`, all of which were found, stand close enough together."""
    for places in _combinations(sign, found, []):
        if not any(_same_sentence(plain, place.start, places[0].start) for place in _spared(sign, found)):
            yield places


def _spared(sign: Sign, found: dict[str, list[Words]]) -> list[Words]:
    return [place for group in sign.unless for place in found.get(group, [])]


def _combinations(sign: Sign, found: dict[str, list[Words]], chosen: list[Words]) -> Iterator[list[Words]]:
    if len(chosen) == len(sign.all):
        yield chosen
        return
    for place in found[sign.all[len(chosen)]]:
        if _fits(sign, chosen, place):
            yield from _combinations(sign, found, [*chosen, place])


def _fits(sign: Sign, chosen: list[Words], place: Words) -> bool:
    if any(place.start < other.end and other.start < place.end for other in chosen):
        return False
    if sign.in_order and chosen and place.start < chosen[-1].end:
        return False
    both = [*chosen, place]
    own = sum(other.end - other.start for other in both)
    between = max(other.end for other in both) - min(other.start for other in both) - own
    return between <= sign.within


def _same_sentence(plain: PlainWords, one: int, other: int) -> bool:
    low, high = sorted((one, other))
    return SENTENCE not in plain.breaks[low + 1 : high + 1]
