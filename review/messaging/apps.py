"""The app `messaging`."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Tells Django of it; its tables are the channels' own, so it has no models."""

    name = "review.messaging"
    label = "messaging"
