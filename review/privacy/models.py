"""Who must stay forgotten."""

from __future__ import annotations

from django.db import models


class Tombstone(models.Model):
    """A sender whose conversations were erased, by a keyed hash: the ingester takes in nothing of theirs any more."""

    sender_hash = models.CharField(max_length=64, unique=True)
    erased_at = models.DateTimeField(auto_now_add=True)
    until = models.FloatField(null=True, help_text="what was said before this moment (Unix seconds) stays away; none: all, for good")
