"""The log of what staff did, and the link by which the first administrator comes in."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """Somebody read, changed or exported something, or signed in. Written once: no code changes or deletes a row."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False)
    username = models.CharField(max_length=150, default="")
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, default="", help_text="what it was done to, such as conversation 12")
    detail = models.CharField(max_length=500, default="", help_text="never a visitor's words")
    address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["action", "id"], name="log_by_action"), models.Index(fields=["username", "id"], name="log_by_name")]
        default_permissions = ()
        permissions = [
            ("read_conversations", "Read conversations and figures"),
            ("review_conversations", "Mark, flag, tag, assign and note conversations"),
            ("call_back", "Handle requests to be called back"),
            ("write_back", "Write to people on messaging channels"),
            ("teach", "Decide what the assistant shall learn"),
            ("export_conversations", "Export conversations"),
            ("forget_conversations", "Erase conversations"),
            ("manage_staff", "Make accounts, set roles, read the log"),
        ]

    def save(self, *args: Any, **named: Any) -> None:
        """Write it for the first time.

        :raises TypeError: it was written before.
        """
        if self.pk is not None:
            raise TypeError("An entry of the log is never changed.")
        super().save(*args, **named)

    def delete(self, *args: Any, **named: Any) -> NoReturn:
        """Refuse.

        :raises TypeError: always.
        """
        raise TypeError("An entry of the log is never deleted.")


class FirstLink(models.Model):
    """A link, good once and for a day, by which the first administrator chooses a name and a password."""

    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
