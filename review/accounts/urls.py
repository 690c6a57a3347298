"""Addresses of `accounts`."""

from __future__ import annotations

from django.urls import path

from review.accounts import views

app_name = "accounts"
urlpatterns = [
    path("welcome/<str:token>/", views.welcome, name="welcome"),
    path("account/", views.account, name="account"),
    path("staff/", views.staff, name="staff"),
    path("staff/<int:number>/", views.change, name="change"),
    path("staff/log/", views.log, name="log"),
]
