"""What people sent gets its turn: once each, in order for each person, also after a stop in the middle."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any, Callable, Sequence
from weakref import WeakKeyDictionary, WeakValueDictionary

from channels.asking import Assistant, OnNewMessage, Question
from channels.claims import SECONDS_A_CLAIM_LASTS, Claims
from channels.database import Database
from channels.messaging import queries
from channels.messaging.fitting import fit
from channels.messaging.phrases import Phrases
from channels.messaging.platform import Platform
from channels.messaging.queries import URGENT, Said, Task
from channels.replies import Reply
from nlu.danger_check import sounds_dangerous
from watch.conversation import from_now_on_about

logger = logging.getLogger(__name__)
SECONDS_FOR_LAST_TURNS = 5.0
SECONDS_BETWEEN_LOOKS = 3.0
# So many turns at once, of all channels together: a turn is work for one processor, and more of them would only hold up
# each other, the webhooks, and the answers that are ready.
MOST_TURNS_AT_ONCE = 2
# A claim that is older may have been taken over by another worker.
SECONDS_OF_A_FRESH_CLAIM = SECONDS_A_CLAIM_LASTS / 2


class Turns:
    """The turns of one channel in this process."""

    def __init__(
        self, database: Database, platform: Platform, phrases: Phrases, on_new_message: OnNewMessage, wake: Callable[[], None]
    ) -> None:
        """Pass messages on to `on_new_message`, and call `wake` when answers lie ready to be sent."""
        self._database, self._platform, self._phrases = database, platform, phrases
        self._assistant, self._wake = Assistant(platform.name, database, on_new_message), wake
        self.claims: Claims[int] = Claims(self._renew)
        self._running: dict[int, asyncio.Task[None]] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._room = _room()

    def begin(self, task: Task, claimed: float = 0.0) -> None:
        """Give `task` its turn behind this person's earlier ones.

        :param claimed: the moment at which this process claimed it; 0 for one that was left over.
        """
        if task.number not in self._running:
            running = asyncio.get_running_loop().create_task(self._run(task, claimed))
            self._running[task.number] = running
            running.add_done_callback(lambda _: self._running.pop(task.number, None))

    async def look_after(self) -> None:
        """Begin, again and again, what was left over: by a process that died, or at a moment without the database."""
        while True:
            try:
                for task in await self._database.read(queries.unanswered, self._platform.name, time.time()):
                    self.begin(task)
            except Exception as error:
                logger.error("What waits for an answer could not be read: %s", type(error).__name__)
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def finish(self) -> None:
        """Wait a little for the turns under way."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=SECONDS_FOR_LAST_TURNS)

    async def _run(self, task: Task, claimed: float) -> None:
        from_now_on_about(task.conversation)
        lock = self._locks.setdefault(task.conversation, asyncio.Lock())
        try:
            async with lock, self._room:
                is_fresh = abs(time.time() - claimed) < SECONDS_OF_A_FRESH_CLAIM
                if is_fresh or await self._database.write(queries.claim_again, task.number, claimed, time.time()):
                    with self.claims.held(task.number):
                        await self._answer(task, was_begun=not is_fresh)
        except Exception as error:  # the claim ends, and the look for left-overs tries again
            logger.error("A turn failed with %s", type(error).__name__)

    async def _renew(self, numbers: Sequence[int]) -> None:
        await self._database.write(queries.renew, numbers, time.time())

    async def _answer(self, task: Task, was_begun: bool) -> None:
        standing = await self._database.read(queries.standing, task.conversation)
        replies = await self._replies(task, standing.is_opted_out, was_begun)
        if standing.is_new and replies and replies[0].topic not in URGENT:
            replies = [*self._phrases.introduction(task.kind), *replies]
        said = [Said(fitted, reply.topic) for reply in replies for fitted in self._fit(reply)]
        if await self._database.write(queries.answer, task, self._platform.name, said, time.time()):
            self._wake()
        else:
            await self._database.write(queries.erase_events, task.conversation)

    async def _replies(self, task: Task, is_opted_out: bool, was_begun: bool) -> Sequence[Reply]:
        opting = await self._opt(task)
        if opting is not None:
            return opting
        if is_opted_out:
            return await self._in_danger_alone(task, was_begun)
        fixed = self._phrases.fixed(task.kind)
        if fixed:
            return [fixed]
        asked = await self._asked(task)
        if not asked:
            return [self._phrases.button_gone]
        return await self._said(task, asked, was_begun) or [self._phrases.trouble]

    async def _in_danger_alone(self, task: Task, was_begun: bool) -> Sequence[Reply]:
        """To somebody who wants no more messages: what to do in the danger that they tell of, and nothing else."""
        if task.kind != "text" or not sounds_dangerous(task.text):
            return []
        return [reply for reply in await self._said(task, task.text, was_begun) if reply.topic in URGENT]

    async def _said(self, task: Task, asked: str, was_begun: bool) -> Sequence[Reply]:
        return await self._assistant.answer(Question(task.conversation, f"received-{task.number}", asked, was_begun))

    async def _opt(self, task: Task) -> Sequence[Reply] | None:
        """The answer to stop, start and help; None to all else."""
        if task.kind in ("stop", "start"):
            out_at = time.time() if task.kind == "stop" else None
            await self._database.write(queries.opt, task.conversation, out_at)
            return self._phrases.opting(task.kind, task.text)
        if task.kind == "help":
            return self._phrases.opting(task.kind, task.text)
        return None

    async def _asked(self, task: Task) -> str | None:
        """What the assistant shall read; None where there is no such button."""
        if task.kind == "button":
            button = await self._database.read(queries.pressed, task.conversation, task.text)
            return (button or {}).get("payload")
        number = task.text.strip(" .)")
        if number.isdecimal() and len(number) <= 2:
            choice = await self._database.read(queries.chosen, task.conversation, int(number))
            return (choice or {}).get("payload") or task.text
        return task.text

    def _fit(self, reply: Reply) -> Sequence[Any]:
        return fit(reply, self._platform.limits, self._phrases.choose, self._platform.numbered)


_rooms: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


def _room() -> asyncio.Semaphore:
    """The turns that may run at once in this process."""
    return _rooms.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(MOST_TURNS_AT_ONCE))
