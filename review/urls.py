"""The desk's addresses: each app brings its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("review.conversations.urls")),
    path("", include("review.review.urls")),
    path("", include("review.messaging.urls")),
    path("teach/", include("review.training.urls")),
    path("figures/", include("review.insights.urls")),
    path("privacy/", include("review.privacy.urls")),
    path("", include("review.accounts.urls")),
    path("accounts/", include("review.accounts.door")),
]
