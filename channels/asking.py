"""Asks Rasa, once for each message: what Rasa has saved of a message's turn is its answer, whoever took that turn."""

from __future__ import annotations

import logging
from typing import Any, Awaitable, Callable, NamedTuple, Sequence

from async_timeout import timeout
from rasa.core.channels.channel import UserMessage

from channels.database import Database
from channels.replies import Gathered, Reply, said_again, saved_answer

logger = logging.getLogger(__name__)
# After this a turn is given up, so that the person's next message gets its turn. Rasa waits for its own lock no longer, too.
MOST_SECONDS_OF_A_TURN = 60.0

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class Question(NamedTuple):
    """What a person asks.

    `message_id` is the message's name in its conversation, the same however often its turn begins; `was_begun` says that
    another worker, or an attempt that failed, may have taken the turn already.
    """

    conversation: str
    message_id: str
    text: str
    was_begun: bool


class Assistant:
    """Rasa, as a channel asks it."""

    def __init__(self, channel: str, database: Database, on_new_message: OnNewMessage) -> None:
        """Ask for `channel` by `on_new_message`, whose turns are saved in `database`."""
        self._channel, self._database, self._on_new_message = channel, database, on_new_message

    async def answer(self, question: Question) -> Sequence[Reply]:
        """What the assistant says, once that is saved; nothing where the turn failed, so that it may be asked again.

        :raises Exception: the database cannot be read.
        """
        saved = await self._saved(question) if question.was_begun else None
        return await self._ask(question) if saved is None else saved

    async def _ask(self, question: Question) -> Sequence[Reply]:
        said = Gathered(self._channel)
        message = UserMessage(question.text, said, question.conversation, input_channel=self._channel, message_id=question.message_id)
        try:
            # Not `wait_for`, which makes a task of the turn: one more wait behind the other visitors' turns.
            async with timeout(MOST_SECONDS_OF_A_TURN):
                await self._on_new_message(message)
            return said.said
        except Exception as error:  # whatever failed, the person is told and the log gets no words of theirs
            logger.error("A turn failed with %s", type(error).__name__)
        # It may have been saved all the same: by another worker, or in an attempt whose outcome nobody heard of.
        return await self._saved(question) or ()

    async def _saved(self, question: Question) -> Sequence[Reply] | None:
        answer = await self._database.read(saved_answer, question.conversation, question.message_id)
        return None if answer is None else await said_again(self._channel, answer)
