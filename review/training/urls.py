"""Addresses of `training`."""

from __future__ import annotations

from django.urls import path

from review.training import views

app_name = "training"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("decide/", views.decide, name="decide"),
    path("decided/", views.decided, name="decided"),
    path("<int:number>/undo/", views.undo, name="undo"),
    path("<int:number>/edit/", views.edit, name="edit"),
    path("patch/", views.patch, name="patch"),
    path("patch/download/", views.make_patch, name="make_patch"),
    path("patch/<int:number>/", views.patch_again, name="patch_again"),
    path("gaps/", views.gaps, name="gaps"),
]
