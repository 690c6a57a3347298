"""What staff write back: checked, sent once, and the assistant keeps quiet meanwhile."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import Literal

from django.db import transaction

from review.messaging import tables
from review.messaging.contacts import Contact

LONGEST = 1000
HOURS_QUIET = 4
# The author under which the channels keep the assistant's own answers.
ASSISTANT = "assistant"
_TOKEN = re.compile(r"[0-9a-f]{16}")
_KEPT_SIGNS = "\n\t"
# Direction and joining of letters are part of some languages.
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")
_INSERT = """
INSERT INTO messaging_sent (id, channel, conversation, author, text, buttons, created, state, attempts, due, problem)
VALUES (%s, %s, %s, %s, %s, '[]', %s, 'waiting', 0, %s, '') ON CONFLICT (id) DO NOTHING
"""

Written = Literal["sent", "sent before", "another", "gone"]


class _Gone(Exception):
    """The person was erased meanwhile."""


def new_token() -> str:
    """What a form carries, so that it sends once: the id under which its message will be kept."""
    return secrets.token_hex(8)


def cleaned(text: str) -> str:
    """What was typed, without signs that no platform can show."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in _KEPT_SIGNS or unicodedata.category(sign) not in ("Cc", "Cs")).strip()


def problem_of(text: str, token: str) -> str:
    """What is wrong with a form, in words for staff; empty where nothing is."""
    if not _TOKEN.fullmatch(token):
        return "This form was not the desk's own any more. Look at your words and send them again."
    if all(unicodedata.category(sign) in _INVISIBLE or sign.isspace() for sign in text):
        return "Write something first: there are no words to send."
    if len(text) > LONGEST:
        return f"A message has at most {LONGEST:,} characters; this one has {len(text):,}. Shorten it, or send it in two."
    return ""


def write_back(contact: Contact, author: str, text: str, token: str, now: float) -> Written:
    """Give `text` to the channel to send, and let the assistant keep quiet for some hours.

    :return: "sent before" for the same form again, "another" if that form has sent other words, "gone" if the person was erased.
    """
    name = f"{author} (staff)" if author.lower() == ASSISTANT else author
    try:
        with transaction.atomic():
            values = [token, contact.channel, contact.conversation, name, text, now, now]
            if tables.change(_INSERT, values):
                _keep_quiet(contact.conversation, now)
                return "sent"
    except _Gone:
        return "gone"
    mine = [token, contact.conversation, text]
    is_same = tables.rows("SELECT 1 FROM messaging_sent WHERE id = %s AND conversation = %s AND text = %s", mine)
    return "sent before" if is_same else "another"


def answer_again(sender_id: str) -> bool:
    """Let the assistant answer before its time; False if it did already."""
    quiet = "UPDATE messaging_contacts SET quiet_until = NULL WHERE conversation = %s AND quiet_until IS NOT NULL"
    return tables.change(quiet, [sender_id]) > 0


def _keep_quiet(sender_id: str, now: float) -> None:
    query = "UPDATE messaging_contacts SET quiet_until = %s WHERE conversation = %s"
    if not tables.change(query, [now + HOURS_QUIET * 3600, sender_id]):
        raise _Gone
