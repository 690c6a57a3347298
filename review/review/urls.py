"""Addresses of `review`."""

from __future__ import annotations

from django.urls import path

from review.review import views

app_name = "review"
urlpatterns = [
    path("conversations/<int:number>/reviewed/", views.set_reviewed, name="reviewed"),
    path("conversations/<int:number>/flagged/", views.set_flagged, name="flagged"),
    path("conversations/<int:number>/assignee/", views.assign, name="assign"),
    path("conversations/<int:number>/tags/", views.tag, name="tag"),
    path("conversations/<int:number>/notes/", views.note, name="note"),
    path("filters/", views.save_filter, name="save_filter"),
    path("filters/<int:number>/forget/", views.forget_filter, name="forget_filter"),
    path("queue/", views.queue, name="queue"),
]
