"""Who must stay forgotten."""

from __future__ import annotations

from django.db import models


class Tombstone(models.Model):
    """A sender whose conversations were erased, by a keyed hash: the ingester takes in nothing of theirs any more."""

    sender_hash = models.CharField(max_length=64, unique=True)
    erased_at = models.DateTimeField(auto_now_add=True)
    last_event = models.BigIntegerField(default=0, help_text="events up to this one stay away; 0: all, for good")
