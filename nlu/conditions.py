"""Finds the conditions of the content in a message, however a visitor calls or spells them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Callable, Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from content.conditions import Conditions, written_names
from nlu.denials import denied
from nlu.phrases import Phrases
from nlu.plain_words import PlainWords, PlainWordsReader
from nlu.word_groups import Words

# Words that come and go inside a phrase: "my lower back really hurts" is "lower back hurts".
_SKIPPED = set("my your his her their our its this these".split())
_SKIPPED |= set("really very so quite pretty still just also".split())
_JOINTS = {"and", "or", "plus", "n"}
_NOT_A_BODY_PART_BEFORE = set("massage massages rub rubs treatment session to in on at again soon".split())
_NAME_NOTHING = {"help", "helps", "with", "fix", "sort"}
_OTHER_MEANING = "(other meaning)"
_SHORTEST_TYPO = 4
_NEAR_ENOUGH = 76.0
_VERY_NEAR = 88.0


@dataclass(frozen=True)
class ConditionMention:
    """One condition that a message names; the id of one that the content does not cover is its title."""

    id: str
    start_char: int
    end_char: int
    text: str
    negated: bool
    covered: bool


class ConditionMatcher:
    """Finds the names of conditions; the longest wins, and misspelt ones count."""

    def __init__(self, conditions: Conditions, vocab: Vocab, is_word: Callable[[str], bool]) -> None:
        """Compile the names of `conditions` over spaCy's `vocab`.

        :param is_word: whether a word is right as it stands; such a word is never taken for a typo.
        """
        self._conditions = conditions
        self._vocab = vocab
        self._is_word = is_word
        self._reader = PlainWordsReader(vocab, {})
        self._read = lru_cache(maxsize=None)(self._reader.read_text)
        self._phrases = Phrases()
        self._parts = Phrases()
        self._pairs = [
            (frozenset(pair), name)
            for name, condition in conditions.conditions.items()
            for pair in condition.when_together
        ]
        self._lexicon = self._compile()

    def find(self, doc: Doc) -> list[ConditionMention]:
        """Conditions that `doc` names, in the order of the message; two that mean a third are that third."""
        plain = self._reader.read(doc)
        found = self._places(plain)
        denials = denied(plain, [place for _, place in found])
        mentions = [
            self._mention(doc, plain, name, place, no)
            for (name, place), no in zip(found, denials)
            if name != _OTHER_MEANING
        ]
        return self._pairs_joined(mentions)

    def _mention(
        self, doc: Doc, plain: PlainWords, name: str, place: Words, negated: bool
    ) -> ConditionMention:
        start, end = plain.characters(*place)
        covered = self._conditions.is_covered(name)
        return ConditionMention(name, start, end, doc.text[start:end], negated, covered)

    def _places(self, plain: PlainWords) -> list[tuple[str, Words]]:
        """Names found and where, the longest of those that overlap; joined body parts added."""
        words = [self._mend(word) for word in plain.words]
        kept = [place for place, word in enumerate(words) if word not in _SKIPPED]
        short = Doc(self._vocab, words=[words[place] for place in kept])
        whole = [
            span
            for span in _spans(short, self._phrases)
            if not any(plain.breaks[kept[span.start] + 1 : kept[span.end - 1] + 1])
        ]
        spans = _longest(_without_other_meanings(whole))
        spans = sorted([*spans, *self._joined_parts(short, spans)], key=lambda span: span.start)
        return [(span.label_, Words(kept[span.start], kept[span.end - 1] + 1)) for span in spans]

    def _joined_parts(self, doc: Doc, spans: list[Span]) -> list[Span]:
        """Body parts that share a pain with the name beside them: "back and [neck pain]"."""
        hurting = [span for span in spans if self._has_parts(span.label_)]
        parts = [part for part in filter_spans(_spans(doc, self._parts)) if _stands_free(doc, part, spans)]
        added: list[Span] = []
        # Backwards first: in "back, neck and shoulder pain" each part leans on the one after it.
        for part in (*reversed(parts), *parts):
            if part not in added and any(_joined(doc, part, other) for other in (*hurting, *added)):
                added.append(part)
        return added

    def _has_parts(self, name: str) -> bool:
        return self._conditions.is_covered(name) and bool(self._conditions.conditions[name].parts)

    def _pairs_joined(self, mentions: list[ConditionMention]) -> list[ConditionMention]:
        for pair, name in self._pairs:
            meant = {mention.id for mention in mentions if not mention.negated}
            if pair <= meant:
                first, *others = [found for found in mentions if found.id in pair and not found.negated]
                joined = replace(first, id=name, covered=True)
                mentions = [joined if found is first else found for found in mentions if found not in others]
        return mentions

    def _mend(self, word: str) -> str:
        """The name's word that a misspelt `word` stands for, or `word` itself."""
        if len(word) < _SHORTEST_TYPO or not word.isalpha() or word in self._lexicon or self._is_right(word):
            return word
        edits = 1 if len(word) < 7 else 2
        near = process.extract(
            word, self._lexicon.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH, limit=8
        )
        fits = [
            (DamerauLevenshtein.distance(word, name), -score, name)
            for name, score, _ in near
            if name[0] == word[0] or score >= _VERY_NEAR
        ]
        best = min(fits, default=None)
        return best[2] if best and best[0] <= edits else word

    def _is_right(self, word: str) -> bool:
        stems = (word, *(word.removesuffix(ending) for ending in ("s", "es", "ed", "ing")))
        return any(self._is_word(stem) for stem in stems if len(stem) >= 3)

    def _compile(self) -> dict[str, None]:
        """Fill the matchers; return the words of all names, which a typo may stand for."""
        names = {**self._conditions.names(), **dict.fromkeys(self._conditions.other_meanings, _OTHER_MEANING)}
        one_number_only = set(self._conditions.pain_names()) - {
            text for _, _, text in written_names(self._conditions)
        }
        lexicon: dict[str, None] = {}
        for text, name in names.items():
            for words in [self._phrase(text)] if text in one_number_only else with_plural(self._phrase(text)):
                self._phrases.add(name, words)
                lexicon.update(dict.fromkeys(word for word in words if len(word) >= _SHORTEST_TYPO))
        for name, condition in self._conditions.conditions.items():
            for part in condition.parts:
                self._parts.add(name, self._phrase(part))
        return lexicon

    def _phrase(self, text: str) -> list[str]:
        words = [word for chunk in text.lower().split() for word in self._read(chunk)]
        return [word for word in words if word not in _SKIPPED] or words


