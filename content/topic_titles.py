"""What each topic is called, for "did you mean A or B?", and the sentence that its button stands for."""

from __future__ import annotations

from pathlib import Path
from typing import Dict

from pydantic import Field, validator

from content.loading import CONTENT_FOLDER, Entry, load
from content.topics import TOPICS

FILE = "topics.yml"


class TopicTitle(Entry):
    """The words for one topic: `title` stands inside a sentence, `ask` is a whole one."""

    title: str = Field(min_length=4)
    ask: str = Field(min_length=4, max_length=80)

    @validator("title")
    def _stands_in_a_sentence(cls, title: str) -> str:
        if title[-1] in ".?!,:":
            raise ValueError(
                f"`{title}` ends with `{title[-1]}`; leave it out, the title stands inside a sentence"
            )
        return title

    @validator("ask")
    def _is_a_sentence(cls, ask: str) -> str:
        if not ask[0].isupper() or ask[-1] not in ".?!":
            raise ValueError(f"`{ask}` is no whole sentence; begin with a capital and end with . or ?")
        return ask


class TopicTitles(Entry):
    """The whole of `topics.yml`."""

    topics: Dict[str, TopicTitle]

    @validator("topics")
    def _every_topic_has_words_of_its_own(cls, topics: Dict[str, TopicTitle]) -> Dict[str, TopicTitle]:
        missing = [topic for topic in TOPICS if topic not in topics]
        if missing:
            raise ValueError(f"the topic `{missing[0]}` has no title; add it with `title` and `ask`")
        for what in ("title", "ask"):
            seen: Dict[str, str] = {}
            for name, topic in topics.items():
                first = seen.setdefault(getattr(topic, what).lower(), name)
                if first != name:
                    raise ValueError(
                        f"`{name}` has the same `{what}` as `{first}`; visitors could not tell them apart"
                    )
        return topics


def load_topic_titles(folder: Path = CONTENT_FOLDER) -> TopicTitles:
    """Read and check `topics.yml` in `folder`.

    :raises ContentError: it is missing or wrong; the message says where and how to mend it.
    """
    return load(FILE, TopicTitles, folder)
