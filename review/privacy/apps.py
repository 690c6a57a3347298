"""The app `privacy`."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Tells Django of it."""

    name = "review.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"
