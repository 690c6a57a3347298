"""Checks every content file before anything starts, so that a mistake is shown as one clear sentence."""

from __future__ import annotations

from content.channel_texts import load_channel_texts
from content.clinic import check_country, load_clinic
from content.conditions import load_conditions
from content.loading import CONTENT_FOLDER, ContentError
from content.safety import load_safety
from content.topic_titles import load_topic_titles


def check_content() -> None:
    """Load all content.

    :raises SystemExit: a file is wrong; file, line, key and mend are named.
    """
    try:
        load_conditions()
        load_topic_titles()
        load_channel_texts()
        check_country(load_clinic(), load_safety(), CONTENT_FOLDER)
    except ContentError as error:
        raise SystemExit(f"The assistant cannot start. {error}") from error


if __name__ == "__main__":
    check_content()
