"""The app `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Tells Django of it."""

    name = "review.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Begin to write the log."""
        from review.accounts import signals  # noqa: F401 - by its import
