"""Each topic that the assistant can ask about has words that a visitor understands."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from content.loading import CONTENT_FOLDER, ContentError
from content.topic_titles import TopicTitles, load_topic_titles
from content.topics import TOPICS

# Intents that only the assistant makes: nobody is asked "did you mean several?".
NEVER_OFFERED = {"several", "ask_condition", "other_language", "other_language_emergency", "other_language_crisis"}
NEVER_OFFERED |= {"crisis_again", "crisis_abuse_again", "emergency_still", "danger_over"}


@pytest.fixture(scope="module")
def titles() -> TopicTitles:
    return load_topic_titles()


def test_every_topic_and_every_intent_has_a_title(titles: TopicTitles) -> None:
    domain = yaml.safe_load((CONTENT_FOLDER.parent / "domain.yml").read_text(encoding="utf-8"))
    assert set(TOPICS) <= set(titles.topics)
    assert set(titles.topics) == set(domain["intents"]) - NEVER_OFFERED


def test_no_title_shows_the_inside_of_the_assistant(titles: TopicTitles) -> None:
    for topic in titles.topics.values():
        assert not {"_", "/"} & set(topic.title + topic.ask)


@pytest.mark.parametrize(
    ("old", "new", "mend"),
    [
        (
            "  sleep: {title: massage and sleep, ask: Does massage help me sleep?}\n",
            "",
            "`sleep` has no title",
        ),
        ("title: massage and sleep", "title: massage and pain", "has the same `title` as"),
        ("title: massage and sleep", "title: massage and sleep.", "leave it out"),
        ("ask: Does massage help me sleep?", "ask: does massage help me sleep", "no whole sentence"),
    ],
)
def test_a_mistake_in_the_titles_is_told_with_its_mend(tmp_path: Path, old: str, new: str, mend: str) -> None:
    text = (CONTENT_FOLDER / "topics.yml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "topics.yml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError, match="topics.yml") as caught:
        load_topic_titles(tmp_path)
    assert mend in caught.value.mend
