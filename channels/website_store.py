"""What the website chat keeps: sessions, what visitors saw, their votes, and whom to call back."""

from __future__ import annotations

import contextlib
import time
import uuid
from typing import Mapping, Sequence

from sqlalchemy.exc import IntegrityError

from channels import retention
from channels import website_claims as claims
from channels import website_queries as queries
from channels.database import Database
from channels.replies import Reply
from channels.website_messages import Asked, Claim, History, Message
from channels.website_queries import ConversationGone
from channels.website_tables import sessions, tables
from channels.website_tokens import new_chat_code

_MOST_NOTED = 10_000
_ATTEMPTS_AT_A_CODE = _ATTEMPTS_AT_A_CLAIM = 5


class WebsiteStore:
    """The website chat's tables."""

    def __init__(self, url: str) -> None:
        """Open the database at `url`, make the tables that are missing, and finish what was not erased to the end."""
        self.database = Database(url, tables)
        self._noted: dict[str, float] = {}  # when this worker last saw to it that a conversation's activity is noted
        self.database.write_now(queries.erase_left_overs)

    def close(self) -> None:
        """Finish what is under way and close the database; harmless the second time."""
        self.database.close()

    async def begin(self, conversation: str, now: float, expires: float, page: str | None, lang: str | None) -> str:
        """Begin `conversation` and return its chat code."""
        row = {"conversation": conversation, "created": now, "last_activity": now, "expires": expires, "page": page, "lang": lang}
        for _ in range(_ATTEMPTS_AT_A_CODE):
            code = new_chat_code()
            try:
                await self.database.write_alone(queries.insert, sessions, {**row, "chat_code": code})
            except IntegrityError:  # somebody has this code
                continue
            self._remember_noted(conversation, now)
            return code
        raise RuntimeError("no free chat code")

    async def claim(self, conversation: str, asked: Asked, now: float) -> Claim:
        """Store what the visitor asks, once; of several workers one gets to answer it.

        :raises ConversationGone: the conversation was erased.
        :raises UnknownButton: there is no such button.
        :raises IdUsed: something else was asked under the same `client_msg_id`.
        """
        for _ in range(_ATTEMPTS_AT_A_CLAIM - 1):
            with contextlib.suppress(IntegrityError):  # at this moment another worker took the number, or claimed the message
                return await self._claim(conversation, asked, now)
        return await self._claim(conversation, asked, now)

    async def _claim(self, conversation: str, asked: Asked, now: float) -> Claim:
        if self.database.is_remote and not claims.needs_a_look(asked):
            await self._note_activity(conversation, now)  # not after the claim: what fails then would leave it to nobody
            first = await self.database.write_alone(claims.claim_first, conversation, asked, now)
            if first:
                return first
        return await self.database.write(claims.claim, conversation, asked, now)

    async def _note_activity(self, conversation: str, now: float) -> None:
        if now - self._noted.get(conversation, 0.0) > claims.SECONDS_BETWEEN_MARKS:
            await self.database.write_alone(claims.mark_active, conversation, now)
            self._remember_noted(conversation, now)

    def _remember_noted(self, conversation: str, now: float) -> None:
        if len(self._noted) >= _MOST_NOTED:
            self._noted.clear()
        self._noted[conversation] = now

    async def give_up(self, conversation: str, client_msg_id: str) -> None:
        """Let the message be answered anew when it is asked again."""
        await self.database.write(claims.give_up, conversation, client_msg_id)

    async def renew(self, asked: Sequence[tuple[str, str]]) -> None:
        """Say that the messages `asked`, each a conversation and a `client_msg_id`, are still being answered here."""
        await self.database.write(claims.renew, asked, time.time())

    async def add_replies(
        self, conversation: str, client_msg_id: str, said: Sequence[Reply], now: float, likely_seq: int = 0
    ) -> Sequence[Message]:
        """Store what the assistant says to the message `client_msg_id`, all or none; what stands there if somebody was first.

        :param likely_seq: the number of the first unless something else was said meanwhile; saves a look at the table. Whoever
            is second for the same message must have the same in mind.
        :raises ConversationGone: the conversation was erased meanwhile.
        """
        if likely_seq:
            write = self.database.write_alone if len(said) == 1 else self.database.write
            with contextlib.suppress(IntegrityError):
                return await write(queries.add_replies_as, conversation, client_msg_id, said, now, likely_seq)
        return await self.database.write(queries.add_replies, conversation, client_msg_id, said, now)

    async def history(self, conversation: str, after: int, now: float) -> History:
        """Messages after number `after`, oldest first, and what is being answered.

        :raises ConversationGone: the conversation was erased.
        """
        return await self.database.read(queries.history, conversation, after, now)

    async def vote(self, conversation: str, message_id: str, vote: str, comment: str | None, now: float) -> None:
        """Keep the visitor's opinion of a message, in place of an earlier one.

        :raises ConversationGone: the conversation was erased.
        :raises UnknownMessage: the assistant has said no such message in this conversation.
        """
        row = {"conversation": conversation, "message_id": message_id, "vote": vote, "comment": comment, "created": now}
        await self.database.write(queries.vote, row)

    async def ask_for_a_call(self, conversation: str, fields: Mapping[str, str | None], now: float) -> None:
        """Keep a request to be called back, apart from the transcript.

        :raises ConversationGone: the conversation was erased.
        """
        row = {"id": uuid.uuid4().hex, "conversation": conversation, "created": now, "status": "new", **fields}
        await self.database.write(queries.ask_for_a_call, row)

    async def erase(self, conversation: str, now: float) -> None:
        """Remove everything said in `conversation`, from Rasa's table too; nothing can be added to it any more.

        :raises ConversationGone: that has happened before.
        """
        await self.database.write(queries.erase, conversation, now)

    async def erase_again_if_gone(self, conversation: str) -> None:
        """Remove what a turn has saved in Rasa's table after its conversation was erased; one that was answered has looked itself."""
        try:
            await self.database.read(queries.last_seq, conversation)
        except ConversationGone:
            await self.database.write(queries.erase_events, conversation)

    async def forget_before(self, moment: float) -> int:
        """Remove what was last touched before `moment` (Unix seconds); how many conversations that were."""
        return await self.database.write(retention.forget_before, moment)
