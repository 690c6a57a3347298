"""What waits in the inbox, for the tests of teaching."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from review.conversations.ingester import ingest_all
from review.environment import PROJECT
from review.training.models import Decision
from review.training.sentences import safe_sentence
from tests.desk.conversations import Talk

ZEBRA = "Can a zebra nap better after it?"


def refused(text: str, times: int = 1, sender: str = "ann") -> None:
    """`text` was asked so many times, by another visitor each, and not answered."""
    for number in range(times):
        Talk(f"{sender}-{number}").begin().ask(text, "out_of_scope", 0.9).say("I cannot say.", "out_of_scope").save()
    ingest_all()


def decision(text: str, intent: str = "sleep", target: str = "training") -> Decision:
    """One that stands in no database."""
    return Decision(kind="topic", intent=intent, target=target, sentence=safe_sentence(text))


def copy_of_the_project(folder: Path) -> Path:
    """The files that a patch changes, in a git repository of their own."""
    for name in ("data/nlu.yml", "domain.yml"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(PROJECT / name, folder / name)
    shutil.copytree(PROJECT / "tests" / "questions", folder / "tests" / "questions")
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    return folder


def apply(patch: bytes, project: Path) -> None:
    """As a developer does."""
    subprocess.run(["git", "apply", "-"], cwd=project, input=patch, check=True)
