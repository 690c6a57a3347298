"""Conversations as files: CSV that opens right in Excel and runs nothing there, and JSON. Made row by row, in constant memory."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import Any, Callable, Iterable, Iterator, Sequence

from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone

from review.conversations.models import Conversation, Message
from review.messaging import undelivered

# Excel and its like run a cell that begins so as a formula; some take the wide signs of East Asian keyboards for the narrow ones.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Without it Excel takes UTF-8 for something else.
BOM = "\ufeff"
_AT_ONCE = 200
_CONVERSATION = (
    "id", "channel", "sender", "chat_code", "started", "last", "seconds", "visitor_messages", "assistant_messages", "first_words", "topics",
    "lowest_confidence", "fell_back", "emergency", "asked_for_a_person", "thumbs_up", "thumbs_down", "reviewed", "reviewed_by", "flagged",
    "assignee", "tags", "gaps",
)  # fmt: skip
_MESSAGE = (
    "conversation", "id", "at", "from", "text", "pressed", "intent", "confidence", "runner_up", "topics", "response", "gap", "vote",
    "comment",
)  # fmt: skip


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def conversations_csv(found: QuerySet[Conversation]) -> Iterator[str]:
    """One row a conversation."""
    return _csv(_CONVERSATION, (_row(each) for each in _conversations(found)))


def messages_csv(found: QuerySet[Conversation]) -> Iterator[str]:
    """One row a message."""
    return _csv(_MESSAGE, (_said(message) for each in _with_messages(found) for message in each.messages.all()))


def everything_json(found: QuerySet[Conversation]) -> Iterator[str]:
    """A list of conversations, each with its messages."""
    yield "["
    for number, each in enumerate(_with_messages(found)):
        whole = dict(zip(_CONVERSATION, _row(each)))
        whole["messages"] = [dict(zip(_MESSAGE, _said(message))) for message in each.messages.all()]
        yield (",\n" if number else "") + json.dumps(whole, ensure_ascii=False)
    yield "]"


@dataclass(frozen=True)
class File:
    """One kind of file: how it is made of conversations, and how many rows that are."""

    title: str
    extension: str
    content_type: str
    make: Callable[[QuerySet[Conversation]], Iterator[str]]
    count: Callable[[QuerySet[Conversation]], int]


_CSV = ("csv", "text/csv; charset=utf-8")
FILES = {
    "conversations": File("CSV, one row a conversation", *_CSV, conversations_csv, lambda found: found.count()),
    "messages": File("CSV, one row a message", *_CSV, messages_csv, lambda found: found.aggregate(rows=Count("messages"))["rows"]),
    "everything": File("JSON, conversations with their messages", "json", "application/json", everything_json, lambda found: found.count()),
}


def _conversations(found: QuerySet[Conversation], *more: Prefetch[str]) -> Iterator[Conversation]:
    whole = found.order_by("-last_at", "-id").select_related("reviewed_by", "assignee").prefetch_related("tags", "facets", *more)
    found_ones = whole.iterator(_AT_ONCE)
    while some := list(islice(found_ones, _AT_ONCE)):
        undelivered.mark(some)
        yield from some


def _with_messages(found: QuerySet[Conversation]) -> Iterator[Conversation]:
    """Not by a query of messages within the conversations found: a search names its table, which would have another name there."""
    said = Message.objects.defer("ranking", "entities", "slots", "buttons").order_by("source_id")
    return _conversations(found, Prefetch("messages", said))


def _row(each: Conversation) -> Sequence[Any]:
    return (
        each.pk, each.channel, each.shown_sender, each.chat_code, _local(each.started_at), _local(each.last_at),
        round((each.last_at - each.started_at).total_seconds()), each.visitor_messages, each.assistant_messages, each.first_words,
        _facets(each, "topic"), each.lowest_confidence,
        each.fell_back, each.emergency, each.asked_for_a_person, each.thumbs_up, each.thumbs_down, _local(each.reviewed_at),
        each.reviewed_by.username if each.reviewed_by else "", each.flagged, each.assignee.username if each.assignee else "",
        ", ".join(sorted(tag.name for tag in each.tags.all())), _facets(each, "gap"),
    )  # fmt: skip


def _facets(each: Conversation, kind: str) -> str:
    return ", ".join(sorted(facet.value for facet in each.facets.all() if facet.kind == kind))


def _said(message: Message) -> Sequence[Any]:
    return (
        message.conversation_id, message.source_id, _local(message.sent_at), message.kind, message.text, message.is_button, message.intent,
        message.confidence, message.runner_up, ", ".join(message.topics), message.response, message.gap, message.vote, message.comment,
    )  # fmt: skip


def _local(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def _csv(names: Sequence[str], lines: Iterable[Sequence[Any]]) -> Iterator[str]:
    page = StringIO()
    writer = csv.writer(page)  # ends lines with CRLF, as the format wants
    yield BOM
    writer.writerow(names)
    for number, line in enumerate(lines):
        writer.writerow([harmless(cell) for cell in line])
        if number % _AT_ONCE == 0:
            yield _taken(page)
    yield _taken(page)


def _taken(page: StringIO) -> str:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text
