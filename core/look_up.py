"""How an action of the action server is called: over a connection that is kept, with the last turns instead of all events.

Rasa's own call opens a connection, sends the whole conversation, and checks its own schema before it checks the reply by it.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import Any, AsyncIterator, Optional

import aiohttp
from jsonschema import ValidationError
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from core.tracker import ClinicTracker

# An action reads the message and what was asked back just before it.
TURNS_SENT = 3
# Shorter than the action server keeps an idle connection (Sanic: 5 s), so that it seldom ends one as a request sets out.
SECONDS_A_CONNECTION_IDLES = 3.0
_SCHEMA = RemoteAction.action_response_format_spec()
_REPLY = validator_for(_SCHEMA)(_SCHEMA)


class LookUp(RemoteAction):
    """Rasa's remote action, with a request as large as a turn and a check that is made ready once."""

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        near = tracker.of_last_turns(TURNS_SENT) if isinstance(tracker, ClinicTracker) else tracker
        request: dict[str, Any] = super()._action_call_format(near, domain)
        return request

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        wrong: Optional[ValidationError] = best_match(_REPLY.iter_errors(result))
        if wrong is not None:
            raise ValidationError(f"the reply of the action server to {self.name()} has another form: {wrong.message}")
        return True


class KeptEndpoint(EndpointConfig):
    """The action server's address, with connections that are kept for the next request."""

    _kept: Optional[aiohttp.ClientSession] = None

    @classmethod
    def like(cls, other: EndpointConfig) -> KeptEndpoint:
        """What endpoints.yml describes as `other`."""
        return cls(other.url, other.params, other.headers, other.basic_auth, other.token, other.token_name, other.cafile, **other.kwargs)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[aiohttp.ClientSession]:
        """The session of all requests; leaving it closes nothing."""
        if self._kept is None or self._kept.closed or self._kept._loop is not asyncio.get_running_loop():
            auth = aiohttp.BasicAuth(self.basic_auth["username"], self.basic_auth["password"]) if self.basic_auth else None
            connections = aiohttp.TCPConnector(keepalive_timeout=SECONDS_A_CONNECTION_IDLES)
            self._kept = aiohttp.ClientSession(headers=self.headers, auth=auth, connector=connections, cookie_jar=aiohttp.DummyCookieJar())
        yield self._kept

    async def request(self, *options: Any, **named: Any) -> Optional[Any]:
        """Send a request as Rasa does; once more if the server ended the connection, because a look-up changes nothing."""
        try:
            return await super().request(*options, **named)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            return await super().request(*options, **named)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._kept is not None:
            await self._kept.close()
