"""A turn of the website chat: it runs to its end whoever watches, once for each message, in order for each visitor.

Nothing of an answer is shown before Rasa has saved its turn and the replies are stored, so whatever ends in the middle, what a visitor
has read stands in both, and a retry finds it there.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import AsyncIterator, Sequence
from weakref import WeakValueDictionary

from channels.asking import Assistant, OnNewMessage, Question
from channels.claims import Claims
from channels.event_stream import Frame
from channels.replies import Reply
from channels.website_messages import Asked, Claim, Message
from channels.website_queries import ConversationGone
from channels.website_store import WebsiteStore
from content.channel_texts import ChannelTexts
from watch.conversation import from_now_on_about

logger = logging.getLogger(__name__)
CHANNEL = "website"
SECONDS_WITHOUT_AN_ANSWER = 15.0
SECONDS_BETWEEN_PINGS = 8.0
SECONDS_BETWEEN_LOOKS = 0.3
SECONDS_FOR_LAST_TURNS = 5.0


class OtherMessage(Exception):
    """Something else is being asked under the same `client_msg_id`."""


class Turn:
    """One message and what comes of it, for any number of watchers."""

    def __init__(self, conversation: str, asked: Asked) -> None:
        """Nothing has come of it yet."""
        self.conversation, self.asked = conversation, asked
        self.claimed = asyncio.Event()
        self.refused: Exception | None = None
        self._frames: list[Frame] = []
        self._is_finished = False
        self._watchers: set[asyncio.Future[bool]] = set()

    def show(self, frame: Frame) -> None:
        """Let every watcher see `frame`."""
        self._frames.append(frame)
        self._wake()

    def finish(self) -> None:
        """Nothing more will come."""
        self._is_finished = True
        self._wake()

    async def watch(self, too_slow: Frame) -> AsyncIterator[Sequence[Frame]]:
        """All frames from the first on, as they come; an empty list where a sign of life is due.

        :param too_slow: the last frame where nothing comes for too long; the turn goes on.
        """
        seen, loop = 0, asyncio.get_running_loop()
        deadline = loop.time() + SECONDS_WITHOUT_AN_ANSWER
        while True:
            while seen < len(self._frames):
                new = self._frames[seen:]
                seen, deadline = seen + len(new), loop.time() + SECONDS_WITHOUT_AN_ANSWER
                yield new
            if self._is_finished:
                return
            left = deadline - loop.time()
            if left <= 0:
                yield [too_slow]
                return
            if not await self._changes_within(min(left, SECONDS_BETWEEN_PINGS)):
                yield []

    async def _changes_within(self, seconds: float) -> bool:
        # Neither `wait_for` nor `wait`: each takes more rounds of the event loop, and in each stands another visitor's turn.
        loop = asyncio.get_running_loop()
        watcher: asyncio.Future[bool] = loop.create_future()
        timer = loop.call_later(seconds, _resolve, watcher, False)
        self._watchers.add(watcher)
        try:
            return await watcher
        finally:
            timer.cancel()
            self._watchers.discard(watcher)

    def _wake(self) -> None:
        for watcher in self._watchers:
            _resolve(watcher, True)


def _resolve(watcher: asyncio.Future[bool], changed: bool) -> None:
    if not watcher.done():
        watcher.set_result(changed)


class Turns:
    """The turns under way in this process."""

    def __init__(self, store: WebsiteStore, on_new_message: OnNewMessage, texts: ChannelTexts) -> None:
        """Pass messages on to `on_new_message`."""
        self._store, self._assistant = store, Assistant(CHANNEL, store.database, on_new_message)
        self.claims: Claims[tuple[str, str]] = Claims(store.renew)
        self._trouble = Frame("error", {"code": "trouble", "message": texts.trouble, "retry": True})
        self.too_slow = Frame("error", {"code": "timeout", "message": texts.website.too_slow, "retry": True})
        self._running: dict[tuple[str, str], Turn] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, conversation: str, asked: Asked) -> Turn:
        """The turn of this message: the one under way, or a new one.

        :raises OtherMessage: something else is being asked under the same id.
        :raises Exception: what `WebsiteStore.claim` raises.
        """
        turn = self._running.get((conversation, asked.client_msg_id)) or self._begin(conversation, asked)
        if turn.asked != asked:
            raise OtherMessage
        await turn.claimed.wait()
        if turn.refused:
            raise turn.refused
        return turn

    def take_over(self, conversation: str, asked: Asked) -> None:
        """Answer what a worker that died has left over; nobody waits for it but those who look into the history."""
        if (conversation, asked.client_msg_id) not in self._running:
            self._begin(conversation, asked)

    def is_running(self, conversation: str) -> bool:
        """Whether an answer in `conversation` is under way here."""
        return any(running == conversation for running, _ in self._running)

    async def finish(self) -> None:
        """Wait a little for the turns under way."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=SECONDS_FOR_LAST_TURNS)

    def _begin(self, conversation: str, asked: Asked) -> Turn:
        turn = self._running[conversation, asked.client_msg_id] = Turn(conversation, asked)
        # A task of its own: the request's ends when the visitor leaves.
        task = asyncio.get_running_loop().create_task(self._run(turn))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return turn

    async def _run(self, turn: Turn) -> None:
        from_now_on_about(turn.conversation)
        try:
            claim = await self._claim(turn)
            if claim:
                turn.show(Frame("accepted", claim.visitor.as_data()))
                await (self._repeat(turn, claim) if claim.payload is None else self._answer(turn, claim, claim.payload))
        except Exception as error:
            logger.error("A turn failed with %s", type(error).__name__)
            turn.show(self._trouble)
        finally:
            self._end(turn)

    async def _claim(self, turn: Turn) -> Claim | None:
        try:
            return await self._store.claim(turn.conversation, turn.asked, time.time())
        except Exception as refused:  # each of the waiting requests answers with it
            turn.refused = refused
            return None
        finally:
            turn.claimed.set()

    async def _repeat(self, turn: Turn, claim: Claim) -> None:
        """Show the answer of before, or wait for the worker that is at it."""
        while not claim.replies:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            claim = await self._store.claim(turn.conversation, turn.asked, time.time())
            if claim.payload is not None:  # that worker has died, or given up
                return await self._answer(turn, claim, claim.payload)
        for message in claim.replies:
            turn.show(Frame("message", message.as_data()))

    async def _answer(self, turn: Turn, claim: Claim, payload: str) -> None:
        """Ask the assistant; the visitor's other messages wait meanwhile."""
        asked = turn.asked.client_msg_id
        with self.claims.held((turn.conversation, asked)):
            async with self._locks.setdefault(turn.conversation, asyncio.Lock()):
                said = await self._assistant.answer(Question(turn.conversation, asked, payload, claim.was_begun))
                for message in await self._stored(turn, claim, said):
                    turn.show(Frame("message", message.as_data()))
                self._end(turn)

    async def _stored(self, turn: Turn, claim: Claim, said: Sequence[Reply]) -> Sequence[Message]:
        """The replies as they stand in the transcript; none where the turn failed, or its conversation was erased meanwhile."""
        asked = turn.asked.client_msg_id
        try:
            if said:
                return await self._store.add_replies(turn.conversation, asked, said, time.time(), claim.visitor.seq + 1)
            await self._store.give_up(turn.conversation, asked)
        except ConversationGone:
            logger.info("A conversation was erased in mid-turn")
        turn.show(self._trouble)
        await self._store.erase_again_if_gone(turn.conversation)
        return ()

    def _end(self, turn: Turn) -> None:
        """Let the watchers go, and the message be asked anew."""
        key = (turn.conversation, turn.asked.client_msg_id)
        if self._running.get(key) is turn:
            del self._running[key]
        turn.finish()
