"""What staff decide about messages that the assistant got wrong, and the patches made of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from review.conversations.models import Message


class Patch(models.Model):
    """A file of changes for a developer. Its text is not kept: it can be made again of its decisions."""

    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    sentences = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)


class Decision(models.Model):
    """What a message should have been understood as; stands for every message with the same normalised text."""

    class Kind(models.TextChoices):
        """What to do with it."""

        TOPIC = "topic"
        NEW_QUESTION = "new question"
        NEVER_MIND = "never mind"

    class Target(models.TextChoices):
        """Where it goes: what the assistant learns from, or what it is tested with."""

        TRAINING = "training"
        HELD_OUT = "held out"

    normalised = models.CharField(max_length=500, unique=True)
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="decisions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    intent = models.CharField(max_length=64, default="")
    target = models.CharField(max_length=8, choices=Target.choices, default=Target.TRAINING)
    sentence = models.TextField(max_length=500, default="", help_text="as it goes into the file, after redaction")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    decided_at = models.DateTimeField(auto_now=True)
    patch = models.ForeignKey(Patch, null=True, on_delete=models.SET_NULL)


class InboxMessage(models.Model):
    """A message that wants a decision; the ingester notes it."""

    class Reason(models.TextChoices):
        """Why it is here."""

        REFUSED = "refused"
        AMBIGUOUS = "ambiguous"
        THUMBS_DOWN = "thumbs down"
        LOW = "low confidence"

    message = models.OneToOneField(Message, on_delete=models.CASCADE)
    normalised = models.CharField(max_length=500, db_index=True)
    reason = models.CharField(max_length=14, choices=Reason.choices)
