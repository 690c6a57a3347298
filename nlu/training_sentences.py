"""The taught sentences as they stand in `data/`, with the conversation around them, read without Rasa."""

from __future__ import annotations

import hashlib
from bisect import bisect
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Iterator, Sequence

import yaml

OFF_TOPIC = "out_of_scope"
MOST_WORDS_BEFORE = 25
STRANGE_CONTEXT_EVERY = 5


@dataclass(frozen=True)
class Sentence:
    """A taught sentence and its intent; `before` is the visitor's previous message, `topic` what was answered last."""

    text: str
    intent: str
    before: str = ""
    topic: str = ""

    @property
    def read(self) -> str:
        """What the encoder reads of it."""
        return in_context(self.text, self.before, self.topic) if self.before else self.text


def in_context(text: str, before: str, topic: str) -> str:
    """`text` behind the visitor's previous message and the topic that was answered, as the encoder reads it."""
    return f"{' '.join(before.split()[-MOST_WORDS_BEFORE:])} [{topic.replace('_', ' ')}] {text}"


def with_strange_contexts(sentences: Sequence[Sentence]) -> list[Sentence]:
    """`sentences`, and a fifth of those without a context once more behind a message that has nothing to do with them.

    So the model learns that most questions mean the same whatever was asked before. Both are chosen by checksum: a new sentence
    changes the context of few others, whose vectors stay as they were.
    """
    alone = [sentence for sentence in sentences if not sentence.before]
    ring = sorted((_checksum(sentence.text), place) for place, sentence in enumerate(alone))
    added = []
    for sentence in alone:
        if _checksum(sentence.text) % STRANGE_CONTEXT_EVERY == 0:
            _, place = ring[bisect(ring, (_checksum(f"before {sentence.text}"), 0)) % len(ring)]
            added.append(replace(sentence, before=alone[place].text, topic=alone[place].intent))
    return [*sentences, *added]


def _checksum(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def sentences_in(data: Path) -> Iterator[Sentence]:
    """The sentences of intents in the YAML files of the folder `data`, file by file.

    A file that is no YAML, or another shape, gives nothing: Rasa's own reader tells what is wrong with it.
    """
    for file in sorted(data.rglob("*.yml")):
        try:
            read = yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            for entry in read.get("nlu", ()):
                if "intent" in entry:
                    yield from _sentences_of(entry["intent"], entry["examples"])
        except (yaml.YAMLError, UnicodeDecodeError, AttributeError, KeyError, TypeError):
            continue


def _sentences_of(intent: str, examples: str | list[dict[str, object]]) -> Iterator[Sentence]:
    if isinstance(examples, str):
        for line in examples.splitlines():
            if line.strip().startswith("- "):
                yield Sentence(line.strip()[2:].strip(), intent)
        return
    for example in examples:
        around = example.get("metadata") or {}
        if isinstance(around, dict):
            yield Sentence(str(example["text"]).strip(), intent, str(around.get("before", "")), str(around.get("topic", "")))
