"""Addresses of `messaging`."""

from __future__ import annotations

from django.urls import path

from review.messaging import views

app_name = "messaging"
urlpatterns = [
    path("conversations/<int:number>/write/", views.write, name="write"),
    path("conversations/<int:number>/answer-again/", views.let_answer, name="let_answer"),
    path("undelivered/", views.page, name="undelivered"),
    path("undelivered/<str:key>/", views.change, name="change"),
]
