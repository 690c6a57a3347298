"""Forgets conversations that nobody has touched for as many days as the clinic keeps them."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Awaitable, Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from channels.database import events
from channels.website_tables import callbacks, feedback, messages, sessions

logger = logging.getLogger(__name__)
SECONDS_OF_A_DAY = 24 * 3600
SECONDS_BETWEEN_SWEEPS = 3600.0
# Rasa makes its table while it starts.
SECONDS_BEFORE_THE_FIRST = 60.0


def forget_before(connection: Connection, moment: float) -> int:
    """Delete every conversation of any channel whose last activity, and every wish to be called that, lies before `moment`.

    :param moment: Unix seconds.
    :return: how many conversations of the website's chat went.
    """
    old = sa.select(sessions.c.conversation).where(sessions.c.last_activity < moment)
    for table in (messages, feedback):
        connection.execute(table.delete().where(table.c.conversation.in_(old)))
    silent = sa.select(events.c.sender_id).group_by(events.c.sender_id).having(sa.func.max(events.c.timestamp) < moment)
    connection.execute(sa.delete(events).where(events.c.sender_id.in_(silent)))
    connection.execute(callbacks.delete().where(callbacks.c.created < moment))
    return int(connection.execute(sessions.delete().where(sessions.c.last_activity < moment)).rowcount)


async def forget_regularly(forget: Callable[[float], Awaitable[int]], days: int) -> None:
    """Call `forget` with the moment `days` ago, again and again; a failure is logged and tried again."""
    await asyncio.sleep(SECONDS_BEFORE_THE_FIRST)
    while True:
        try:
            gone = await forget(time.time() - days * SECONDS_OF_A_DAY)
            logger.info("Forgot %d conversations older than %d days", gone, days)
        except Exception as error:
            logger.error("Old conversations could not be forgotten: %s", type(error).__name__)
        await asyncio.sleep(SECONDS_BETWEEN_SWEEPS)
