"""Addresses of `accounts`."""

from __future__ import annotations

from django.urls import path

from review.accounts import staff_views, views

app_name = "accounts"
urlpatterns = [
    path("welcome/<str:token>/", views.welcome, name="welcome"),
    path("join/<str:who>/<str:token>/", views.join, name="join"),
    path("account/", views.account, name="account"),
    path("staff/", staff_views.staff, name="staff"),
    path("staff/<int:number>/", staff_views.change, name="change"),
    path("staff/<int:number>/link/", staff_views.link, name="link"),
    path("staff/log/", staff_views.log, name="log"),
]
