"""How fast one visitor, or one address, may ask; counted in memory, or in Redis for several workers."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import math
import os
import time
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Mapping, NamedTuple, Sequence, Union

from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from channels.metrics import RATE_LIMITED, RATES_WITHOUT_REDIS
from channels.rates_memory import Counts

logger = logging.getLogger(__name__)
REDIS_VARIABLE = "CLINIC_REDIS_URL"
PROXIES_VARIABLE = "CLINIC_TRUSTED_PROXIES"
# A whole office may share an address, so addresses get more room than visitors.
MOST_OF_A_VISITOR = {
    "messages": "30/minute",
    "history": "120/minute",
    "feedback": "30/minute",
    "callback": "6/hour",
    "erase": "10/minute",
    "told": "1/minute",  # that they are too fast, where telling is a message
}
MOST_OF_AN_ADDRESS = {
    "session": "120/minute",
    "messages": "600/minute",
    "history": "1200/minute",
    "feedback": "300/minute",
    "callback": "30/hour",
    "erase": "120/minute",
    "about": "600/minute",
}

_parsed = lru_cache(maxsize=None)(parse)
Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]


class TooFast(Exception):
    """The limit is reached; `retry_after` says how many seconds to wait."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"wait {retry_after} seconds")
        self.retry_after = retry_after


class Counted(NamedTuple):
    """A limit, and under what it is counted."""

    limit: RateLimitItem
    key: tuple[str, ...]


class Rates:
    """Counts what visitors and addresses ask."""

    def __init__(self, redis_url: str = "") -> None:
        """Count in memory, or in Redis where a URL is given; memory stands in when Redis fails."""
        # A limiter does not keep its storage alive.
        self._storages = [Counts(), *([storage_from_string(redis_url)] if redis_url else [])]
        self._here, self._shared = FixedWindowRateLimiter(self._storages[0]), None
        if redis_url:
            self._shared = FixedWindowRateLimiter(self._storages[1])
        self._thread = ThreadPoolExecutor(1, "rates") if redis_url else None

    @classmethod
    def from_environment(cls, variables: Mapping[str, str] = os.environ) -> Rates:
        """Use the Redis of the environment, if it names one."""
        return cls(variables.get(REDIS_VARIABLE, "").strip())

    async def count(self, what: str, address: str, visitor: str | None = None) -> None:
        """Count one request of the kind `what`.

        :param visitor: the conversation, once it is known.
        :raises TooFast: the visitor or the address has reached a limit.
        """
        of_address = Counted(_parsed(MOST_OF_AN_ADDRESS[what]), (what, "address", address))
        await self._hit([*([_of_visitor(what, visitor)] if visitor else []), of_address])

    async def count_visitor(self, what: str, visitor: str) -> None:
        """Count one request of a visitor whose address is the platform's.

        :raises TooFast: the visitor has reached the limit.
        """
        await self._hit([_of_visitor(what, visitor)])

    def close(self) -> None:
        """End the thread that talks to Redis."""
        if self._thread:
            self._thread.shutdown(wait=False)

    async def _hit(self, counted: Sequence[Counted]) -> None:
        if self._shared and self._thread:
            try:
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._thread, _hit_each, self._shared, counted)
            except TooFast:
                raise
            except Exception as error:  # an outage of Redis shall not end the chat
                RATES_WITHOUT_REDIS.inc()
                logger.warning("The rates are counted in memory: Redis failed with %s", type(error).__name__)
        return _hit_each(self._here, counted)


class Addresses:
    """Where a request comes from, through proxies that are trusted by name."""

    def __init__(self, trusted: Sequence[str] = ()) -> None:
        """Trust the proxies `trusted`: addresses or networks.

        :raises SystemExit: one of them is neither.
        """
        try:
            self._trusted = [ipaddress.ip_network(proxy.strip()) for proxy in trusted if proxy.strip()]
        except ValueError as error:
            raise SystemExit(
                f"The assistant cannot start. {PROXIES_VARIABLE}: {error}; write addresses or networks such as"
                " 127.0.0.1,10.0.0.0/8"
            ) from error

    @classmethod
    def from_environment(cls, variables: Mapping[str, str] = os.environ) -> Addresses:
        """Trust the comma-separated proxies of the environment, and nobody without them."""
        return cls(variables.get(PROXIES_VARIABLE, "").split(","))

    def of(self, peer: str, forwarded_for: str | None) -> str:
        """The address to count by: the last one that no trusted proxy has.

        :param peer: who opened the connection.
        :param forwarded_for: the header `X-Forwarded-For`, which anybody can write.
        """
        hops = [peer, *(hop.strip() for hop in reversed((forwarded_for or "").split(",")) if hop.strip())]
        for hop in hops:
            if not self._trusts(hop):
                return _network(hop)
        return _network(hops[-1])

    def _trusts(self, hop: str) -> bool:
        try:
            address = ipaddress.ip_address(hop)
        except ValueError:
            return False
        return any(address in network for network in self._trusted)


def _network(address: str) -> str:
    """An IPv4 address as it is; the /64 of an IPv6 address, all of which one customer has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)


def _of_visitor(what: str, visitor: str) -> Counted:
    return Counted(_parsed(MOST_OF_A_VISITOR[what]), (what, "visitor", visitor))


def _hit_each(limiter: FixedWindowRateLimiter, counted: Sequence[Counted]) -> None:
    """Count under each in turn, up to the first whose limit is reached."""
    for limit, key in counted:
        _hit(limiter, limit, key)


def _hit(limiter: FixedWindowRateLimiter, limit: RateLimitItem, key: tuple[str, ...]) -> None:
    if limiter.hit(limit, *key):
        return
    reset, _ = limiter.get_window_stats(limit, *key)
    left = reset - time.time()
    if left > limit.get_expiry() + 1:  # Redis goes by the time of day, and that was set back since the window began
        limiter.clear(limit, *key)
        return _hit(limiter, limit, key)
    RATE_LIMITED.labels(key[0], key[1]).inc()
    raise TooFast(max(1, math.ceil(left)))
