"""What the list shows of a conversation: what is new is added to it, which comes to the same as counting all of it anew."""

from __future__ import annotations

from typing import Iterable, Sequence

from review.conversations import sittings
from review.conversations.bulk import moment_column, write_all
from review.conversations.models import Facet, Message
from review.conversations.projection import DANGERS, FALLBACK, PERSON
from review.conversations.said import Said, said_in, store_links
from review.conversations.sittings import Sitting

_LONGEST_FIRST_WORDS = 200
_FACET = f"INSERT INTO {Facet._meta.db_table} (conversation_id, kind, value) VALUES"


def summarise(conversations: Sequence[Sitting]) -> list[Said]:
    """Count `conversations` anew and store it; what was said in them."""
    if not conversations:
        return []
    messages = said_in([conversation.pk for conversation in conversations])
    store_links([each for said in messages.values() for each in link(said)])
    for conversation in conversations:
        if said := messages.get(conversation.pk):
            conversation.visitor_messages = conversation.assistant_messages = 0
            add(conversation, said)
    sittings.update(conversations)
    everything = [each for said in messages.values() for each in said]
    store_facets(everything)
    return everything


def store_facets(said: Iterable[Said]) -> None:
    """What conversations are about, so that they are found by it."""
    write_all(_FACET, sorted({facet for each in said for facet in _facets(each)}), "ON CONFLICT DO NOTHING")


def link(said: Sequence[Said]) -> Sequence[Said]:
    """Mark visitors' messages by what was answered; those that changed."""
    changed: list[Said] = []
    asked: Said | None = None
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


def can_be_added(conversation: Sitting, said: Sequence[Said], last: int) -> bool:
    """Whether `said` goes on where the conversation stops, so that nothing that is there already changes.

    :param last: the highest event's id in the conversation.
    """
    numbers = [last, *(message.source_id for message in said)]
    answers_what_was_asked_before = conversation.visitor_messages > 0 and said[0].kind == Message.Kind.ASSISTANT
    return not answers_what_was_asked_before and all(one < next_one for one, next_one in zip(numbers, numbers[1:]))


def add(conversation: Sitting, said: Sequence[Said]) -> None:
    """Add to the counts what was said next, linked."""
    if conversation.is_silent:
        _begin(conversation, said[0])
    asked = [message for message in said if message.kind == Message.Kind.VISITOR]
    replies = [message for message in said if message.kind == Message.Kind.ASSISTANT]
    topics = {topic for message in replies for topic in message.topics}
    confidences = [message.confidence for message in asked if message.confidence is not None]
    if conversation.lowest_confidence is not None:
        confidences.append(conversation.lowest_confidence)
    conversation.last_at = moment_column(said[-1].sent_at)
    conversation.first_words = conversation.first_words or next((each.text for each in asked if each.text), "")[:_LONGEST_FIRST_WORDS]
    conversation.visitor_messages += len(asked)
    conversation.assistant_messages += len(replies)
    conversation.lowest_confidence = min(confidences, default=None)
    conversation.fell_back = bool(conversation.fell_back) or any(message.is_ambiguous or message.is_refused for message in said)
    conversation.emergency = bool(conversation.emergency or topics & DANGERS)
    asks = PERSON in topics or any(message.intent == PERSON for message in asked)
    conversation.asked_for_a_person = bool(conversation.asked_for_a_person) or asks
    conversation.thumbs_up += sum(message.vote == "up" for message in replies)
    conversation.thumbs_down += sum(message.vote == "down" for message in replies)


def _begin(conversation: Sitting, first: Said) -> None:
    conversation.started_at, conversation.first_words, conversation.lowest_confidence = moment_column(first.sent_at), "", None
    conversation.fell_back = conversation.emergency = conversation.asked_for_a_person = False
    conversation.thumbs_up = conversation.thumbs_down = 0


def _facets(message: Said) -> Iterable[tuple[int, str, str]]:
    for topic in message.topics:
        yield message.conversation_id, Facet.Kind.TOPIC.value, topic
    if message.gap:
        yield message.conversation_id, Facet.Kind.GAP.value, message.gap
    if message.kind == Message.Kind.VISITOR and message.intent:
        yield message.conversation_id, Facet.Kind.INTENT.value, FALLBACK if message.is_ambiguous else message.intent
