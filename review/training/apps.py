"""The app `training`."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Tells Django of it."""

    name = "review.training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"
