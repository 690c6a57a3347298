"""Addresses of `privacy`."""

from __future__ import annotations

from django.urls import path

from review.privacy import views

app_name = "privacy"
urlpatterns = [
    path("", views.page, name="page"),
    path("find/", views.confirm, name="confirm"),
    path("erase/", views.erase_now, name="erase"),
]
