"""Graph component: the one corrector of typos; gives each message a corrected text for the components after it."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import lru_cache
from typing import Any, Iterable, Mapping

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.vocabulary import WORDS, content_words, english_words, known_words

CORRECTED_TEXT = "corrected_text"
OFTEN_ENOUGH = 3
_FILE = "lexicon.json"
_CHAT_SPEAK = dict(line.split("=") for line in (WORDS / "chat_speak.txt").read_text(encoding="utf-8").splitlines())
# A letter or a digit for a word, only where what stands beside it leaves no doubt ("d price", "4 1hr", but "vitamin d", "at 4").
_SOUNDS = (
    (re.compile(r"(?<=\d)\s?hrs?\b"), " hour"),
    (re.compile(r"\b(wh?[ao]t'?s?|is|are|for|at|in|on|of|to|4|do|does|with|and|n|much) d(?= [a-z])"), r"\1 the"),
    (re.compile(r"\bdose(?= (?:it|massage|a massage|this|that|he|she|anyone|the)\b)"), "does"),
    (re.compile(r"(?<=[a-z] )(?<! at )4(?= (?:\d|an?\b|me\b|my\b|u\b|you\b|the\b|d\b|him\b|her\b|us\b|this\b))"), "for"),
    (re.compile(r"(?<=[a-z] )2(?= (?:book|come|see|have|get|be|b|know|ask|go|cancel|change|move|pay)\b)"), "to"),
)
_HOURS = re.compile(r"(?<!\d)((?!1 )\d+) hour\b")
_EMOJI = re.compile(f"({'|'.join(sign for sign in _CHAT_SPEAK if not sign.isalnum())})+")
_SHORTEST_TYPO = 4
_NEAR_ENOUGH, _VERY_NEAR = 70.0, 88.0
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9']*|2mor+o\w?|2day")
_ENDINGS = ("'s", "s", "es", "ed", "d", "ing", "er", "ers", "ly", "y", "ness", "less")
# A medicine or a diagnosis that the content lacks differs from one that it has by more than a slip of the finger.
_MEDICAL = tuple((WORDS / "medical_endings.txt").read_text(encoding="utf-8").split())


def corrected_text(message: Message) -> str:
    """Return the message's corrected text, or its text where no corrector ran."""
    return str(message.get(CORRECTED_TEXT) or message.get(TEXT) or "")


def lexicon_of(sentences: Iterable[str], english: frozenset[str]) -> dict[str, int]:
    """Return the words that a typo may have meant, and how often the sentences use each.

    They are English words that the sentences use often, and the content's names, used or not.
    """
    counts = Counter(word for text in sentences for word in re.findall(r"[a-z]{4,}", text.lower()))
    used = {word: count for word, count in counts.items() if count >= OFTEN_ENOUGH and word in english}
    return dict(sorted({**dict.fromkeys(content_words(), 0), **used}.items()))


class Speller:
    """Mends chat-speak by a table, and words that are no English to the nearest one of a lexicon."""

    def __init__(self, english: frozenset[str], lexicon: Mapping[str, int]) -> None:
        """Remember what is right (`english`) and what may be meant (`lexicon`, with how often); both in lower case."""
        self._used = {word: count for word, count in lexicon.items() if len(word) >= _SHORTEST_TYPO}
        self._lexicon = list(self._used)
        self._known = english | frozenset(self._lexicon) | known_words()
        self._nearest = lru_cache(maxsize=10_000)(self._nearest_word)

    def is_word(self, word: str) -> bool:
        """Return whether `word` is English or of the lexicon, or is made of such a word and an ending."""
        lower = word.lower()
        stems = (lower, *(lower.removesuffix(ending) for ending in _ENDINGS if lower.endswith(ending)))
        return any(stem in self._known or f"{stem}e" in self._known for stem in stems if len(stem) > 2 or stem == lower)

    def correct(self, text: str) -> str:
        """Return `text` with misspelt words mended; everything between words stays as it was."""
        text = _EMOJI.sub(lambda found: f" {_CHAT_SPEAK[found.group(1)]} ", text.replace("’", "'"))
        for sound, word in _SOUNDS:
            text = sound.sub(word, text)
        return _WORD.sub(lambda found: self._correct_word(found.group()), _HOURS.sub(r"\1 hours", text))

    def _correct_word(self, word: str) -> str:
        lower = word.lower()
        if lower in _CHAT_SPEAK:
            return _CHAT_SPEAK[lower]
        if len(lower) < _SHORTEST_TYPO or "'" in lower or self.is_word(lower):
            return word
        return self._nearest(lower) or word

    def _nearest_word(self, word: str) -> str | None:
        """Return the nearest word of the lexicon, at most two edits away, one in a short word or a medical name.

        Of two that are as near, visitors rather mean the one that they use: "hlep" is help, not HoLEP.
        """
        near = process.extract(word, self._lexicon, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH, limit=8)
        edits = 1 if len(word) < 6 or word.endswith(_MEDICAL) or word.removesuffix("s").endswith(_MEDICAL) else 2
        fits = [
            (DamerauLevenshtein.distance(word, candidate), not self._used[candidate], -score, -self._used[candidate], candidate)
            for candidate, score, _ in near
            if candidate[0] == word[0] or score >= _VERY_NEAR
        ]
        best = min(fits, default=None)
        return best[-1] if best and best[0] <= edits else None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SpellingCorrector(GraphComponent):
    """Mends typos before the encoder and the matchers read; the visitor's own text stays as it is."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, lexicon: dict[str, int] | None = None) -> None:
        """Build a speller over `lexicon`; without one it only knows the content's names until trained."""
        self._model_storage = model_storage
        self._resource = resource
        self._speller = Speller(english_words(), lexicon if lexicon is not None else lexicon_of([], english_words()))

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> SpellingCorrector:
        """Build an untrained component; see `GraphComponent`."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> SpellingCorrector:
        """Load the lexicon that training stored."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, json.loads((folder / _FILE).read_text(encoding="utf-8")))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the lexicon from the training sentences and store it."""
        sentences = [str(example.get(TEXT) or "") for example in training_data.intent_examples]
        lexicon = lexicon_of(sentences, english_words())
        self._speller = Speller(english_words(), lexicon)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(lexicon), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the corrected text of each message."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                message.set(CORRECTED_TEXT, self._speller.correct(text))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Set the corrected text of each training sentence."""
        self.process(training_data.training_examples)
        return training_data
