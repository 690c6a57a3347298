"""The app `insights`."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Tells Django of it."""

    name = "review.insights"
    label = "insights"
    default_auto_field = "django.db.models.BigAutoField"
