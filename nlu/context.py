"""spaCy component: what is denied, long past, only imagined, a figure of speech, and whose body it is.

In the manner of ConText (Chapman 2007): rules with a direction, a scope and terminations, from `cues` in `safety.yml`.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Iterable

from spacy.tokens import Doc, Span

from content.safety import ContextRule, Cues
from nlu.normaliser import COMMA, NO_BREAK, SENTENCE
from nlu.patterns import Place

_LONE_CUE, _LIST_REACH, _COMPARISON_REACH, _TOLD_AFTER = 4, 10, 12, 4
_YEAR = range(1930, 2100)
_PRONOUNS = {"he", "his", "him", "she", "her", "they", "their", "them"}
_EXTENSIONS = {"is_negated": "negation", "is_dismissed": "dismissal", "is_historical": "historical", "is_hypothetical": "hypothetical"}


class Context:
    """Which rules reach which words of one message."""

    def __init__(self, doc: Doc, cues: Cues) -> None:
        """Apply the rules of `cues` to the places where `doc._.found` has their words."""
        self._norms, self._breaks, found = [token.norm_ for token in doc], doc._.breaks, doc._.found
        # Category → word → the cues that reach it; a cue that may lie inside the name itself counts as -1.
        self._reached: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._people = {end - 1: who for who in cues.experiencers for _, end in found.get(f"experiencer:{who}", ())}
        rules = [(rule, found[f"rule:{number}"]) for number, rule in enumerate(cues.rules) if f"rule:{number}" in found]
        self._at: dict[str, set[int]] = defaultdict(set)
        for rule, places in rules:
            self._at[rule.category] |= {start for start, _ in places}
        self._void = {word for rule, places in rules if rule.category == "pseudo_negation" for place in places for word in range(*place)}
        starts = [place for place in range(len(self._norms)) if self._opens_clause(place)]
        self._clauses = [range(start, end) for start, end in zip(starts, [*starts[1:], len(self._norms)])]
        for rule, places in rules:
            for cue in places:
                self._reach(rule.category, self._scope(rule, cue), cue[0] if rule.direction in ("forward", "backward") else -1)
        for place, word in enumerate(self._norms):
            if word.isdecimal() and int(word) in _YEAR and self._is("before_a_year", place - 1):
                self._reach("historical", self._clause(place), -1)

    def holds(self, category: str, places: Iterable[Place]) -> bool:
        """Return whether a rule of `category` outside `places` reaches any word of them; "not moving" does not deny itself."""
        reached = self._reached.get(category)
        if not reached:
            return False
        own = {word for place in places for word in range(*place)}
        return any(reached[word] - own for word in own if word in reached)

    @property
    def named(self) -> str | None:
        """Return the relation of the first person whom the message names, or None."""
        return next((who for _, who in sorted(self._people.items()) if who != "other"), None)

    def experiencer(self, start: int, end: int) -> str | None:
        """Return who has what stands there: `self`, a relation such as `mother`, or None where it is not said."""
        pronoun = False
        for word in range(start - 1, -1, -1):
            if self._breaks[word + 1] == SENTENCE and not pronoun:
                break
            if word in self._people:
                return self._people[word]
            if self._norms[word] in ("i", "my", "me", "myself") and word + 1 not in self._people and not pronoun:
                return "self"
            pronoun = pronoun or self._norms[word] in _PRONOUNS
        return "other" if pronoun else self._told_after(end)

    def _told_after(self, end: int) -> str | None:
        """ "Arthritis in my mum"."""
        after = range(end, min(end + _TOLD_AFTER, len(self._norms)))
        person = next((word for word in after if word in self._people), end)
        told = {"in", "for", "of"} & set(self._norms[end:person]) and SENTENCE not in self._breaks[end:person]
        return self._people[person] if told else None

    def _is(self, category: str, place: int) -> bool:
        return place in self._at[category]

    def _reach(self, category: str, scope: Iterable[int], cue: int) -> None:
        for word in scope:
            self._reached[category][word].add(cue)

    def _scope(self, rule: ContextRule, cue: Place) -> Iterable[int]:
        if rule.category in ("negation", "dismissal") and (self._void.intersection(range(*cue)) or self._compares(cue)):
            return ()
        if rule.direction == "clause":
            return self._clause(cue[0])
        if rule.direction == "itself":
            return range(*cue)
        return self._forward(rule, cue[1]) if rule.direction == "forward" else self._backward(rule, cue[0])

    def _compares(self, cue: Place) -> bool:
        """Return whether the denial means "never so bad", which says that it is bad now."""
        near = range(cue[1], cue[1] + _COMPARISON_REACH + 1)
        return "never" in self._norms[slice(*cue)] and any(self._is("comparison", place) for place in near)

    def _forward(self, rule: ContextRule, first: int) -> range:
        stop, left = first, rule.max_scope
        while stop < len(self._norms) and left > 0:
            if rule.category != "hypothetical" and (self._is("termination", stop) or self._starts_anew(stop, first)):
                break
            if self._norms[stop] in ("or", "nor") or (self._breaks[stop] == COMMA and stop > first and self._list_goes_on(stop)):
                left = rule.max_scope
            elif self._breaks[stop] != NO_BREAK:
                break
            stop, left = stop + 1, left - 1
        return range(first, stop)

    def _backward(self, rule: ContextRule, last: int) -> range:
        start = last
        while start > max(0, last - rule.max_scope) and self._breaks[start] == NO_BREAK and self._norms[start - 1] != "but":
            start -= 1
        return range(start, last)

    def _starts_anew(self, place: int, first: int) -> bool:
        return place > first and self._is("subject", place) and not self._is("attaching", place - 1)

    def _list_goes_on(self, place: int) -> bool:
        """Return whether the comma before `place` goes on with a denied list: an `or` is still to come."""
        for word in range(place, min(place + _LIST_REACH, len(self._norms))):
            if self._breaks[word] == SENTENCE or self._starts_anew(word, place):
                return False
            if self._norms[word] in ("or", "nor"):
                return True
        return False

    def _clause(self, place: int) -> list[int]:
        """Return the words of the clause around `place`, and of the next where it is a lone "years ago,"."""
        number = next(number for number, clause in enumerate(self._clauses) if place in clause)
        here, following = self._clauses[number], (self._clauses[number + 1 : number + 2] or [range(0)])[0]
        return [*here, *following] if len(here) <= _LONE_CUE and following and not self._is("present", following[0]) else list(here)

    def _opens_clause(self, place: int) -> bool:
        if self._breaks[place] != NO_BREAK or self._is("present", place) or self._is("clause_opening", place):
            return True
        after_and = self._norms[place] == "and" and self._is("subject", place + 1)
        return after_and or (self._is("question", place) and self._is("asked", place + 1))


def add_context(doc: Doc, cues: Cues) -> Doc:
    """Write `doc._.context`, which the extensions of every `Span` ask."""
    doc._.context = Context(doc, cues)
    return doc


def _holds(span: Span, category: str) -> bool:
    return bool(span.doc._.context.holds(category, [(span.start, span.end)]))


Doc.set_extension("context", default=None, force=True)
Span.set_extension("experiencer", getter=lambda span: span.doc._.context.experiencer(span.start, span.end), force=True)
for _extension, _category in _EXTENSIONS.items():
    Span.set_extension(_extension, getter=partial(_holds, category=_category), force=True)
