"""All five channels at once, over their four fakes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Iterator, Mapping

from tests.platforms.messenger import Messenger
from tests.platforms.server import Platform
from tests.platforms.slack import Slack
from tests.platforms.telegram import Telegram
from tests.platforms.twilio import FarTwilio, Sms, WhatsApp

CHANNELS = ("telegram", "whatsapp", "sms", "messenger", "slack")
Platforms = Mapping[str, Platform]


def new_platforms() -> Platforms:
    """Every channel by its name; without a running server it can still word and sign updates."""
    twilio = FarTwilio()
    every: list[Platform] = [Telegram(), WhatsApp(twilio), Sms(twilio), Messenger(), Slack()]
    return {platform.name: platform for platform in every}


@contextmanager
def all_platforms() -> Iterator[Platforms]:
    """Every channel by its name, its fake running; `aim` tells them where the assistant is."""
    every = new_platforms()
    servers = {id(platform.far): platform.far for platform in every.values()}.values()
    for server in servers:
        server.start()
    try:
        yield every
    finally:
        for server in servers:
            server.stop()


def variables_of(platforms: Platforms) -> dict[str, str]:
    """What turns all of them on in one assistant."""
    return {name: value for platform in platforms.values() for name, value in platform.variables().items()}


def aim(platforms: Platforms, assistant: str) -> None:
    """From now on their updates go to `assistant`."""
    for platform in platforms.values():
        platform.assistant = assistant
