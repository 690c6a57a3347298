"""The app `backups`."""

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """Tells Django of it; what it keeps stands in files, so it has no models."""

    name = "review.backups"
    label = "backups"
