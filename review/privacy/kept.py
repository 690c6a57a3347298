"""What is kept of visitors, in the words of the page on privacy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from django.conf import settings


@dataclass(frozen=True)
class Kept:
    """One thing that is kept, in plain words."""

    what: str
    where: str
    why: str
    until: str


def kept() -> Sequence[Kept]:
    """What is kept, where, why and how long."""
    days = settings.CLINIC.days_kept
    silent = f"until the visitor has been silent for {days} days"
    return (
        Kept(
            "What visitor and assistant said, on every channel",
            "the assistant's table of events",
            "the assistant follows the conversation",
            silent,
        ),
        Kept(
            "Website chats: also thumbs, comments, the page and the language",
            "the website's tables",
            "the visitor finds the chat again after leaving the page",
            silent,
        ),
        *_kept_of_messaging(silent),
        Kept("Conversations with your notes, tags and marks", "the desk's tables", "you see what went wrong and mend it", silent),
        Kept(
            "Requests to be called: name, phone or e-mail, best time",
            "a table of their own",
            "you call back",
            f"for {days} days after the request",
        ),
        Kept(
            "Sentences that you chose to teach the assistant",
            "the desk's tables and the patches for a developer",
            "the assistant understands the next visitor",
            "for good; one that is in no patch yet goes when its visitor is erased and nobody else has said it",
        ),
        Kept("Figures by day, without words", "the desk's tables", "you see how things change over the years", "for good"),
        Kept(
            "What staff did: who read, changed, exported or erased what",
            "the desk's log",
            "you can prove who saw what; it has no visitor's words",
            "for good",
        ),
        Kept("That somebody was erased, as a code without a name", "the desk's tables", "what was erased stays erased", "for good"),
    )


def _kept_of_messaging(silent: str) -> Sequence[Kept]:
    return (
        Kept(
            "Messaging channels: the person's phone number or the platform's name for them, whether they asked for no more messages",
            "the messaging channels' tables, apart from what was said; you see its last signs only",
            "an answer reaches the person, and nobody else",
            silent,
        ),
        Kept(
            "Messaging channels: each message received and sent, what you wrote back, and what was not delivered",
            "the messaging channels' tables",
            "no message is lost or answered twice, and you see what did not arrive",
            silent,
        ),
    )
