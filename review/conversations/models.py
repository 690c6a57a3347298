"""Conversations and messages as staff read them. They are made of the assistant's events and can be made again."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Conversation(models.Model):
    """One sitting of one visitor: what was said between two pauses of an hour."""

    sender_id = models.CharField(max_length=255)
    number = models.PositiveIntegerField(help_text="which sitting of this sender, from 1")
    channel = models.CharField(max_length=64, default="", db_index=True)
    chat_code = models.CharField(max_length=16, default="", db_index=True)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    first_words = models.CharField(max_length=200, default="")
    visitor_messages = models.PositiveIntegerField(default=0)
    assistant_messages = models.PositiveIntegerField(default=0)
    lowest_confidence = models.FloatField(null=True)
    fell_back = models.BooleanField(default=False)
    emergency = models.BooleanField(default=False)
    asked_for_a_person = models.BooleanField(default=False)
    thumbs_up = models.PositiveIntegerField(default=0)
    thumbs_down = models.PositiveIntegerField(default=0)
    is_copied = models.BooleanField(default=True, help_text="false while the copy is made anew and has not come to this one")
    # What staff decide. Making the copy anew leaves these as they are.
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    flagged = models.BooleanField(default=False)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    # What the messaging channels know of it, noted on the rows that a page shows.
    shown_sender = ""
    has_undelivered = False

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender_id", "number"], name="one_row_a_sitting")]
        indexes = [
            models.Index(fields=["-last_at", "-id"], name="conversation_newest"),
            models.Index(fields=["-last_at", "-id"], name="conversation_unreviewed", condition=models.Q(reviewed_at=None)),
            models.Index(fields=["-last_at", "-id"], name="conversation_fell_back", condition=models.Q(fell_back=True)),
            models.Index(fields=["-last_at", "-id"], name="conversation_emergency", condition=models.Q(emergency=True)),
            models.Index(fields=["-last_at", "-id"], name="conversation_thumbs_down", condition=models.Q(thumbs_down__gt=0)),
            models.Index(fields=["-last_at", "-id"], name="conversation_flagged", condition=models.Q(flagged=True)),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class Message(models.Model):
    """One thing said, by the visitor or by the assistant."""

    class Kind(models.TextChoices):
        """Who said it."""

        VISITOR = "visitor"
        ASSISTANT = "assistant"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    source_id = models.BigIntegerField(unique=True, help_text="id of the assistant's event")
    sent_at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    text = models.TextField(default="")
    is_button = models.BooleanField(default=False, help_text="pressed, not typed: it says nothing about understanding")
    intent = models.CharField(max_length=64, default="", help_text="the likeliest real intent, also behind a fallback")
    confidence = models.FloatField(null=True, help_text="of that intent, 0 to 1; none for a button")
    runner_up = models.CharField(max_length=64, default="")
    runner_up_confidence = models.FloatField(null=True)
    ranking = models.JSONField(default=list, help_text="[[intent, confidence], ...], best first")
    entities = models.JSONField(default=list, help_text="[[entity, value], ...]")
    slots = models.JSONField(default=dict, help_text="slots set by this message")
    topic = models.CharField(max_length=64, default="", help_text="of a reply; of a visitor's message, the first reply's")
    topics = models.JSONField(default=list)
    response = models.CharField(max_length=100, default="", help_text="the response's name, of a reply")
    gap = models.CharField(max_length=100, default="", help_text="the condition that our content does not cover")
    buttons = models.JSONField(default=list, help_text="titles of the choices offered")
    is_ambiguous = models.BooleanField(default=False, help_text="the assistant asked back which topic was meant")
    is_refused = models.BooleanField(default=False, help_text="the assistant said that it cannot answer")
    vote = models.CharField(max_length=4, default="", help_text="up, down or nothing")
    comment = models.TextField(default="", help_text="the visitor's words beside the vote")

    class Meta:
        indexes = [models.Index(fields=["conversation", "source_id"], name="message_in_order")]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Facet(models.Model):
    """Something that a conversation is about, so that it is found by it: a topic, an intent or a gap."""

    class Kind(models.TextChoices):
        """What sort of thing."""

        TOPIC = "topic"
        INTENT = "intent"
        GAP = "gap"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="facets")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    value = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "kind", "value"], name="one_row_a_facet")]
        indexes = [models.Index(fields=["kind", "value", "conversation"], name="facet_found_by_value")]


class Cursor(models.Model):
    """How far the assistant's events have been read; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    transaction_id = models.BigIntegerField(default=0, help_text="PostgreSQL: the writing transaction; SQLite: 0")
    event_id = models.BigIntegerField(default=0)
    voted_until = models.FloatField(default=0, help_text="Unix seconds of the newest vote read")
    updated_at = models.DateTimeField(auto_now=True)
