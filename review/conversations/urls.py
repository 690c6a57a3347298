"""Addresses of `conversations`."""

from __future__ import annotations

from django.urls import path

from review.conversations import views

app_name = "conversations"
urlpatterns = [
    path("", views.conversations, name="list"),
    path("conversations/<int:number>/", views.transcript, name="transcript"),
]
