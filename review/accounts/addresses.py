"""From which network address a request comes."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of whoever sends `request`; what the clinic's own proxies say of it is believed, and nothing before them."""
    nearest = str(request.META.get("REMOTE_ADDR") or "")
    told = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if 0 < settings.PROXIES_IN_FRONT <= len(told):
        return _checked(told[-settings.PROXIES_IN_FRONT]) or nearest
    return nearest


def _checked(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
