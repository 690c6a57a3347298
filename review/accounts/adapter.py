"""How staff sign in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from review.accounts.addresses import client_address


class StaffAdapter(DefaultAccountAdapter):
    """Nobody makes an account for themselves; one address counts the same everywhere."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """An administrator makes accounts."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address by which tries are counted and noted."""
        return client_address(request)

    def get_password_change_redirect_url(self, request: Any) -> str:
        """Back to one's own page."""
        return reverse("accounts:account")
