"""spaCy component: the conditions of the content, however a visitor calls them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Iterable, cast

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from content.conditions import Conditions, written_names
from nlu.normaliser import NO_BREAK, Normaliser, characters

_OTHER_MEANING = "(other meaning)"

Doc.set_extension("conditions", default=(), force=True)


@dataclass(frozen=True)
class ConditionMention:
    """One condition that a message names; the id of one that the content does not cover is its title."""

    id: str
    start_char: int
    end_char: int
    negated: bool
    experiencer: str | None = None


class ConditionComponent:
    """Writes `doc.spans["conditions"]` and `doc._.conditions`; the longest of names that overlap wins."""

    def __init__(self, nlp: Language, conditions: Conditions) -> None:
        self._words = conditions.words
        self._normaliser = cast(Normaliser, nlp.get_pipe("normaliser"))
        self._names = PhraseMatcher(nlp.vocab, attr="NORM")
        self._parts = PhraseMatcher(nlp.vocab, attr="NORM")
        self._pairs = [(frozenset(pair), name) for name, entry in conditions.conditions.items() for pair in entry.when_together]
        self._compile(nlp, conditions)

    def __call__(self, doc: Doc) -> Doc:
        """Write the conditions that `doc` names, in the order of the message; two that mean a third are that third."""
        doc.spans["conditions"] = [span for span in self._spans(doc) if span.label_ != _OTHER_MEANING]
        mentions = [
            ConditionMention(span.label_, *characters(span), span._.is_negated or span._.is_dismissed, span._.experiencer)
            for span in doc.spans["conditions"]
        ]
        doc._.conditions = self._pairs_joined(mentions)
        return doc

    def _spans(self, doc: Doc) -> list[Span]:
        """Return the names found, the longest of those that overlap; joined body parts added."""
        kept = [token.i for token in doc if token.norm_ not in self._words.skipped]
        short = Doc(doc.vocab, words=[doc[place].norm_ for place in kept])
        broken = {place for place, brk in enumerate(doc._.breaks) if brk != NO_BREAK}
        named = self._names(short, as_spans=True)
        spans = self._longest([span for span in named if not broken.intersection(range(kept[span.start] + 1, kept[span.end - 1] + 1))])
        spans = sorted([*spans, *self._joined_parts(short, spans)], key=lambda span: span.start)
        return [Span(doc, kept[span.start], kept[span.end - 1] + 1, label=span.label_) for span in spans]

    def _joined_parts(self, doc: Doc, spans: list[Span]) -> list[Span]:
        """Body parts that share a pain with the name beside them: "back and [neck pain]"."""
        hurting = [span for span in spans if span.label_ in self._parts]
        parts = [part for part in filter_spans(self._parts(doc, as_spans=True)) if self._stands_free(doc, part, spans)]
        added: list[Span] = []
        # Backwards first: in "back, neck and shoulder pain" each part leans on the one after it.
        for part in (*reversed(parts), *parts):
            if part not in added and any(self._joined(doc, part, other) for other in (*hurting, *added)):
                added.append(part)
        return added

    def _pairs_joined(self, mentions: list[ConditionMention]) -> list[ConditionMention]:
        """Join two conditions of one person that mean a third: pregnant, and a bad back."""
        for pair, name in self._pairs:
            meant = [found for found in mentions if found.id in pair and not found.negated]
            people = {found.experiencer for found in meant} - {None}
            if len(people) < 2 and pair <= {found.id for found in meant}:
                first, *others = meant
                joined = replace(first, id=name)
                mentions = [joined if found is first else found for found in mentions if found not in others]
        return mentions

    def _compile(self, nlp: Language, conditions: Conditions) -> None:
        """Fill the matchers; a phrase with two owners stays with the first, another meaning before all."""
        others = (phrase for text in conditions.other_meanings for phrase in with_plural(self._phrase(text)))
        owners: dict[tuple[str, ...], str] = {tuple(phrase): _OTHER_MEANING for phrase in others}
        one_number_only = set(conditions.pain_names()) - {text for _, _, text in written_names(conditions)}
        for text, name in conditions.names().items():
            words = self._phrase(text)
            for phrase in [words] if text in one_number_only else with_plural(words):
                owners.setdefault(tuple(phrase), name)
        for written, name in owners.items():
            self._names.add(name, [Doc(nlp.vocab, words=list(written))])
        for name, condition in conditions.conditions.items():
            for part in condition.parts:
                self._parts.add(name, [Doc(nlp.vocab, words=self._phrase(part))])

    def _phrase(self, text: str) -> list[str]:
        words = self._normaliser.phrase(text.lower())
        return [word for word in words if word not in self._words.skipped] or words

    def _longest(self, spans: list[Span]) -> list[Span]:
        """Return the longest of spans that overlap; "help with knee" names less than "knee arthritis"."""

        def rank(span: Span) -> tuple[int, int, bool, int]:
            words_that_name = sum(token.text not in self._words.naming_nothing for token in span)
            return -words_that_name, -len(span), span.label_ != _OTHER_MEANING, span.start

        kept: list[Span] = []
        for span in sorted(spans, key=rank):
            if not any(span.start < other.end and other.start < span.end for other in kept):
                kept.append(span)
        return kept

    def _stands_free(self, doc: Doc, part: Span, spans: list[Span]) -> bool:
        """Whether the body part is in no name yet and is no kind of massage ("a foot massage")."""
        if part.end < len(doc) and doc[part.end].text in self._words.after_no_part:
            return False
        return not any(part.start < span.end and span.start < part.end for span in spans)

    def _joined(self, doc: Doc, part: Span, other: Span) -> bool:
        """Whether only a joining word, or nothing, stands between the two."""
        first, second = sorted((part, other), key=lambda span: span.start)
        if second.start - first.end > 2:
            return False
        between = {token.text for token in doc[first.end : second.start]}
        return between <= self._words.joining and (bool(between) or part is first)


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
