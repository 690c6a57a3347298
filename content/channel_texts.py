"""What a visitor reads when a message cannot be taken, checked on load."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from content.loading import CONTENT_FOLDER, Entry, load

FILE = "channel_texts.yml"


class ChannelTexts(Entry):
    """The whole of `channel_texts.yml`; `{limit}` in `too_long` is the number of characters."""

    too_long: str = Field(min_length=10)
    empty: str = Field(min_length=10)
    trouble: str = Field(min_length=10)


def load_channel_texts(folder: Path = CONTENT_FOLDER) -> ChannelTexts:
    """Read and check `channel_texts.yml` in `folder`.

    :raises ContentError: it is missing or wrong; the message says where and how to mend it.
    """
    return load(FILE, ChannelTexts, folder)
