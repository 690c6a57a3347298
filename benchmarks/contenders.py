"""The two assistants that are measured: this one, and what `rasa init` writes."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

PROJECT = Path(__file__).parent.parent
WITH_TENSORFLOW = PROJECT / ".venv-tensorflow" / "bin" / "python"
OUR_TEXTS = (
    "hello",
    "does massage help sleep",
    "is it safe for me?",
    "how much is an hour",
    "thanks, bye",
    "what about a frozen shoulder",
    "are you open on sunday",
    "do i have to undress",
    "my lower back aches after work",
    "what's the weather tomorrow",
)
DEFAULT_TEXTS = ("hello", "i am sad", "no", "great", "bye", "are you a bot?", "hey there", "so sad", "yes", "see you later")
_WRITE_DEFAULT = "from rasa.cli.scaffold import create_initial_project; create_initial_project('.')"
_SQLITE = "\ntracker_store:\n  type: SQL\n  dialect: sqlite\n  db: conversations.db\n"


@dataclass(frozen=True)
class Contender:
    """How one assistant is trained, served and talked to."""

    name: str
    folder: Path
    train: list[str]
    serve: Callable[[int], list[str]]
    texts: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


def our_assistant(scratch: Path) -> Contender:
    """This project, trained as `make train` does, served by its own supervisor: assistant and action server."""
    model = scratch / "models" / "bench.tar.gz"
    train = [sys.executable, "-m", "tools.train_model", "--out", str(model)]
    serve = [sys.executable, "-m", "tools.serve", "--model", str(model)]
    return Contender(
        name="this assistant",
        folder=PROJECT,
        train=train,
        serve=lambda port: [*serve, "--port", str(port)],
        texts=OUR_TEXTS,
        environment={"CLINIC_DATABASE": str(scratch / "ours.db")},
    )


def default_assistant(scratch: Path) -> Contender:
    """The configuration and data that `rasa init` writes, with a SQLite tracker store and the TensorFlow that it needs.

    :raises SystemExit: the environment with TensorFlow is missing.
    """
    if not WITH_TENSORFLOW.exists():
        raise SystemExit("Rasa's default needs TensorFlow; `make tensorflow` brings it.")
    folder = scratch / "default"
    folder.mkdir()
    subprocess.run([str(WITH_TENSORFLOW), "-c", _WRITE_DEFAULT], cwd=folder, check=True, capture_output=True)
    with (folder / "endpoints.yml").open("a") as endpoints:
        endpoints.write(_SQLITE)
    rasa = [str(WITH_TENSORFLOW), "-m", "rasa"]
    return Contender(
        name="Rasa's default",
        folder=folder,
        train=[*rasa, "train", "--fixed-model-name", "bench"],
        serve=lambda port: [*rasa, "run", "--interface", "127.0.0.1", "--port", str(port)],
        texts=DEFAULT_TEXTS,
    )
