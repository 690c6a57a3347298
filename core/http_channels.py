"""The web application of the channels that `credentials.yml` names: what Rasa's `configure_app` makes while its API is off.

Rasa's own brings the API's modules with it all the same, down to the drawing of plots; that is a quarter of a second of every start.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Sequence

from rasa.core.channels import BUILTIN_CHANNELS
from rasa.core.channels.channel import InputChannel, register
from rasa.core.constants import DEFAULT_KEEP_ALIVE_TIMEOUT
from rasa.shared.utils.common import class_from_module_path
from rasa.shared.utils.io import read_config_file
from sanic import Sanic

NAME = "clinic_assistant"
PREFIX = "/webhooks/"


def channels_of(credentials: Path) -> list[InputChannel]:
    """The channels that a file names, each with the settings that stand under its name.

    :raises SystemExit: a name is not a channel's.
    """
    return [_channel(name, settings, credentials) for name, settings in read_config_file(credentials).items()]


def application_of(channels: Sequence[InputChannel]) -> Sanic:
    """A server with the `channels`' addresses; its `ctx.agent` must be set before the first request."""
    app = Sanic(NAME, configure_logging=False)
    app.config.KEEP_ALIVE_TIMEOUT = DEFAULT_KEEP_ALIVE_TIMEOUT
    register(list(channels), app, route=PREFIX)
    return app


def _channel(name: str, settings: dict[str, Any] | None, credentials: Path) -> InputChannel:
    try:
        kind = BUILTIN_CHANNELS.get(name) or class_from_module_path(name)
    except (AttributeError, ImportError) as error:
        raise SystemExit(
            f"The assistant cannot start. {credentials.name} names the channel {name}, which cannot be imported ({error})."
            " Mend the name, or take the line out."
        ) from None
    channel: InputChannel = kind.from_credentials(settings)
    return channel
