"""The topology with what the faults need: a disk that can be filled, a way to the database that can be slow, a clock that can be set."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.false_clock import FalseClock
from tests.chaos.slow_way import SlowWay, slow_way
from tests.chaos.small_disk import SmallDisk, small_disk
from tools.serve import MODEL
from tools.topology import Topology

WORKERS, ACTION_SERVERS = 2, 2


@dataclass(frozen=True)
class Stage:
    """Everything that faults act upon; without a `disk` of its own the database's cannot be filled."""

    topology: Topology
    database: SlowWay
    clock: FalseClock
    disk: SmallDisk | None

    @property
    def other_model(self) -> Path:
        """A second file with a model."""
        return self.topology.folder / "other.tar.gz"

    def show_workers_the_clock(self) -> None:
        """Replace the workers by some that go by the clock that can be set; each look at it takes them twenty times as long."""
        self.topology.variables.update(self.clock.variables())
        self.topology.replace_workers()


@contextmanager
def stage(folder: Path | None) -> Iterator[Stage]:
    """Start it all, end it afterwards.

    :param folder: where its files stay; without one they are thrown away.
    :raises SystemExit: it did not start.
    """
    with ExitStack() as things:
        folder = folder or Path(things.enter_context(tempfile.TemporaryDirectory(prefix="clinic-chaos-")))
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)  # PostgreSQL's own user passes through
        disk = things.enter_context(small_disk(folder / "postgresql"))
        clock = FalseClock(folder)
        topology = Topology(folder, MODEL.resolve(), WORKERS, ACTION_SERVERS, {})
        way = things.enter_context(slow_way(topology.postgresql.port))
        topology.variables["CLINIC_DATABASE"] = topology.database.replace(str(topology.postgresql.port), str(way.port))
        shutil.copy(MODEL, folder / "other.tar.gz")
        things.callback(topology.end)
        topology.start()
        yield Stage(topology, way, clock, disk)
