"""What a person reads on a messaging channel beside the assistant's answers."""

from __future__ import annotations

from typing import Sequence

from channels.replies import Reply
from content.channel_texts import ChannelTexts, load_filled_channel_texts
from content.topic_titles import TopicTitles, load_topic_titles

# Answers to these need no word on who is talking: they say it, or it does not matter.
INTRODUCE_THEMSELVES = ("begin", "stop", "start", "help", "private_only")
# The topic of the one message that still goes to somebody who wants no more of them.
OPT_OUT = "opt_out"
# What stands as text of a stop, start or help to which the carrier has replied already.
TOLD = "told"


class Phrases:
    """The texts of channel_texts.yml with the clinic's facts in them."""

    def __init__(self, texts: ChannelTexts, titles: TopicTitles) -> None:
        """Take `texts`, which have their facts."""
        ours, website = texts.messaging, texts.website
        starters = [{"title": titles.topics[topic].ask, "payload": f"/{topic}"} for topic in website.starters]
        self.choose, self.trouble, self.button_gone = ours.choose, Reply(texts.trouble), Reply(website.button_gone)
        self._about = Reply(ours.about)
        self._opting = {
            "stop": Reply(ours.stop, topic=OPT_OUT),
            "start": Reply(ours.start),
            "help": Reply(ours.help),
        }
        self._fixed = {
            "begin": Reply(ours.begin, starters),
            "no_text": Reply(ours.no_text),
            "private_only": Reply(ours.private_only),
            "empty": Reply(texts.empty),
            "too_fast": Reply(website.too_fast),
        }

    @classmethod
    def loaded(cls) -> Phrases:
        """From the content files."""
        return cls(load_filled_channel_texts(), load_topic_titles())

    def fixed(self, kind: str) -> Reply | None:
        """The reply to what is no question, if `kind` is none."""
        return self._fixed.get(kind)

    def introduction(self, kind: str) -> Sequence[Reply]:
        """Who is talking, said before the first answer to a person."""
        return [] if kind in INTRODUCE_THEMSELVES else [self._about]

    def opting(self, kind: str, told: str) -> Sequence[Reply]:
        """The reply to stop, start or help; none where the carrier gave it."""
        return [] if told == TOLD else [self._opting[kind]]
