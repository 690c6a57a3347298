"""What staff note on conversations. Reviewed, flagged and assigned stand on the conversation itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from review.conversations.models import Conversation


class Tag(models.Model):
    """A word by which staff find conversations again."""

    name = models.CharField(max_length=40, unique=True)
    conversations = models.ManyToManyField(Conversation, related_name="tags")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """What a member of staff wrote beside a conversation."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["written_at"]


class SavedFilter(models.Model):
    """A list's address under a name."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_filter_a_name")]


class QueueItem(models.Model):
    """A conversation that shall be reviewed on a day."""

    class Reason(models.TextChoices):
        """Why this one."""

        EMERGENCY = "emergency"
        FELL_BACK = "fell back"
        SAMPLE = "sample"

    day = models.DateField()
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    reason = models.CharField(max_length=9, choices=Reason.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "conversation"], name="once_a_day_in_the_queue")]
