"""Visitors of the website chat who do what the widget does when something fails (widget/src/conversation.ts).

A line that breaks, or an answer that is slow, is looked up in the history, and the question is repeated; where that is in vain, or
the server says so, the visitor reads "try again" and presses the button a moment later: the same message, under the same id.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.soak import Visitor, frames, read_history

# What is asked, which a visitor's mark behind it does not change, the topic of the answer, and whether that is a fixed reply, which needs no action server.
TEXTS = (
    ("does massage help sleep", "sleep", True),
    ("are you open on sunday", "hours", False),
    ("does massage help with stress", "stress_anxiety", True),
    ("my lower back aches after work", "pain", False),
    ("how often should i get a massage", "frequency", True),
    ("can i have a massage with shingles", "safety", False),
)
# No faster than a visitor may, by channels/rates.py.
PAUSE = (2.1, 3.0)
SECONDS_TO_PRESS = (0.5, 1.5)
# A visitor who presses the button so often in vain gives up.
MOST_TRIES = 40
SECONDS_OF_SILENCE = 25.0
LOOKS, LOOKS_OF_A_FAILURE, REPEATS = 12, 3, 2
FIRST_WAIT, LONGEST_WAIT = 0.5, 15.0
NO_LIMIT = aiohttp.ClientTimeout(total=None, sock_connect=SECONDS_OF_SILENCE, sock_read=SECONDS_OF_SILENCE)
LINE_IS_BROKEN = (aiohttp.ClientError, asyncio.TimeoutError)


class TryAgain(Exception):
    """What the visitor reads says that the same may work in a moment."""


class Refused(Exception):
    """The server will not take the message, now or later."""


@dataclass
class Question:
    """One message and what became of it; moments are seconds of the monotonic clock."""

    text: str
    topic: str
    is_fixed: bool
    asked_at: float
    client_msg_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    answered_at: float | None = None
    told_at: list[float] = field(default_factory=list)
    broken_at: list[float] = field(default_factory=list)
    stranded: str = ""

    @property
    def trouble_at(self) -> list[float]:
        """When the line broke, or the visitor was told to try again."""
        return [*self.told_at, *self.broken_at]


@dataclass
class Guest(Visitor):
    """A visitor, what they asked and what is on their screen."""

    questions: list[Question] = field(default_factory=list)
    screen: dict[int, dict[str, Any]] = field(default_factory=dict)

    def take(self, message: dict[str, Any]) -> None:
        """Put a message on the screen, once."""
        super().take(message)
        self.screen.setdefault(int(message["seq"]), message)

    def next_question(self) -> Question:
        """Something that nobody has asked before in these words."""
        text, topic, is_fixed = TEXTS[(self.number + len(self.questions)) % len(TEXTS)]
        question = Question(f"{text} {self.mark}{len(self.questions)}", topic, is_fixed, time.monotonic())
        self.questions.append(question)
        return question

    def sees_answer_to(self, question: Question) -> bool:
        """Whether the question is on the screen, the visitor's last, and the assistant has had the last word."""
        asked = [number for number, message in self.screen.items() if message["from"] == "visitor"]
        last = max(asked, default=0)
        return last > 0 and self.screen[last]["client_msg_id"] == question.client_msg_id and max(self.screen) > last

    def topic_of_answer_to(self, question: Question) -> str | None:
        """The topic of what stands on the screen behind the question."""
        asked = [number for number, message in self.screen.items() if message.get("client_msg_id") == question.client_msg_id]
        return next((self.screen[number + 1].get("topic") for number in asked if number + 1 in self.screen), None)


