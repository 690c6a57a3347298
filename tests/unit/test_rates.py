"""Whoever asks too fast waits; nobody else does, and nobody can pass for another address."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest
import redis

from channels.rates import MOST_OF_A_VISITOR, MOST_OF_AN_ADDRESS, Addresses, Rates, TooFast
from tools.redis import running_server
from tools.serve import HOST, free_port

ADDRESS = "203.0.113.7"


def most(limit: str) -> int:
    return int(limit.split("/")[0])


def refused(rates: Rates, times: int, what: str, address: str = ADDRESS, visitor: str | None = None) -> list[TooFast]:
    """Ask so many times; the refusals."""

    async def ask() -> list[TooFast]:
        found = []
        for _ in range(times):
            try:
                await rates.count(what, address, visitor)
            except TooFast as refusal:
                found.append(refusal)
        return found

    return asyncio.run(ask())


@pytest.mark.parametrize("what", sorted({*MOST_OF_A_VISITOR} & {*MOST_OF_AN_ADDRESS}))
def test_a_visitor_may_ask_up_to_the_limit_and_then_waits(what: str) -> None:
    rates, limit = Rates(), most(MOST_OF_A_VISITOR[what])
    assert refused(rates, limit, what, visitor="a") == []
    waits = refused(rates, 3, what, visitor="a")
    assert len(waits) == 3
    assert all(1 <= wait.retry_after <= 3600 for wait in waits)


def test_another_visitor_at_the_same_address_goes_on() -> None:
    rates = Rates()
    refused(rates, most(MOST_OF_A_VISITOR["messages"]) + 1, "messages", visitor="a")
    assert refused(rates, 1, "messages", visitor="b") == []


def test_what_a_visitor_is_refused_does_not_count_against_the_address() -> None:
    rates = Rates()
    refused(rates, 5 * most(MOST_OF_AN_ADDRESS["messages"]), "messages", visitor="a")
    assert refused(rates, 1, "messages", visitor="b") == []


@pytest.mark.parametrize("what", MOST_OF_AN_ADDRESS)
def test_an_address_with_ever_new_visitors_waits_too(what: str) -> None:
    rates, limit = Rates(), most(MOST_OF_AN_ADDRESS[what])
    assert refused(rates, limit, what) == []
    assert len(refused(rates, 1, what)) == 1
    assert refused(rates, 1, what, "203.0.113.8") == []


def test_kinds_of_requests_are_counted_apart() -> None:
    rates = Rates()
    refused(rates, most(MOST_OF_A_VISITOR["messages"]) + 1, "messages", visitor="a")
    assert refused(rates, 1, "history", visitor="a") == []


def test_after_its_window_a_limit_is_open_again_and_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    rates, now = Rates(), time.monotonic()
    refused(rates, most(MOST_OF_A_VISITOR["messages"]) + 1, "messages", visitor="a")
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    assert refused(rates, 1, "messages", visitor="b") == []
    assert len(rates._storages[0]._counted) == 2
    assert refused(rates, 1, "messages", visitor="a") == []


@pytest.mark.parametrize("hours", [-1, 1])
def test_setting_the_clock_neither_opens_nor_lengthens_a_window(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    rates, now = Rates(), time.time()
    refused(rates, most(MOST_OF_A_VISITOR["messages"]), "messages", visitor="a")
    monkeypatch.setattr(time, "time", lambda: now + hours * 3600)
    (refusal,) = refused(rates, 1, "messages", visitor="a")
    assert 50 < refusal.retry_after <= 60


def test_a_window_of_redis_that_a_clock_set_back_has_lengthened_is_open_again() -> None:
    with running_server() as (server, _):
        rates, limit = Rates(server.url), most(MOST_OF_A_VISITOR["messages"])
        assert len(refused(rates, limit + 1, "messages", visitor="a")) == 1
        with redis.Redis.from_url(server.url) as client:
            for key in client.keys("*visitor/a*"):
                client.expire(key, 3600 + 60)
        assert refused(rates, 1, "messages", visitor="a") == []
        assert len(refused(rates, limit, "messages", visitor="a")) == 1
        rates.close()


def test_an_outage_of_redis_does_not_end_the_chat_nor_the_limits(caplog: pytest.LogCaptureFixture) -> None:
    rates, limit = Rates(f"redis://{HOST}:{free_port()}"), most(MOST_OF_A_VISITOR["erase"])
    with caplog.at_level(logging.WARNING):
        assert refused(rates, limit, "erase", visitor="a") == []
        assert len(refused(rates, 1, "erase", visitor="a")) == 1
    rates.close()
    assert "Redis failed with ConnectionError" in caplog.text


@pytest.mark.parametrize("forwarded", [None, "", "198.51.100.1", "198.51.100.1, 192.0.2.9", "unknown", "127.0.0.1"])
def test_without_trusted_proxies_the_header_changes_nothing(forwarded: str | None) -> None:
    assert Addresses().of(ADDRESS, forwarded) == ADDRESS


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("127.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),  # the left one is what the visitor claims
        ("127.0.0.1", "nonsense, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "nonsense", "unknown"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
        (ADDRESS, "198.51.100.1", ADDRESS),  # not a proxy of ours
    ],
)
def test_behind_trusted_proxies_the_last_stranger_counts(peer: str, forwarded: str | None, counted: str) -> None:
    assert Addresses(["127.0.0.1", "10.0.0.0/8"]).of(peer, forwarded) == counted


def test_one_customers_many_ipv6_addresses_count_as_one() -> None:
    addresses = Addresses()
    assert addresses.of("2001:db8:1:2::1", None) == addresses.of("2001:db8:1:2:ffff::9", None)
    assert addresses.of("2001:db8:1:3::1", None) != addresses.of("2001:db8:1:2::1", None)


def test_a_proxy_that_is_no_address_stops_the_start_with_what_to_write() -> None:
    with pytest.raises(SystemExit, match=r"CLINIC_TRUSTED_PROXIES: .*write addresses or networks such as 127"):
        Addresses.from_environment({"CLINIC_TRUSTED_PROXIES": "127.0.0.1,proxy.local"})


def test_the_environment_names_the_proxies() -> None:
    addresses = Addresses.from_environment({"CLINIC_TRUSTED_PROXIES": " 127.0.0.1 , ::1"})
    assert addresses.of("::1", "198.51.100.1") == "198.51.100.1"
    assert Addresses.from_environment({}).of("127.0.0.1", "198.51.100.1") == "127.0.0.1"
