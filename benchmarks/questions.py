"""What visitors ask, for benchmarks: each question once, more than the assistant remembers the vectors of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Sequence

from tools.serve import PROJECT

HELD_OUT = PROJECT / "tests" / "questions" / "held_out_real.jsonl"


def questions(file: Path = HELD_OUT) -> Sequence[str]:
    """The texts of `file`, a JSON object with `text` a line."""
    return [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
