"""The app `conversations`."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """Tells Django of it."""

    name = "review.conversations"
    label = "conversations"
    default_auto_field = "django.db.models.BigAutoField"
