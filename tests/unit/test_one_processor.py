"""A worker keeps to one processor, whatever its number is; workers with numbers one after another get one each, as long as there are any."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tools.serve import PROJECT

AVAILABLE = sorted(os.sched_getaffinity(0))
KEEP = "import os, sys; from core.one_processor import keep_to; chosen = keep_to(int(sys.argv[1])); print(chosen, *os.sched_getaffinity(0))"


@pytest.mark.parametrize("number", [0, 1, len(AVAILABLE), 5005, 5006])
def test_a_number_is_a_processor_counted_around(number: int) -> None:
    done = subprocess.run([sys.executable, "-c", KEEP, str(number)], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(AVAILABLE[number % len(AVAILABLE)])] * 2
