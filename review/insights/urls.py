"""Addresses of `insights`."""

from __future__ import annotations

from django.urls import path, re_path

from review.insights import views
from review.insights.export import FILES

app_name = "insights"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("callbacks/", views.callbacks, name="callbacks"),
    path("callbacks/<str:key>/", views.change_callback, name="change_callback"),
    path("export/", views.export_page, name="export"),
    re_path(f"^export/(?P<what>{'|'.join(FILES)})/$", views.download, name="download"),
]
