"""What the list shows of a conversation, counted from all its messages: the same however often it is counted."""

from __future__ import annotations

from collections import defaultdict
from typing import Sequence

from django.db import connection

from review.conversations.models import Conversation, Facet, Message
from review.conversations.projection import DANGERS, FALLBACK, PERSON

SUMMED = (
    "is_copied", "channel", "started_at", "last_at", "first_words", "visitor_messages", "assistant_messages", "lowest_confidence",
    "fell_back", "emergency", "asked_for_a_person", "thumbs_up", "thumbs_down",
)  # fmt: skip
_LONGEST_FIRST_WORDS = 200
_NOT_COUNTED = ("ranking", "entities", "slots", "buttons")


def summarise(conversations: Sequence[Conversation]) -> dict[int, list[Message]]:
    """Count `conversations` anew and store it; their messages, by the conversation's id, in order."""
    messages: dict[int, list[Message]] = defaultdict(list)
    for message in Message.objects.filter(conversation__in=conversations).defer(*_NOT_COUNTED).order_by("source_id"):
        messages[message.conversation_id].append(message)
    for each in [each for said in messages.values() for each in link(said)]:
        each.save(update_fields=["topic", "is_refused", "vote"])
    facets: list[Facet] = []
    for conversation in conversations:
        said = messages[conversation.pk]
        if said:
            _count(conversation, said)
            facets += _facets(conversation, said)
    _store(conversations)
    Facet.objects.bulk_create(facets, ignore_conflicts=True)
    return messages


def _store(conversations: Sequence[Conversation]) -> None:
    """One statement, many rows: Django's own `bulk_update` took more than half of the time of a batch."""
    fields = [field for field in Conversation._meta.concrete_fields if field.name in SUMMED]
    settings = ", ".join(f"{field.column} = %s" for field in fields)
    rows = [[*(field.get_db_prep_save(getattr(each, field.attname), connection) for field in fields), each.pk] for each in conversations]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {Conversation._meta.db_table} SET {settings} WHERE id = %s", rows)


def link(said: Sequence[Message]) -> Sequence[Message]:
    """Mark visitors' messages by what was answered; those that changed."""
    changed: list[Message] = []
    asked: Message | None = None
    for message in said:
        if message.kind == Message.Kind.VISITOR:
            asked = message
        elif asked:
            before = (asked.topic, asked.is_refused, asked.vote)
            asked.topic = asked.topic or message.topic
            asked.is_refused = asked.is_refused or message.is_refused
            asked.vote = message.vote or asked.vote
            if (asked.topic, asked.is_refused, asked.vote) != before:
                changed.append(asked)
    return changed


def _count(conversation: Conversation, said: Sequence[Message]) -> None:
    asked = [message for message in said if message.kind == Message.Kind.VISITOR]
    replies = [message for message in said if message.kind == Message.Kind.ASSISTANT]
    confidences = [message.confidence for message in asked if message.confidence is not None]
    topics = {topic for message in replies for topic in message.topics}
    conversation.started_at, conversation.last_at = said[0].sent_at, said[-1].sent_at
    conversation.first_words = next((message.text for message in asked if message.text), "")[:_LONGEST_FIRST_WORDS]
    conversation.visitor_messages, conversation.assistant_messages = len(asked), len(replies)
    conversation.lowest_confidence = min(confidences, default=None)
    conversation.fell_back = any(message.is_ambiguous or message.is_refused for message in said)
    conversation.emergency = bool(topics & DANGERS)
    conversation.asked_for_a_person = PERSON in topics or any(message.intent == PERSON for message in asked)
    conversation.thumbs_up = sum(message.vote == "up" for message in replies)
    conversation.thumbs_down = sum(message.vote == "down" for message in replies)


def _facets(conversation: Conversation, said: Sequence[Message]) -> list[Facet]:
    found = {(Facet.Kind.TOPIC, topic) for message in said for topic in message.topics}
    found |= {(Facet.Kind.GAP, message.gap) for message in said if message.gap}
    for message in said:
        if message.kind == Message.Kind.VISITOR and message.intent:
            found.add((Facet.Kind.INTENT, FALLBACK if message.is_ambiguous else message.intent))
    return [Facet(conversation=conversation, kind=kind, value=value) for kind, value in sorted(found)]
