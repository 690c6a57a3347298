"""Which messaging channels are on: the environment says so, by their secrets; a half-set one stops the start."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Mapping
from urllib.parse import urlsplit

PUBLIC_URL = "CLINIC_PUBLIC_URL"
# What each channel needs; those that are not shared turn it on.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "telegram": ("CLINIC_TELEGRAM_TOKEN", "CLINIC_TELEGRAM_SECRET"),
    "whatsapp": ("CLINIC_WHATSAPP_NUMBER", "CLINIC_TWILIO_ACCOUNT", "CLINIC_TWILIO_TOKEN", PUBLIC_URL),
    "sms": ("CLINIC_SMS_NUMBER", "CLINIC_TWILIO_ACCOUNT", "CLINIC_TWILIO_TOKEN", PUBLIC_URL),
    "messenger": ("CLINIC_MESSENGER_TOKEN", "CLINIC_MESSENGER_APP_SECRET", "CLINIC_MESSENGER_VERIFY"),
    "slack": ("CLINIC_SLACK_TOKEN", "CLINIC_SLACK_SIGNING_SECRET"),
}
CHANNELS = tuple(NEEDS)
_TWILIO = ("CLINIC_TWILIO_ACCOUNT", "CLINIC_TWILIO_TOKEN")
SHARED = frozenset({*_TWILIO, PUBLIC_URL})
# Of Meta's Graph API; a version ends about two years after it began (https://developers.facebook.com/docs/graph-api/changelog).
META_VERSION = "v25.0"
# Where a platform's server is; other addresses are for tests and for a gateway of your own.
SERVERS: Mapping[str, tuple[str, str]] = {
    "telegram": ("CLINIC_TELEGRAM_SERVER", "https://api.telegram.org"),
    "whatsapp": ("CLINIC_TWILIO_SERVER", "https://api.twilio.com"),
    "sms": ("CLINIC_TWILIO_SERVER", "https://api.twilio.com"),
    "messenger": ("CLINIC_MESSENGER_SERVER", "https://graph.facebook.com"),
    "slack": ("CLINIC_SLACK_SERVER", "https://slack.com"),
}


class HalfSet(SystemExit):
    """A channel has some of its variables and not the others."""


@dataclass(frozen=True)
class Settings:
    """What one channel was given; `values` are by the variables' names."""

    channel: str
    server: str
    public_url: str
    values: Mapping[str, str] = field(repr=False)

    def __getitem__(self, variable: str) -> str:
        """The value of a variable that the channel needs."""
        return self.values[variable]


def webhook_path(channel: str) -> str:
    """Where, under the assistant's address, the platform posts its updates."""
    return f"/webhooks/{channel}/webhook"


def settings_of(channel: str, variables: Mapping[str, str] = os.environ) -> Settings | None:
    """What `channel` was given; None where it is off.

    :raises HalfSet: some of its variables are set and some are not, or one cannot be right.
    """
    values = {name: variables.get(name, "").strip() for name in NEEDS[channel]}
    own = [name for name in NEEDS[channel] if name not in SHARED]
    if not any(values[name] for name in own):
        return None
    missing = [name for name in NEEDS[channel] if not values[name]]
    if missing:
        raise HalfSet(
            f"The assistant cannot start. The channel {channel} is half set: {', '.join(missing)} must be set, too."
            f" To leave the channel off, unset {', '.join(name for name in own if values[name])}."
        )
    variable, default = SERVERS[channel]
    public_url = _address(PUBLIC_URL, variables.get(PUBLIC_URL, "").strip())
    return Settings(channel, _address(variable, variables.get(variable, "").strip() or default), public_url, values)


def check_settings(variables: Mapping[str, str] = os.environ) -> list[str]:
    """The channels that are on.

    :raises HalfSet: one is half set.
    """
    on = [channel for channel in CHANNELS if settings_of(channel, variables)]
    if any(variables.get(name, "").strip() for name in _TWILIO) and not {"whatsapp", "sms"} & set(on):
        raise HalfSet(
            f"The assistant cannot start. {' and '.join(_TWILIO)} are for WhatsApp and text messages: set CLINIC_WHATSAPP_NUMBER or"
            " CLINIC_SMS_NUMBER, too, or unset them."
        )
    return on


def _address(variable: str, url: str) -> str:
    if url and not _is_address(url):
        raise HalfSet(f"The assistant cannot start. {variable} must be an address such as https://chat.clinic.example")
    return url.rstrip("/")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.scheme in ("http", "https") and parts.netloc and not parts.query and not parts.fragment)
