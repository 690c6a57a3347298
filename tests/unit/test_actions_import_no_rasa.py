"""The action server starts in a second because it loads neither Rasa nor TensorFlow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
MODULES = sorted(f"actions.{file.stem}" for file in (PROJECT / "actions").glob("*.py") if file.stem != "__init__")
IMPORT_AND_LIST = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def test_a_fresh_interpreter_that_imports_the_actions_has_neither_rasa_nor_tensorflow() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT_AND_LIST, *MODULES], cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert {"actions", "rasa_sdk"} <= loaded
    assert not loaded & {"rasa", "tensorflow", "spacy", "sklearn", "onnxruntime", "nlu", "core", "channels"}
