"""spaCy component: what sounds like danger, and whether it is meant as danger that is present."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Literal

from spacy.tokens import Doc

from content.safety import REPLIES, RedFlag, Sign
from nlu.context import Context
from nlu.normaliser import SENTENCE, characters
from nlu.patterns import Found, Place

Status = Literal["alarm", "caution"]
_HAPPENING_BEFORE, _HAPPENING_AFTER = 5, 4
_LONGEST_PHRASE, _MOST_READINGS = 12, 5_000

Doc.set_extension("red_flags", default=(), force=True)


@dataclass(frozen=True)
class RedFlagHit:
    """One red flag in a message; an `alarm` gets its reply alone, a `caution` is said beside the answer."""

    id: str
    reply: str
    status: Status
    start_char: int
    end_char: int


def find_red_flags(doc: Doc, flags: Sequence[RedFlag]) -> Doc:
    """Write `doc._.red_flags`: one hit a flag at most, alarms first, then by how pressing the reply is."""
    message = _Message(doc)
    hits = [hit for flag in flags for hit in message.hit(flag)]
    doc._.red_flags = sorted(hits, key=lambda hit: (hit.status != "alarm", REPLIES.index(hit.reply)))
    return doc


class _Message:
    """One message in which red flags are looked for."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._found: Found = doc._.found
        self._context: Context = doc._.context
        # The number of the sentence that each word is in.
        self._sentences = list(accumulate(int(brk == SENTENCE) for brk in doc._.breaks))

    def hit(self, flag: RedFlag) -> list[RedFlagHit]:
        """Return the flag's alarm if there is one, else its first caution, else nothing."""
        caution: list[Place] = []
        for places, alarming in self._readings(flag):
            if alarming and flag.tier != "routine":
                return [self._as_hit(flag, places, "alarm")]
            caution = caution or places
        return [self._as_hit(flag, caution, "caution")] if caution else []

    def _as_hit(self, flag: RedFlag, places: list[Place], status: Status) -> RedFlagHit:
        span = self._doc[min(start for start, _ in places) : max(end for _, end in places)]
        return RedFlagHit(flag.id, flag.reply, status, *characters(span))

    def _readings(self, flag: RedFlag) -> Iterator[tuple[list[Place], bool]]:
        """Yield every place where the flag stands, and whether it is meant as present danger."""
        for place in self._found.get(f"phrases:{flag.id}", ()):
            yield [place], self._is_meant(flag, [place])
        for sign in flag.signs:
            if sign.all[0] in self._found and all(group in self._found for group in (*sign.all, *sign.beside)):
                for places in islice(self._combinations(sign, []), _MOST_READINGS):
                    if not self._is_spared(sign, places) and not self._context.holds("naming", places):
                        yield places, self._is_meant(flag, places) and self._is_accompanied(sign)
        for place in self._found.get(f"named:{flag.id}", ()):
            yield [place], self._is_meant(flag, [place]) and (self._is_happening(place) or self._is_all(place))

    def _is_meant(self, flag: RedFlag, places: list[Place]) -> bool:
        """Return whether the words tell of now; "what happens if i take 30 pills" is a danger even so."""
        away = ("negation", "historical", "idiom")
        return not self._holds_any(away if flag.tier == "crisis" else (*away, "hypothetical"), places)

    def _is_accompanied(self, sign: Sign) -> bool:
        """Return whether each group of `beside` stands somewhere in the message and is not denied."""
        return all(any(not self._holds_any(("negation", "idiom"), [place]) for place in self._found[group]) for group in sign.beside)

    def _holds_any(self, categories: Sequence[str], places: list[Place]) -> bool:
        return any(self._context.holds(category, places) for category in categories)

    def _is_happening(self, place: Place) -> bool:
        first, last = max(0, place[0] - _HAPPENING_BEFORE), min(len(self._doc), place[1] + _HAPPENING_AFTER)
        near = [(word, word + 1) for word in range(first, last) if not place[0] <= word < place[1]]
        here = [word for word in near if self._sentences[word[0]] == self._sentences[place[0]]]
        return any(self._context.holds("happening", [word]) and not self._context.holds("negation", [word]) for word in here)

    def _is_all(self, place: Place) -> bool:
        """Return whether the message is nothing but the name, beside words such as please."""
        said = {word for filler in self._found.get("fillers", ()) for word in range(*filler)}
        return all(word in said or place[0] <= word < place[1] for word in range(len(self._doc)))

    def _is_spared(self, sign: Sign, places: list[Place]) -> bool:
        sentence = self._sentences[places[0][0]]
        return any(self._sentences[start] == sentence for group in sign.unless for start, _ in self._found.get(group, ()))

    def _combinations(self, sign: Sign, chosen: list[Place]) -> Iterator[list[Place]]:
        """Yield every way in which the groups of `sign` stand close enough together."""
        if len(chosen) == len(sign.all):
            yield chosen
            return
        places, reach = self._found[sign.all[len(chosen)]], sign.within + _LONGEST_PHRASE * len(sign.all)
        if chosen:  # the places are sorted
            places = places[bisect_left(places, (chosen[0][0] - reach, 0)) : bisect_left(places, (chosen[0][1] + reach, 0))]
        for place in places:
            if _fits(sign, chosen, place):
                yield from self._combinations(sign, [*chosen, place])


def _fits(sign: Sign, chosen: list[Place], place: Place) -> bool:
    if any(place[0] < end and start < place[1] for start, end in chosen):
        return False
    if sign.in_order and chosen and place[0] < chosen[-1][1]:
        return False
    both = [*chosen, place]
    own = sum(end - start for start, end in both)
    return max(end for _, end in both) - min(start for start, _ in both) - own <= sign.within
