"""What the website chat keeps: sessions, what visitors saw, their votes, and whom to call back.

A call of SQLite takes less time than handing it to a thread, so it is made at once, as Rasa's tracker store does. Calls of
a database across a network run in one thread of their own, so that they do not hold up the event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, Callable, Mapping, Sequence, TypeVar

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError, OperationalError

from channels import retention
from channels import website_queries as queries
from channels.website_messages import Asked, Claim, Message, Reply
from channels.website_queries import ConversationGone
from channels.website_tables import is_file, open_database, sessions
from channels.website_tokens import new_chat_code

_ATTEMPTS_AT_A_CODE = 5

Result = TypeVar("Result")


class WebsiteStore:
    """The website chat's tables."""

    def __init__(self, url: str) -> None:
        """Open the database at `url`, make the tables that are missing, and finish what was not erased to the end."""
        self._thread = None if is_file(url) else ThreadPoolExecutor(1, "website-store")
        self._engine: Engine = self._thread.submit(open_database, url).result() if self._thread else open_database(url)
        # A file's connection cannot be lost, so it is not handed back and asked for again in every turn.
        self._kept = None if self._thread else self._engine.connect()
        self._in_transaction(queries.erase_left_overs)

    def close(self) -> None:
        """Finish what is under way and close the database; harmless the second time."""
        if self._thread:
            self._thread.shutdown()
        if self._kept:
            self._kept.close()
        self._engine.dispose()

    async def begin(self, conversation: str, now: float, expires: float, page: str | None, lang: str | None) -> str:
        """Begin `conversation` and return its chat code."""
        row = {"conversation": conversation, "created": now, "last_activity": now, "expires": expires, "page": page, "lang": lang}
        for _ in range(_ATTEMPTS_AT_A_CODE):
            code = new_chat_code()
            try:
                await self._write(queries.insert, sessions, {**row, "chat_code": code})
            except IntegrityError:  # somebody has this code
                continue
            return code
        raise RuntimeError("no free chat code")

    async def claim(self, conversation: str, asked: Asked, now: float) -> Claim:
        """Store what the visitor asks, once; of several workers one gets to answer it.

        :raises ConversationGone: the conversation was erased.
        :raises UnknownButton: there is no such button.
        :raises IdUsed: something else was asked under the same `client_msg_id`.
        """
        return await self._write(queries.claim, conversation, asked, now)

    async def give_up(self, conversation: str, client_msg_id: str) -> None:
        """Let the message be answered anew when it is asked again."""
        await self._write(queries.give_up, conversation, client_msg_id)

    async def add_reply(self, conversation: str, client_msg_id: str, reply: Reply, now: float, likely_seq: int = 0) -> Message:
        """Store what the assistant says to the message `client_msg_id`.

        :param likely_seq: the number that it gets unless something else was said meanwhile; saves a look at the table.
        :raises ConversationGone: the conversation was erased meanwhile.
        """
        if likely_seq:
            with contextlib.suppress(IntegrityError):
                return await self._write(queries.add_reply_as, conversation, client_msg_id, reply, now, likely_seq)
        return await self._write(queries.add_reply, conversation, client_msg_id, reply, now)

    async def replies(self, conversation: str, visitor: Message) -> Sequence[Message]:
        """What the assistant has said to the message `visitor`."""
        return await self._read(queries.replies, conversation, visitor)

    async def history(self, conversation: str, after: int, now: float) -> tuple[Sequence[Message], bool]:
        """Messages after number `after`, oldest first, and whether an answer is under way.

        :raises ConversationGone: the conversation was erased.
        """
        return await self._read(queries.history, conversation, after, now)

    async def vote(self, conversation: str, message_id: str, vote: str, comment: str | None, now: float) -> None:
        """Keep the visitor's opinion of a message, in place of an earlier one.

        :raises ConversationGone: the conversation was erased.
        :raises UnknownMessage: the assistant has said no such message in this conversation.
        """
        row = {"conversation": conversation, "message_id": message_id, "vote": vote, "comment": comment, "created": now}
        await self._write(queries.vote, row)

    async def ask_for_a_call(self, conversation: str, fields: Mapping[str, str | None], now: float) -> None:
        """Keep a request to be called back, apart from the transcript.

        :raises ConversationGone: the conversation was erased.
        """
        row = {"id": uuid.uuid4().hex, "conversation": conversation, "created": now, "status": "new", **fields}
        await self._write(queries.ask_for_a_call, row)

    async def erase(self, conversation: str, now: float) -> None:
        """Remove everything said in `conversation`, from Rasa's table too; nothing can be added to it any more.

        :raises ConversationGone: that has happened before.
        """
        await self._write(queries.erase, conversation, now)

    async def erase_again_if_gone(self, conversation: str) -> None:
        """Remove what a turn has saved in Rasa's table after its conversation was erased."""
        try:
            await self._read(queries.last_seq, conversation)
        except ConversationGone:
            await self._write(queries.erase_events, conversation)

    async def forget_before(self, moment: float) -> int:
        """Remove what was last touched before `moment` (Unix seconds); how many conversations that were."""
        return await self._write(retention.forget_before, moment)

    async def _write(self, work: Callable[..., Result], *arguments: Any) -> Result:
        return await self._run(self._in_transaction, work, *arguments)

    async def _read(self, work: Callable[..., Result], *arguments: Any) -> Result:
        return await self._run(self._outside_transactions, work, *arguments)

    async def _run(self, call: Callable[..., Result], *arguments: Any) -> Result:
        if self._thread is None:
            return call(*arguments)
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, *arguments)

    def _in_transaction(self, work: Callable[..., Result], *arguments: Any) -> Result:
        try:
            with self._connected() as connection, connection.begin():
                return work(connection, *arguments)
        except OperationalError:
            self._renew()
            raise

    def _outside_transactions(self, work: Callable[..., Result], *arguments: Any) -> Result:
        with self._connected() as connection:
            return work(connection, *arguments)

    def _renew(self) -> None:
        """Begin with a new connection: one that was refused its lock stands half in a transaction."""
        if self._kept:
            self._kept.invalidate()
            self._kept.close()
            self._kept = self._engine.connect()

    def _connected(self) -> AbstractContextManager[Connection]:
        return contextlib.nullcontext(self._kept) if self._kept else self._engine.connect()
