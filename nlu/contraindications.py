"""Finds contraindications in a message: what may speak against a massage, or for a careful one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc
from spacy.vocab import Vocab

from content.safety import Safety
from nlu.cues import CueReader, Shades
from nlu.plain_words import PlainWords, PlainWordsReader
from nlu.word_groups import WordGroups, Words

Status = Literal["present", "past", "denied"]


@dataclass(frozen=True)
class ContraindicationMention:
    """One contraindication that a message names, and whether the visitor has it now."""

    id: str
    status: Status
    start_char: int
    end_char: int


class ContraindicationMatcher:
    """Finds the contraindications of the content in messages."""

    def __init__(self, safety: Safety, vocab: Vocab) -> None:
        """Compile the everyday names of `safety` over spaCy's `vocab`."""
        self._reader = PlainWordsReader(vocab, safety.typos)
        self._cues = CueReader(safety.cues, self._reader)
        names = {entry.id: entry.names for entry in safety.contraindications}
        self._groups = WordGroups(names, self._reader)

    def find(self, doc: Doc) -> list[ContraindicationMention]:
        """Contraindications in `doc` in the order of the message, figures of speech left out."""
        plain = self._reader.read(doc)
        return self.find_in(plain, self._cues.read(plain))

    def find_in(self, plain: PlainWords, shades: Shades) -> list[ContraindicationMention]:
        """Contraindications in words that were read before."""
        mentions = []
        for name, place in _longest(self._groups.find(plain)):
            if not shades.is_idiom([place]):
                mentions.append(
                    ContraindicationMention(name, _status(shades, place), *plain.characters(*place))
                )
        return mentions


def _longest(found: dict[str, list[Words]]) -> list[tuple[str, Words]]:
    """Of names that overlap, the longest ("high blood pressure" rather than "blood")."""
    places = [(name, place) for name, places in found.items() for place in places]
    kept: list[tuple[str, Words]] = []
    for name, place in sorted(places, key=lambda item: (item[1].start - item[1].end, item[1].start)):
        if all(place.end <= other.start or other.end <= place.start for _, other in kept):
            kept.append((name, place))
    return sorted(kept, key=lambda item: item[1])


def _status(shades: Shades, place: Words) -> Status:
    if shades.is_denied([place]):
        return "denied"
    return "past" if shades.is_past([place]) else "present"
