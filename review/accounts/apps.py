"""The app `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Tells Django of it."""

    name = "review.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
