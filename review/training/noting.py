"""Puts messages that want a decision into the inbox, when the ingester has copied them."""

from __future__ import annotations

from typing import Sequence

from review.conversations.bulk import write_all
from review.conversations.models import Message
from review.conversations.said import Said
from review.training.inbox import reason_for
from review.training.models import InboxMessage
from review.training.normalise import normalised

_NOTE = f"INSERT INTO {InboxMessage._meta.db_table} (message_id, normalised, reason) VALUES"
_ONE = f"((SELECT id FROM {Message._meta.db_table} WHERE source_id = %s), %s, %s)"
_AGAIN = "ON CONFLICT (message_id) DO UPDATE SET normalised = excluded.normalised, reason = excluded.reason"

def note_for_inbox(said: Sequence[Message | Said], are_new: bool = False) -> None:
    """Note those visitors' messages that want a decision, and drop those whose reason is gone; the same however often it runs.

    Those with words about which staff have decided are noted too: the inbox leaves them out, but a question that is asked
    again and again must count.

    :param are_new: none of them is in the inbox yet, so none is looked for there.
    """
    rows, settled = [], []
    for message in said:
        if message.kind != Message.Kind.VISITOR:
            continue
        reason = reason_for(message)
        text = normalised(message.text) if reason else ""
        if reason and text:
            rows.append([message.source_id, text, str(reason)])
        else:
            settled.append(message.source_id)
    if settled and not are_new:
        InboxMessage.objects.filter(message__source_id__in=settled).delete()
    write_all(_NOTE, rows, _AGAIN, one=_ONE)
