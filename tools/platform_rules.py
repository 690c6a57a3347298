"""What a messaging platform accepts as an address, a token and a number, as far as that can be told without asking it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Iterator, Literal, Mapping
from urllib.parse import urlsplit

from channels.messaging.settings import NEEDS, PUBLIC_URL, Settings, webhook_path

# "unknown": nobody could be asked. "note": true, and no reason to change anything.
Verdict = Literal["yes", "no", "unknown", "note"]
TELEGRAM_PORTS = (443, 80, 88, 8443)
HTTPS_PORT = 443
# Ends of names that the internet does not know: of home and office networks, and those set aside for tests and for examples.
NOT_PUBLIC = ("local", "localhost", "localdomain", "internal", "intranet", "lan", "home", "corp", "arpa", "test", "invalid", "example")
_NUMBER = (r"\+[1-9][0-9]{6,14}", "must be a number such as +447700900123: a plus, the country, no spaces")
FORMS: Mapping[str, tuple[str, str]] = {
    "CLINIC_TELEGRAM_TOKEN": (r"[0-9]+:[A-Za-z0-9_-]+", "must be digits, a colon, and letters and digits, as BotFather gave it"),
    "CLINIC_TELEGRAM_SECRET": (r"[A-Za-z0-9_-]{1,256}", "must be 1 to 256 of the letters A-Z and a-z, digits, _ and -"),
    "CLINIC_WHATSAPP_NUMBER": _NUMBER,
    "CLINIC_SMS_NUMBER": _NUMBER,
    "CLINIC_TWILIO_ACCOUNT": (r"AC[0-9A-Za-z]{32}", "must be the account's SID: AC and 32 letters and digits"),
    "CLINIC_SLACK_TOKEN": (r"xoxb-[A-Za-z0-9-]+", "must be the bot's token, which begins with xoxb-"),
}
_ANY_SECRET = (r"[!-~]+", "holds a space or a sign that cannot be in it; copy it once more")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, in a sentence, and whether it is as the platform wants it."""

    verdict: Verdict
    text: str


def address_of(settings: Settings) -> str:
    """The webhook's address, without a name and password that somebody put into it; empty where no public address is set."""
    if not settings.public_url:
        return ""
    parts = urlsplit(settings.public_url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{webhook_path(settings.channel)}"


def local_findings(settings: Settings) -> list[Finding]:
    """What can be told without a network."""
    values = list(value_problems(settings))
    if not settings.public_url:
        return [*values, Finding("unknown", f"set {PUBLIC_URL} to the address at which the internet reaches the assistant")]
    return [*values, *address_problems(settings)] or [Finding("yes", "the address and the values have the form that the platform takes")]


def value_problems(settings: Settings) -> Iterator[Finding]:
    """What cannot be right in the values themselves; none of them is shown."""
    for variable in NEEDS[settings.channel]:
        form, mend = FORMS.get(variable, _ANY_SECRET)
        if variable != PUBLIC_URL and not re.fullmatch(form, settings[variable]):
            yield Finding("no", f"{variable} {mend}")


def address_problems(settings: Settings) -> Iterator[Finding]:
    """Why the platform could not, or would not, post to the public address."""
    parts = urlsplit(settings.public_url)
    if parts.scheme != "https":
        yield Finding("no", f"{PUBLIC_URL} must begin with https://, with a certificate that browsers trust")
    if "@" in parts.netloc:
        yield Finding("no", f"{PUBLIC_URL} must hold no name and password")
    yield from _host_problems(parts.hostname or "", settings.channel)
    try:
        port = parts.port or HTTPS_PORT
    except ValueError:
        port = 0
    if not port:
        yield Finding("no", f"{PUBLIC_URL} names a port that is none")
    elif settings.channel == "telegram" and port not in TELEGRAM_PORTS:
        yield Finding("no", f"Telegram posts to the ports 443, 80, 88 and 8443 alone, and {PUBLIC_URL} names {port}")


def _host_problems(host: str, channel: str) -> Iterator[Finding]:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if "." not in host.rstrip(".") or host.rstrip(".").rsplit(".", 1)[-1] in NOT_PUBLIC:
            yield Finding("no", f"{PUBLIC_URL} must name a host that the internet knows; {host or 'nothing'} is none")
        return
    if not address.is_global:
        yield Finding("no", f"{PUBLIC_URL} names {host}, which is reached from this machine or its own network alone")
    elif channel == "messenger":
        yield Finding("no", f"Meta wants the name of a host; {PUBLIC_URL} names the bare address {host}")
