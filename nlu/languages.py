"""Which language a message is in, and whether it tells of danger in one that is not English. Plain functions, no Rasa.

Precision for English comes first: an English message that is answered "I understand English only" is the worst mistake.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Iterable, Iterator

from content.languages import OTHER, SHARED_SCRIPTS, Danger, Language, Languages, load_languages, phrases_of
from nlu.encoder import SentenceEncoder
from nlu.foreign_phrases import ForeignPhrases
from nlu.foreign_words import accented_words, plain_words, script_of
from nlu.trigrams import Trigrams

MOST_WORDS = 120
# Letters that a message of one word needs: shorter ones ("si", "ya", "non") are slang or names as often.
SHORTEST_SINGLE_WORD = 4
# Letters in which a word must begin like one of the language's to count as another form of it.
SAME_BEGINNING = 5
# How much each kind of word speaks for a language, and an English word that the language has too ("in", "die") for English.
COMMON, ALIKE, BORROWED, UNKNOWN, SHARED = 0.7, 0.7, 0.5, 0.4, 0.3
# A message of this many words is foreign where at most this share of it is English, and at least this share the language's.
LONG_MESSAGE, ENGLISH_IN_FOREIGN, OWN_IN_FOREIGN = 5, 0.25, 0.3
# A word is spelt like the language's where its letters are e^1.5 times likelier there than in English, in the mean.
FAR_LIKELIER = 1.5
# How much the spelling of all words tells between languages that are both shown.
SPELLING = 0.25
# How much a word in a language's own letters tells of it, beside the word itself.
LETTERS = 0.05


@dataclass(frozen=True)
class Signs:
    """How many words of each kind a message has beside one language, and what speaks for English.

    The kinds: `sure` are words that English lacks, `common` those that are rare in English, `borrowed` those that English messages
    hold, `alike` those with the language's accents or beginnings, `unknown` those of neither language.
    """

    kinds: Counter[str]
    english: float
    rarity: float

    def is_shown(self, words: list[str]) -> bool:
        """Whether the message `words` is in the language and not in English."""
        sure, common, borrowed, alike, unknown = (self.kinds[kind] for kind in ("sure", "common", "borrowed", "alike", "unknown"))
        if len(words) == 1:
            return bool(sure) and len(words[0]) >= SHORTEST_SINGLE_WORD
        known = sure + common + alike
        if known and len(words) > 2 and known + unknown == len(words):
            return True  # not one word that an English message could hold
        long = len(words) >= LONG_MESSAGE and self.english <= ENGLISH_IN_FOREIGN * len(words)
        if long and known + borrowed >= OWN_IN_FOREIGN * len(words):
            return True
        if not sure and common < 2 and known < 3:
            return False
        return sure + COMMON * common + ALIKE * alike + BORROWED * borrowed + UNKNOWN * unknown > self.english


class LanguageRecogniser:
    """Knows the languages of the content by script, by everyday words and by accents."""

    def __init__(self, content: Languages, vocabulary: frozenset[str]) -> None:
        """Take the words of `content` apart; `vocabulary` holds words of English, and some that it borrowed."""
        self._english = frozenset(word for text in content.english for word in plain_words(text))
        self._borrowed = frozenset(word for text in content.borrowed for word in plain_words(text))
        self._vocabulary = vocabulary
        self._by_script: dict[str, list[Language]] = {}
        for language in content.languages:
            self._by_script.setdefault(language.script, []).append(language)
        self._words = {language.code: self._words_of(language) for language in content.languages}
        self._beginnings = {
            code: {word[:SAME_BEGINNING] for word in words if len(word) >= SAME_BEGINNING} for code, words in self._words.items()
        }
        self._accents = {language.code: _accents_of(language) for language in content.languages}
        # How much each word tells: one divided by the number of languages that have it.
        shared = Counter(word for own in self._words.values() for word in own)
        self._rarity = {word: 1.0 / count for word, count in shared.items()}
        self._spelling = {code: Trigrams(words) for code, words in self._words.items()}
        self._english_spelling = Trigrams(word for word in vocabulary if word.isascii())

    def language_of(self, text: str) -> str | None:
        """Code of the language of `text`; None where it is English or says too little."""
        script = script_of(text)
        if script is None:
            return None
        known = self._by_script.get(script, [])
        if script not in SHARED_SCRIPTS:
            return known[0].code if known else OTHER
        words, written = plain_words(text)[:MOST_WORDS], accented_words(text)[:MOST_WORDS]
        signs = {language.code: self._signs(language.code, words, written) for language in known}
        fits = [code for code, found in signs.items() if (found.is_shown(words) if script == "Latin" else found.rarity)]
        nothing = None if script == "Latin" else OTHER
        return max(fits, key=lambda code: signs[code].rarity + SPELLING * self._likelihood(code, words), default=nothing)

    def _likelihood(self, code: str, words: list[str]) -> float:
        """How well the letters of `words` fit the language."""
        return sum(self._spelling[code].likelihood(word) for word in words) / len(words)

    def are_english(self, words: Iterable[str]) -> bool:
        """Whether English messages hold each of the plain `words`, be it a borrowed one."""
        return all(word in self._english or word in self._borrowed for word in words)

    def _signs(self, code: str, words: list[str], written: list[str]) -> Signs:
        own, marks = self._words[code], self._accents[code]
        kinds: Counter[str] = Counter()
        english = rarity = 0.0
        for word, accented in zip(words, written):
            kind = self._kind(code, word, accented)
            kinds[kind] += 1
            rarity += self._rarity[word] if word in own else 0.25 if kind == "alike" else 0.0
            rarity += LETTERS if _is_accented(accented, marks) else 0.0
            if kind == "english":
                english += SHARED if word in own or len(word) == 1 else 1.0
        return Signs(kinds, english, rarity)

    def _spelt_as(self, code: str, word: str) -> bool:
        """Whether the letters of `word` are far likelier in the language than in English."""
        return len(word) > 2 and self._spelling[code].likelihood(word) - self._english_spelling.likelihood(word) > FAR_LIKELIER

    def _kind(self, code: str, word: str, accented: str) -> str:
        own = self._words[code]
        if word == accented and word in self._english:
            return "english"
        if word in self._borrowed:
            return "borrowed" if word in own else "neither"
        if word in self._vocabulary and word == accented:
            return "common" if word in own else "neither"
        if word in own:
            return "sure" if len(word) > 1 else "borrowed"
        same_beginning = word[:SAME_BEGINNING] in self._beginnings[code]
        return "alike" if same_beginning or _is_accented(accented, self._accents[code]) or self._spelt_as(code, word) else "unknown"

    def _words_of(self, language: Language) -> frozenset[str]:
        """Plain words by which `language` is known: its own list, and what English lacks of its replies and phrases."""
        if language.script not in SHARED_SCRIPTS:
            return frozenset()
        listed = {word for text in language.words for word in plain_words(text)}
        # Without placeholders and stems.
        whole = [part for text in _texts_of(language) for part in text.split() if "{" not in part and not part.endswith("*")]
        others = {word for part in whole for word in plain_words(part)}
        return frozenset(listed | {word for word in others if len(word) > 2 and word not in self._vocabulary})


def language_of(text: str) -> str | None:
    """Code of the language that `text` is in, `und` for one that the content lacks; None for English or too little to say."""
    return _recogniser().language_of(text)


def find_danger(text: str) -> tuple[Danger, str] | None:
    """The kind of danger in `text` and the code of a language that puts it so; an emergency goes before a crisis."""
    hits = list(_phrases().find(text))
    if not hits:
        return None
    recogniser = _recogniser()
    language = recogniser.language_of(text)
    found = [(hit.danger, hit.code) for hit in hits if hit.code == language or not recogniser.are_english(hit.words)]
    # The message's own language first: "infarto" is Spanish, Italian and Portuguese.
    return min(found, key=lambda hit: (hit[0] != "emergency", hit[1] != language), default=None)


@lru_cache(maxsize=1)
def _recogniser() -> LanguageRecogniser:
    return LanguageRecogniser(load_languages(), SentenceEncoder.english_words())


@lru_cache(maxsize=1)
def _phrases() -> ForeignPhrases:
    return ForeignPhrases(load_languages())


def _texts_of(language: Language) -> Iterator[str]:
    yield from (language.reply, language.emergency, language.crisis)
    yield from (phrase for _, phrase in phrases_of(language))


def _accents_of(language: Language) -> frozenset[str]:
    """Letters beyond a to z that `language` uses."""
    texts = (*language.words, *_texts_of(language))
    return frozenset(sign for text in texts for word in accented_words(text) for sign in word if not sign.isascii())


def _is_accented(word: str, marks: frozenset[str]) -> bool:
    beyond = [sign for sign in word if not sign.isascii()]
    return bool(beyond) and marks.issuperset(beyond)
