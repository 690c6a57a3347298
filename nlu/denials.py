"""Tells which named conditions a visitor does not mean: "not sleep", "i don't have diabetes"."""

from __future__ import annotations

from nlu.plain_words import NO_BREAK, SENTENCE, PlainWords
from nlu.word_groups import Words

# A denial reaches over these words only: "not [asking about my] sleep", but not "not helping my sleep".
_AFTER_NO = set("a an any the my his her their of real sign signs symptom symptoms".split())
_AFTER_NO |= set("history type kind sort longer".split())
_AFTER_NOT = _AFTER_NO | set("i he she we they it this that in on to from for with or nor".split())
_AFTER_NOT |= set(
    "have has had having got get getting suffer suffers suffering ever been be being am is are".split()
)
_AFTER_NOT |= set(
    "was do diagnosed mean meaning meant ask asking asked about talk talking say saying said".split()
)
_AFTER_NOT |= set(
    "think believe actually even much feel feeling feels bothered worried concerned interested".split()
)
_REACH = {
    "no": _AFTER_NO,
    "without": _AFTER_NO | {"having", "getting"},
    "not": _AFTER_NOT,
    "never": _AFTER_NOT,
}
_DROPS = ("nor", "neither", "forget", "ignore", "except", "nevermind")
_REACH.update({cue: _AFTER_NO | {"about", "for"} for cue in _DROPS})
_PAIRS = {("rather", "than"), ("other", "than"), ("instead", "of"), ("apart", "from"), ("never", "mind")}
# "can't shake off", "won't go" and "why not" deny something else.
_VOID_BEFORE_NOT = {"can", "could", "will", "would", "why"}
# "I've never had pain like this" says that there is pain.
_COMPARISON = {"like", "so", "this", "such", "as", "worse"}
_BETWEEN_ITEMS = {"or", "nor", "and", "any", "a", "an", "the", "my", "no"}
_THE_MATTER = {"problem", "issue", "concern", "question", "reason", "point", "what"}


def denied(plain: PlainWords, places: list[Words]) -> list[bool]:
    """For each of `places` (in the order of the message): whether it is denied."""
    found: list[bool] = []
    for number, place in enumerate(places):
        by_itself = _denied_before(plain, place) or _denied_after(plain, place)
        found.append(by_itself or (number > 0 and found[-1] and _list_goes_on(plain, places, number)))
    return found


def _denied_before(plain: PlainWords, place: Words) -> bool:
    words = plain.words
    passed: set[str] = set()
    here = place.start
    while here > 0 and plain.breaks[here] == NO_BREAK:
        here -= 1
        word = words[here]
        if here and (words[here - 1], word) in _PAIRS:
            return True
        if word in _REACH:
            return passed <= _REACH[word] and not _is_void(words, here, place)
        if word not in _AFTER_NOT:
            return False
        passed.add(word)
    return False


def _is_void(words: list[str], cue: int, place: Words) -> bool:
    if words[cue] == "not":
        return cue > 0 and words[cue - 1] in _VOID_BEFORE_NOT
    return words[cue] == "never" and bool(_COMPARISON & set(words[place.end : place.end + 2]))


def _denied_after(plain: PlainWords, place: Words) -> bool:
    """ "Sleep isn't the problem", "headaches aside"."""
    after = plain.words[place.end : place.end + 5]
    if after[:1] == ["aside"]:
        return True
    is_not = len(after) > 2 and after[0] in {"is", "are", "was"} and after[1] == "not"
    return is_not and bool(_THE_MATTER & set(after[2:]))


def _list_goes_on(plain: PlainWords, places: list[Words], number: int) -> bool:
    """Whether the place continues the denied list of the one before: "no diabetes, cancer or epilepsy"."""
    before, here = places[number - 1], places[number]
    between = plain.words[before.end : here.start]
    if not set(between) <= _BETWEEN_ITEMS or SENTENCE in plain.breaks[before.end : here.start + 1]:
        return False
    if between:
        return between[0] in ("or", "nor", "and")
    return _comes_to_or(plain, places, here.end)


def _comes_to_or(plain: PlainWords, places: list[Words], start: int) -> bool:
    """Whether further items of a list, and nothing else, lead to an `or`."""
    items = {word for place in places for word in range(*place)}
    for word in range(start, len(plain.words)):
        if plain.words[word] in ("or", "nor"):
            return True
        if plain.breaks[word] == SENTENCE or (word not in items and plain.words[word] not in _BETWEEN_ITEMS):
            return False
    return False
