"""The lock store alone and on a real Redis: one turn at a time, whichever worker has it, and no lock outlives its holder."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any, Coroutine

import pytest
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig

import core.lock_store
from core.lock_store import PREFIX, VARIABLE, ClinicLockStore
from tools.processes import Processes
from tools.redis import SECONDS_TO_START, Server, running_server

Stoppable = tuple[Server, Processes]


@pytest.fixture(scope="module")
def redis() -> Iterator[Stoppable]:
    with running_server() as both:
        yield both


def worker(redis: Stoppable) -> ClinicLockStore:
    return ClinicLockStore(variables={VARIABLE: redis[0].url})


def run(work: Coroutine[Any, Any, None], *stores: ClinicLockStore) -> None:
    async def all_of_it() -> None:
        try:
            await work
        finally:
            for store in stores:
                await store.close()

    asyncio.run(all_of_it())


async def turns_of(stores: list[ClinicLockStore], conversations: list[str], log: list[str]) -> None:
    """A turn in each conversation on each store, all at once; the log says who was in when."""

    async def turn(store: ClinicLockStore, conversation: str) -> None:
        async with store.lock(conversation):
            log.append(f"in {conversation}")
            await asyncio.sleep(0.02)
            log.append(f"out {conversation}")

    await asyncio.gather(*(turn(store, conversation) for store in stores for conversation in conversations))


def test_endpoints_name_a_store_that_needs_no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    store = LockStore.create(EndpointConfig.from_dict({"type": "core.lock_store.ClinicLockStore"}))
    log: list[str] = []
    run(turns_of([store] * 5, ["a"], log))
    assert log == ["in a", "out a"] * 5


@pytest.mark.parametrize("hours", [-1, 1])
def test_setting_the_clock_in_mid_turn_lets_nobody_else_in(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    store, log, now = ClinicLockStore(variables={}), [], time.time()

    async def turn(name: str) -> None:
        async with store.lock("a"):
            log.append(f"in {name}")
            monkeypatch.setattr(time, "time", lambda: now + hours * 3600)
            await asyncio.sleep(0.2)
            log.append(f"out {name}")

    async def both() -> None:
        await asyncio.gather(turn("first"), turn("second"))

    run(both(), store)
    assert log == ["in first", "out first", "in second", "out second"]


def test_turns_of_one_conversation_on_two_workers_never_overlap(redis: Stoppable) -> None:
    stores, log = [worker(redis), worker(redis)], []
    run(turns_of(stores * 5, ["a"], log), *stores)
    assert log == ["in a", "out a"] * 10


def test_turns_of_different_conversations_do_not_wait_for_each_other(redis: Stoppable) -> None:
    store, log = worker(redis), []
    run(turns_of([store], ["a", "b"], log), store)
    assert sorted(log[:2]) == ["in a", "in b"]


def test_a_finished_turn_leaves_nothing_in_redis(redis: Stoppable) -> None:
    store = worker(redis)

    async def turn() -> None:
        async with store.lock("a"):
            assert await store._client.exists(PREFIX + "a")
        assert not await store._client.exists(PREFIX + "a")

    run(turn(), store)


def test_the_lock_of_a_worker_that_died_ends_by_itself(redis: Stoppable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.lock_store, "SECONDS_A_LOCK_LASTS", 0.5)
    store = worker(redis)

    async def turn_after_a_death() -> None:
        await store._take(PREFIX + "a", "a worker that is no more", 1, 0.05)
        async with store.lock("a"):
            pass

    run(turn_after_a_death(), store)


def test_a_turn_whose_lock_went_to_another_worker_does_not_give_that_workers_lock_back(redis: Stoppable) -> None:
    store = worker(redis)

    async def turn_that_loses_its_lock() -> None:
        async with store.lock("a"):
            await store._client.set(PREFIX + "a", "another worker", px=5_000)
        assert await store._client.get(PREFIX + "a") == b"another worker"
        await store._client.delete(PREFIX + "a")

    run(turn_that_loses_its_lock(), store)


def test_a_turn_whose_lock_went_to_another_worker_does_not_take_it_back(redis: Stoppable) -> None:
    store = worker(redis)

    async def renewal() -> None:
        await store._client.set(PREFIX + "a", "another worker", px=5_000)
        await store._renew(PREFIX + "a", "the worker that was too slow")
        assert await store._client.get(PREFIX + "a") == b"another worker"
        await store._client.delete(PREFIX + "a")

    run(renewal(), store)


def test_a_long_turn_keeps_its_lock(redis: Stoppable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.lock_store, "SECONDS_A_LOCK_LASTS", 0.4)
    monkeypatch.setattr(core.lock_store, "SECONDS_BETWEEN_RENEWALS", 0.1)
    holder, other = worker(redis), worker(redis)

    async def long_turn() -> None:
        async with holder.lock("a"):
            await asyncio.sleep(1.0)
            with pytest.raises(LockError):
                async with other.lock("a", lock_lifetime=0.2):
                    pass

    run(long_turn(), holder, other)


def test_whenever_a_turn_ends_its_lock_is_given_back_and_not_renewed_again(redis: Stoppable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.lock_store, "SECONDS_BETWEEN_RENEWALS", 0.0)
    store = worker(redis)

    async def turns_that_end_at_every_step_of_a_renewal() -> None:
        for steps in range(40):
            async with store.lock(f"a{steps}"):
                for _ in range(steps):
                    await asyncio.sleep(0)
            assert not await store._client.exists(f"{PREFIX}a{steps}")
        assert asyncio.all_tasks() == {asyncio.current_task()}

    run(turns_that_end_at_every_step_of_a_renewal(), store)


def test_a_turn_goes_on_and_the_next_one_too_when_redis_was_started_again(redis: Stoppable) -> None:
    server, processes = redis
    holder, other = worker(redis), worker(redis)

    async def turn_during_a_restart() -> None:
        async with holder.lock("a"):
            await asyncio.to_thread(processes.end_one, "redis")
            assert not await other.answers()
            processes.start(server.program())
            await asyncio.to_thread(processes.wait_until_up, SECONDS_TO_START)
        async with other.lock("a"):
            assert await other.answers()

    run(turn_during_a_restart(), holder, other)


def test_without_redis_a_turn_fails_so_that_the_visitor_is_told_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.lock_store, "SECONDS_OF_PATIENCE", 0.3)
    store = ClinicLockStore(variables={VARIABLE: "redis://127.0.0.1:1/0"})

    async def turn() -> None:
        assert not await store.answers()
        with pytest.raises(LockError):
            async with store.lock("a"):
                pass

    run(turn(), store)
