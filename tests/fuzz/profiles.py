"""How much is made up: the same few examples at each run of `make test`; as many new ones as one wants with `make fuzz`."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.database import DirectoryBasedExampleDatabase

PROJECT = Path(__file__).parents[2]
MANY = int(os.environ.get("FUZZ_EXAMPLES", "0"))
# What was found once is tried first the next time.
FOUND = PROJECT / ".run" / "fuzz"


def examples(few: int) -> settings:
    """Settings of a test that tries `few` examples in `make test`."""
    allowed = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large, HealthCheck.large_base_example]
    common = settings(deadline=None, suppress_health_check=allowed, print_blob=bool(MANY))
    if MANY:
        return settings(common, max_examples=MANY, database=DirectoryBasedExampleDatabase(FOUND))
    # Without a search for the smallest example, which may take minutes: `make fuzz` does that.
    return settings(common, max_examples=few, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate])
