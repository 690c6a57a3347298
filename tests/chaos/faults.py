"""What is broken, and how it is mended where it does not mend itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.chaos.stage import Stage
from tests.chaos.visitors import Guest

HOUR = 3600
# Each way; a statement with its answer takes twice as long, a turn some twenty statements.
SECONDS_OF_A_SLOW_DATABASE = 0.02

Act = Callable[[Stage], None]


def nothing(stage: Stage) -> None:
    """All is well."""


def no_complaint(guests: Sequence[Guest], begun: float, ended: float) -> list[str]:
    """What the counts say is enough."""
    return []


@dataclass(frozen=True)
class Fault:
    """`begin` breaks something, `hold` keeps it broken for so many seconds, `end` takes it away; `judge` asks for more than the counts.

    `is_possible` says whether it can be made here, `prepare` sees to it before the visitors come. What takes minutes because workers
    start anew is not `is_in_short`, where another fault replaces them too.
    """

    name: str
    begin: Act
    prepare: Act = nothing
    lasts: float = 0.0
    lasts_in_short: float = 0.0
    hold: Act = nothing
    end: Act = nothing
    judge: Callable[[Sequence[Guest], float, float], list[str]] = no_complaint
    is_possible: Callable[[Stage], bool] = lambda stage: True
    is_in_short: bool = True


def killed(name: str) -> Act:
    """Ends the program `name` as a crash does, with all processes that it has started."""
    return lambda stage: os.killpg(stage.topology.pids()[name], signal.SIGKILL)


def kill_a_worker(stage: Stage) -> None:
    """End the first worker as a crash does."""
    killed(next(iter(stage.topology.assistant_ports)))(stage)


def kill_all_action_servers(stage: Stage) -> None:
    """End those that run, again those that were started again meanwhile."""
    for name in stage.topology.pids().keys() & stage.topology.action_ports.keys():
        stage.topology.kill(name)


def fixed_replies_go_on(guests: Sequence[Guest], begun: float, ended: float) -> list[str]:
    """A fixed reply that was asked for while the fault lasted came, and at once, without a word of trouble."""
    meant = [(guest, each) for guest in guests for each in guest.questions if each.is_fixed and begun < each.asked_at < ended]
    failed = [each.text for guest, each in meant if each.told_at or guest.topic_of_answer_to(each) != each.topic]
    return [f"fixed reply did not come: {text}" for text in failed] or ([] if meant else ["no fixed reply was asked for"])


def fill_the_disk(stage: Stage) -> None:
    """Leave the database no byte."""
    if stage.disk:
        stage.disk.fill()


def free_the_disk(stage: Stage) -> None:
    """Give the database its disk back."""
    if stage.disk:
        stage.disk.free()


def slow_the_database(stage: Stage) -> None:
    """Let every statement take longer."""
    stage.database.delay = SECONDS_OF_A_SLOW_DATABASE


def speed_the_database(stage: Stage) -> None:
    """Let statements take their time again."""
    stage.database.delay = 0.0


def deploy(stage: Stage) -> None:
    """Replace all workers, then the rest, one by one, as docs/deploy.md says."""
    topology = stage.topology
    topology.replace_workers()
    for name in [*topology.action_ports, "desk", "ingester"]:
        topology.kill(name, signal.SIGTERM)
        topology.wait_until_up()


FAULTS = (
    Fault("nothing", nothing),
    Fault("a worker killed", kill_a_worker),
    Fault("an action server killed", killed("actions-1")),
    Fault(
        "all action servers down",
        kill_all_action_servers,
        lasts=10.0,
        lasts_in_short=4.0,
        hold=kill_all_action_servers,
        judge=fixed_replies_go_on,
    ),
    Fault("Redis killed", killed("redis")),
    Fault("PostgreSQL killed", killed("postgresql")),
    Fault("nginx killed", killed("nginx")),
    Fault("the ingester killed", killed("ingester")),
    Fault(
        "a full disk",
        fill_the_disk,
        lasts=15.0,
        lasts_in_short=5.0,
        hold=fill_the_disk,
        end=free_the_disk,
        is_possible=lambda stage: stage.disk is not None,
    ),
    Fault("a slow database", slow_the_database, lasts=20.0, lasts_in_short=5.0, end=speed_the_database),
    Fault("another model", lambda stage: stage.topology.replace_workers(stage.other_model), is_in_short=False),
    Fault("a deploy", deploy),
    # The last: workers with a clock that can be set are slow.
    Fault(
        "the clock an hour ahead",
        lambda stage: stage.clock.set(HOUR),
        prepare=lambda stage: stage.show_workers_the_clock(),
        lasts=10.0,
        end=lambda stage: stage.clock.set(0),
        is_in_short=False,
    ),
)