def with_plural(words: list[str]) -> Iterable[list[str]]:
    """`words` as they are and with their last word in the other number."""
    yield words
    *before, last = words
    if last.endswith("s") and not last.endswith(("ss", "us", "is")) and len(last) > 4:
        yield [*before, last[:-1]]
    elif not last.endswith("s") and last.isalpha() and len(last) > 3:
        if last.endswith("y") and last[-2] not in "aeou":
            yield [*before, f"{last[:-1]}ies"]
        else:
            yield [*before, f"{last}es" if last.endswith(("sh", "ch", "x")) else f"{last}s"]


def _spans(doc: Doc, phrases: Phrases) -> list[Span]:
    """Where `phrases` stand in `doc`, labelled with their names."""
    words = [token.text for token in doc]
    return [Span(doc, start, end, label=name) for name, start, end in phrases.find(words)]


def _without_other_meanings(spans: list[Span]) -> list[Span]:
    """`spans` less the names that overlap another meaning, unless a longer name holds all of that."""
    names = [span for span in spans if span.label_ != _OTHER_MEANING]
    others = [
        other
        for other in spans
        if other.label_ == _OTHER_MEANING
        and not any(
            name.start <= other.start and other.end <= name.end and len(name) > len(other) for name in names
        )
    ]
    return [
        *others,
        *(
            name
            for name in names
            if not any(name.start < other.end and other.start < name.end for other in others)
        ),
    ]


def _longest(spans: list[Span]) -> list[Span]:
    """Of spans that overlap the longest; "help with knee" names less than "knee arthritis"."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (-_words_that_name(span), -len(span), span.start)):
        if not any(span.start < other.end and other.start < span.end for other in kept):
            kept.append(span)
    return kept


def _words_that_name(span: Span) -> int:
    return sum(token.text not in _NAME_NOTHING for token in span)


def _stands_free(doc: Doc, part: Span, spans: list[Span]) -> bool:
    """Whether the body part is in no name yet and is no kind of massage ("a foot massage")."""
    if part.end < len(doc) and doc[part.end].text in _NOT_A_BODY_PART_BEFORE:
        return False
    return not any(part.start < span.end and span.start < part.end for span in spans)


def _joined(doc: Doc, part: Span, other: Span) -> bool:
    """Whether only a joining word, or nothing, stands between the two."""
    first, second = sorted((part, other), key=lambda span: span.start)
    between = [token.text for token in doc[first.end : second.start]]
    return len(between) <= 2 and set(between) <= _JOINTS | {"the"} and (bool(between) or part is first)
