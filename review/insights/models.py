"""Figures that outlive the conversations, and requests to be called back."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class DailyFigure(models.Model):
    """One number of one day in the clinic's time zone, without any text of a visitor."""

    day = models.DateField()
    name = models.CharField(max_length=40, help_text="such as conversations, or topic")
    detail = models.CharField(max_length=100, default="", help_text="which topic, channel or hour")
    value = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "name", "detail"], name="one_row_a_figure")]


class CallbackRequest(models.Model):
    """Somebody wants to be called; the website channel makes the table and writes the rows, the desk sets the status."""

    id = models.CharField(max_length=32, primary_key=True)
    conversation = models.CharField(max_length=32, null=True)
    name = models.CharField(max_length=100)
    phone = models.CharField(max_length=40, null=True)
    email = models.CharField(max_length=254, null=True)
    best_time = models.CharField(max_length=100, null=True)
    created = models.FloatField(help_text="Unix seconds")
    status = models.CharField(max_length=16)

    class Meta:
        managed = False
        db_table = "callback_requests"


class CallbackWork(models.Model):
    """Who took a request, and when it was last touched."""

    request = models.CharField(max_length=32, primary_key=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    changed_at = models.DateTimeField(auto_now=True)
