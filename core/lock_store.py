"""One turn at a time in each conversation: among the turns of this process, and through Redis among all workers.

Rasa's own lock store for Redis reads a lock and writes it back in two steps, so two workers that do so at the same moment both
have it; and it holds the lock of a worker that died for a minute. Here taking a lock is one step, and whoever holds one says so
again and again: a dead worker's lock ends within seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import time
from contextlib import asynccontextmanager
from typing import Any, AsyncGenerator, Awaitable, Callable, Mapping, TypeVar

import redis.asyncio
from rasa.core.lock import Ticket, TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore, LockError
from redis.exceptions import RedisError

from core.metrics import LOCK_FAILURES, Waiting

logger = logging.getLogger(__name__)
VARIABLE = "CLINIC_REDIS_URL"
PREFIX = "clinic:turn:"
SECONDS_A_LOCK_LASTS = 6.0
SECONDS_BETWEEN_RENEWALS = 1.5
SECONDS_BETWEEN_LOOKS = 0.05
# Longer than Redis takes to start again, shorter than a visitor of the website waits.
SECONDS_OF_PATIENCE = 6.0
SECONDS_FOR_REDIS = 2.0
# Each in one step: keep the lock if it is still ours or was lost with Redis; give it back if it is ours.
RENEW = """
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return 1
"""
RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"

Result = TypeVar("Result")


class SteadyLock(TicketLock):
    """Rasa's lock in memory, whose tickets end by the monotonic clock: setting the time of day ends nobody's turn."""

    def issue_ticket(self, lifetime: float) -> int:
        """Issue a ticket that is good for `lifetime` seconds; its number."""
        number = self.last_issued + 1
        self.tickets.append(Ticket(number, time.monotonic() + lifetime))
        return number

    def remove_expired_tickets(self) -> None:
        """Remove the tickets whose time is over."""
        now = time.monotonic()
        for ticket in [ticket for ticket in self.tickets if ticket.expires <= now]:
            self.tickets.remove(ticket)


class Renewals:
    """Renews a lock again and again from its making to `end`; an ordinary turn is over before the first time."""

    def __init__(self, renew: Callable[[], Awaitable[None]]) -> None:
        """Call `renew`, which raises nothing."""
        self._renew, self._is_over = renew, False
        self._task: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(SECONDS_BETWEEN_RENEWALS, self._begin)

    async def end(self) -> None:
        """Renew no more: what is under way comes to its end first, so that it cannot take again what is given back next."""
        self._is_over = True
        self._timer.cancel()
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})

    def _begin(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        # Being cancelled is not enough: Redis's client takes that for its own timeout where both come at once.
        while not self._is_over:
            await self._renew()
            await asyncio.sleep(SECONDS_BETWEEN_RENEWALS)


class ClinicLockStore(InMemoryLockStore):
    """Locks in memory for one worker; where `CLINIC_REDIS_URL` is set, in Redis too, for any number of them."""

    def __init__(self, endpoint_config: Any = None, variables: Mapping[str, str] = os.environ) -> None:
        """Use the Redis that the environment names, if any; it need not be there yet."""
        super().__init__()
        url = variables.get(VARIABLE, "").strip()
        patience = {"socket_timeout": SECONDS_FOR_REDIS, "socket_connect_timeout": SECONDS_FOR_REDIS}
        self._redis = redis.asyncio.from_url(url, **patience) if url else None

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = SECONDS_BETWEEN_LOOKS
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold the conversation's lock; turns of this process come in order.

        :raises LockError: somebody else held it for `lock_lifetime` seconds, or Redis was out of reach for too long.
        """
        with Waiting() as waiting:
            async with super().lock(conversation_id, lock_lifetime, wait_time_in_seconds) as here:
                if self._redis is None:
                    waiting.over()
                    yield here
                else:
                    async with self._held_by_all_workers(conversation_id, lock_lifetime, wait_time_in_seconds):
                        waiting.over()
                        yield here

    @staticmethod
    def create_lock(conversation_id: str) -> TicketLock:
        """A lock for a conversation that has none."""
        return SteadyLock(conversation_id)

    async def answers(self) -> bool:
        """Whether Redis answers, where there is one to ask."""
        if self._redis is None:
            return True
        try:
            await self._redis.ping()
        except (RedisError, OSError):
            return False
        return True

    async def close(self) -> None:
        """Let go of the connections."""
        if self._redis:
            await self._redis.close()

    @asynccontextmanager
    async def _held_by_all_workers(self, conversation_id: str, lifetime: float, pause: float) -> AsyncGenerator[None, None]:
        key, holder = PREFIX + conversation_id, secrets.token_hex(16)
        await self._take(key, holder, lifetime, pause)
        renewals = Renewals(lambda: self._renew(key, holder))
        try:
            yield
        finally:
            await renewals.end()
            with contextlib.suppress(RedisError, OSError):  # then it ends by itself
                await self._ask(lambda: self._client.eval(RELEASE, 1, key, holder), patience=0)

    async def _take(self, key: str, holder: str, lifetime: float, pause: float) -> None:
        deadline = time.monotonic() + lifetime
        milliseconds = int(SECONDS_A_LOCK_LASTS * 1000)
        try:
            # The script, not `set nx`: an attempt whose answer was lost may have got the lock.
            while not await self._ask(lambda: self._client.eval(RENEW, 1, key, holder, milliseconds), SECONDS_OF_PATIENCE):
                if time.monotonic() > deadline:
                    LOCK_FAILURES.labels("held").inc()
                    raise LockError("The conversation is held by another worker.")
                await asyncio.sleep(pause)
        except (RedisError, OSError) as error:
            LOCK_FAILURES.labels("no_redis").inc()
            logger.error("Redis gave no lock: %s", type(error).__name__)
            raise LockError("The lock store is out of reach.") from None

    async def _renew(self, key: str, holder: str) -> None:
        try:
            if not await self._client.eval(RENEW, 1, key, holder, int(SECONDS_A_LOCK_LASTS * 1000)):
                LOCK_FAILURES.labels("lost").inc()
                logger.error("A turn's lock was lost to another worker.")
        except (RedisError, OSError) as error:
            logger.warning("A lock could not be renewed: %s", type(error).__name__)

    async def _ask(self, question: Callable[[], Awaitable[Result]], patience: float) -> Result:
        """What Redis answers; while it is out of reach, ask again for so many seconds."""
        until = time.monotonic() + patience
        while True:
            try:
                return await question()
            except (RedisError, OSError):
                if time.monotonic() >= until:
                    raise
            await asyncio.sleep(4 * SECONDS_BETWEEN_LOOKS)

    @property
    def _client(self) -> Any:
        return self._redis
