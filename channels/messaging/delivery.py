"""Hands messages to a platform: in order for each person, again after 429 and 5xx, within a bound; what fails stays to be seen."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import time
from functools import partial
from typing import Mapping

import aiohttp
from sqlalchemy.engine import Row

from channels.database import Database
from channels.messaging import queries
from channels.messaging.messages import Outcome, Outgoing, Post
from channels.messaging.phrases import OPT_OUT
from channels.messaging.platform import Platform
from channels.messaging.queries import URGENT
from channels.metrics import DELIVERIES, count_delivered, count_failed

logger = logging.getLogger(__name__)
ATTEMPTS_VARIABLE = "CLINIC_MESSAGING_ATTEMPTS"
# With the waits between them about four minutes: longer than most outages, short enough that an answer is still one.
ATTEMPTS = 10
LONGEST_WAIT, LONGEST_WAIT_ASKED_FOR = 60.0, 300.0
SECONDS_FOR_THE_PLATFORM = 10.0
SECONDS_BETWEEN_LOOKS = 1.0
# An answer of yesterday only confuses.
SECONDS_UNTIL_TOO_OLD = 24 * 3600.0
MOST_AT_ONCE = 8


def attempts(variables: Mapping[str, str] = os.environ) -> int:
    """How often a message is tried.

    :raises SystemExit: the environment says something that is no number from 1.
    """
    text = variables.get(ATTEMPTS_VARIABLE, "").strip() or str(ATTEMPTS)
    if not (text.isdecimal() and int(text)):
        raise SystemExit(f"The assistant cannot start. {ATTEMPTS_VARIABLE} must be a number from 1, such as {ATTEMPTS}.")
    return int(text)


def wait_after(attempt: int, asked_for: float | None) -> float:
    """Seconds until the next attempt: what the platform asked for, or twice as long each time, not in step with others."""
    if asked_for is not None:
        return min(asked_for, LONGEST_WAIT_ASKED_FOR)
    return min(LONGEST_WAIT, 2.0 ** (attempt - 1)) * random.uniform(0.8, 1.2)


class Delivery:
    """Sends what waits in one channel."""

    def __init__(self, database: Database, platform: Platform, most_attempts: int) -> None:
        """Nothing is sent yet: call `run`."""
        self._database, self._platform, self._most_attempts = database, platform, most_attempts
        self._session: aiohttp.ClientSession
        self._new = asyncio.Event()
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._paused_until = 0.0

    def wake(self) -> None:
        """Look at once."""
        self._new.set()

    async def run(self) -> None:
        """Send what waits, for ever; the desk's messages are found within a second."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS_FOR_THE_PLATFORM)) as self._session:
            while True:
                self._new.clear()
                try:
                    await self._look()
                except Exception as error:
                    logger.error("What waits to be sent could not be read: %s", type(error).__name__)
                await self._changes_within(SECONDS_BETWEEN_LOOKS)

    async def say(self, post: Post | None) -> None:
        """Tell the platform something that is no message and may fail."""
        if post:
            await self._outcome_of(post)

    async def finish(self) -> None:
        """Wait for what is on its way."""
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=SECONDS_FOR_THE_PLATFORM)

    async def _look(self) -> None:
        now = time.time()
        if now < self._paused_until or len(self._under_way) >= MOST_AT_ONCE:
            return
        for row in await self._database.read(queries.due, self._platform.name, now):
            if row.number not in self._under_way and len(self._under_way) < MOST_AT_ONCE:
                task = asyncio.get_running_loop().create_task(self._deliver(row))
                self._under_way[row.number] = task
                task.add_done_callback(partial(self._done, row.number))

    def _done(self, number: int, task: asyncio.Task[None]) -> None:
        del self._under_way[number]
        self.wake()  # this person's next message

    async def _deliver(self, row: Row) -> None:
        try:
            if not await self._database.write(queries.take, row.number, time.time()):
                return
            obstacle = self._obstacle(row)
            outcome = Outcome("refused", obstacle) if obstacle else await self._outcome_of(self._post_of(row))
            await self._note(row, outcome)
        except Exception as error:  # it is tried again when nobody's delivery of it can be under way any more
            logger.error("A message could not be sent: %s", type(error).__name__)

    def _obstacle(self, row: Row) -> str:
        """Why the message must not be sent; empty where it may."""
        now = time.time()
        if row.address is None:
            return "erased"
        if row.opted_out and row.topic not in (OPT_OUT, *URGENT):
            return "opted_out"
        if now - row.created > SECONDS_UNTIL_TOO_OLD:
            return "too_old"
        window = self._platform.window
        return "window" if window and now - row.last_heard > window else ""

    def _post_of(self, row: Row) -> Post:
        return self._platform.post(Outgoing(row.id, row.address, row.text, row.buttons))

    async def _note(self, row: Row, outcome: Outcome) -> None:
        attempt, now = row.attempts + 1, time.time()
        if outcome.state == "taken":
            count_delivered(self._platform.name, now - row.created)
            await self._database.write(queries.mark, row.number, "sent", "", attempt, now)
        elif outcome.state == "refused" or attempt >= self._most_attempts:
            problem = outcome.problem if outcome.state == "refused" else "gave_up"
            count_failed(self._platform.name, problem)
            logger.warning("A message on %s was not delivered: %s (%s)", self._platform.name, problem, outcome.problem)
            await self._database.write(queries.mark, row.number, "failed", problem, attempt, now)
        else:
            DELIVERIES.labels(self._platform.name, "again").inc()
            wait = wait_after(attempt, outcome.after)
            if outcome.after is not None:  # the platform means all our messages
                self._paused_until = now + wait
            await self._database.write(queries.mark, row.number, "waiting", outcome.problem, attempt, now + wait)

    async def _outcome_of(self, post: Post) -> Outcome:
        try:
            async with self._session.post(post.url, headers=dict(post.headers), json=post.json, data=post.form) as answer:
                headers = {name.lower(): value for name, value in answer.headers.items()}
                return self._platform.outcome(answer.status, headers, await answer.read())
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
            return Outcome("again", "no answer")

    async def _changes_within(self, seconds: float) -> None:
        # Not `wait_for`, which in this Python swallows an end that comes at the same moment as a message.
        timer = asyncio.get_running_loop().call_later(seconds, self._new.set)
        try:
            await self._new.wait()
        finally:
            timer.cancel()
