"""Checks every content file and the channels' settings at each start, so that a mistake is shown as one clear sentence."""

from __future__ import annotations

from pathlib import Path

from channels.messaging.settings import check_settings
from content.channel_texts import load_channel_texts
from content.clinic import check_country, load_clinic
from content.conditions import load_conditions
from content.languages import load_languages
from content.loading import CONTENT_FOLDER, ContentError
from content.safety import load_safety
from content.topic_titles import load_topic_titles


def check_content(folder: Path = CONTENT_FOLDER) -> None:
    """Load all content of `folder`.

    :raises SystemExit: a file is wrong; file, line, key and mend are named.
    """
    try:
        load_conditions(folder)
        load_topic_titles(folder)
        load_channel_texts(folder)
        load_languages(folder)
        check_country(load_clinic(folder), load_safety(folder), folder)
    except ContentError as error:
        raise SystemExit(f"The assistant cannot start. {error}") from error


def main() -> None:
    """Check the content, and that no channel is half set up."""
    check_content()
    check_settings()


if __name__ == "__main__":
    main()
