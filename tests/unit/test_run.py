"""`make run` ends what it started."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import time
from tools.run import end_on_first_signal
end_on_first_signal()
try:
    print("serving", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    print("ending", flush=True)
    time.sleep(0.5)
    print("all has ended", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_does_not_cut_the_ending_short(number: signal.Signals) -> None:
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout and run.stdout.readline() == "serving\n"
        run.send_signal(number)
        assert run.stdout.readline() == "ending\n"
        run.send_signal(number)
        run.send_signal(signal.SIGTERM)
        assert run.stdout.read() == "all has ended\n"
    assert run.returncode == 0
