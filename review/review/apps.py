"""The app `review`."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Tells Django of it."""

    name = "review.review"
    label = "review"
    default_auto_field = "django.db.models.BigAutoField"