@dataclass(frozen=True)
class Browser:
    """How a guest reaches the website channel at `url`."""

    session: aiohttp.ClientSession
    url: str

    async def chat(self, guest: Guest, is_over: asyncio.Event) -> None:
        """Ask one thing after another until it `is_over` and the last is answered; then read everything once more."""
        await asyncio.sleep(guest.chance.uniform(0, PAUSE[0]))
        while not guest.token and not is_over.is_set():
            await self._begin(guest)
        while not is_over.is_set():
            await self.ask(guest, guest.next_question())
            await _either(is_over, guest.chance.uniform(*PAUSE))
        if guest.token:
            await read_history(self.session, self.url, guest)

    async def _begin(self, guest: Guest) -> None:
        try:
            async with self.session.post(f"{self.url}/session", json={}, headers=guest.headers, timeout=NO_LIMIT) as begun:
                await _raise_for_problem(begun)
                guest.token = (await begun.json())["token"]
        except (TryAgain, *LINE_IS_BROKEN):
            await asyncio.sleep(guest.chance.uniform(*SECONDS_TO_PRESS))

    async def ask(self, guest: Guest, question: Question) -> None:
        """Ask, and ask again where told to, until the answer is there."""
        for _ in range(MOST_TRIES):
            try:
                await self._deliver(guest, question)
                question.answered_at = time.monotonic()
                return
            except TryAgain:
                question.told_at.append(time.monotonic())
            except Refused as refused:
                question.stranded = str(refused)
                return
            await asyncio.sleep(guest.chance.uniform(*SECONDS_TO_PRESS))

    async def _deliver(self, guest: Guest, question: Question) -> None:
        for _ in range(1 + REPEATS):
            if await self._converse(guest, question) or await self._look_again(guest, question):
                return
        raise TryAgain

    async def _converse(self, guest: Guest, question: Question) -> bool:
        """Ask and listen; False when the line breaks or the answer is slow, and history must tell."""
        asked = {"client_msg_id": question.client_msg_id, "text": question.text}
        try:
            async with self.session.post(f"{self.url}/messages", json=asked, headers=guest.headers, timeout=NO_LIMIT) as answer:
                await _raise_for_problem(answer)
                return await _hear(answer, guest, question)
        except LINE_IS_BROKEN:
            question.broken_at.append(time.monotonic())
            return False

    async def _look_again(self, guest: Guest, question: Question) -> bool:
        """Let the history tell; False when nobody is at the question any more."""
        await asyncio.sleep(_backoff(guest, 0))
        looks = attempt = 0
        while looks < LOOKS:
            looks += 1
            try:
                if not await self._is_running(guest):
                    break
            except (TryAgain, *LINE_IS_BROKEN):
                looks += LOOKS_OF_A_FAILURE
            await asyncio.sleep(_backoff(guest, attempt))
            attempt += 1
        else:
            raise TryAgain
        return guest.sees_answer_to(question)

    async def _is_running(self, guest: Guest) -> bool:
        async with self.session.get(f"{self.url}/history?after=0", headers=guest.headers, timeout=NO_LIMIT) as answer:
            await _raise_for_problem(answer)
            history = await answer.json()
        for message in history["messages"]:
            guest.take(message)
        return bool(history["running"])


async def _hear(answer: aiohttp.ClientResponse, guest: Guest, question: Question) -> bool:
    is_answered = False
    async for event, data in frames(answer):
        if event in ("accepted", "message"):
            guest.take({**data, "client_msg_id": question.client_msg_id} if event == "accepted" else data)
        is_answered = is_answered or event == "message"
        if event == "error":
            if data["code"] == "timeout":
                return False
            raise TryAgain if data["retry"] else Refused(data["code"])
        if event == "done":
            if not is_answered:
                raise Refused("silence")
            return True
    return False


async def _raise_for_problem(answer: aiohttp.ClientResponse) -> None:
    """As the widget reads a status.

    :raises TryAgain: it tells the visitor so.
    :raises Refused: it tells the visitor that this will not work.
    """
    if answer.status == 429 or answer.status >= 500:
        raise TryAgain
    if answer.status != 200:
        raise Refused(f"status {answer.status}: {await answer.text()}")


async def _either(is_over: asyncio.Event, seconds: float) -> None:
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(is_over.wait(), seconds)


def _backoff(guest: Guest, attempt: int) -> float:
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0**attempt) * guest.chance.uniform(0.5, 1.0)
