"""Rasa's own checks of the project, as a Rasa engineer would run them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from nlu.training_sentences import sentences_in
from tools.serve import MODEL, PROJECT, QUIET

# The response generator says these above another reply while a danger is open.
WARNINGS = re.compile(r"The utterance 'utter_warning_\w+' is not used in any story or rule")
IN_TWO_INTENTS = re.compile(r"The example '(.*)' was found labeled with multiple different intents")
# Rasa raises this for any domain with slots.
UNAVOIDABLE = "Slot auto-fill has been removed"
# The decider sets these intents from the language or an open danger; there is nothing to learn for them.
NOT_LEARNT = re.compile(r"The intent '(?:other_language\w*|\w+_again|emergency_still)' is listed in the domain file, but is not found in the NLU training data")


def rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a `rasa` command on the project."""
    command = [sys.executable, "-W", "default::UserWarning", "-m", "rasa", *arguments]
    return subprocess.run(command, cwd=PROJECT, env={**os.environ, **QUIET}, capture_output=True, text=True, check=False)


def test_the_data_validates_without_a_warning() -> None:
    done = rasa("data", "validate")
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "UserWarning" in line and "site-packages/rasa" in line]
    assert done.returncode == 0, done.stderr[-2000:]
    assert [line for line in ours if not _is_known(line)] == []


def _is_known(warning: str) -> bool:
    return UNAVOIDABLE in warning or any(pattern.search(warning) for pattern in (NOT_LEARNT, WARNINGS)) or _is_a_follow_up(warning)


def _is_a_follow_up(warning: str) -> bool:
    """Whether Rasa, which does not see the message before, complains of a text with two intents that is taught behind one."""
    named = IN_TWO_INTENTS.search(warning)
    return bool(named) and named[1] in {sentence.text for sentence in sentences_in(PROJECT / "data") if sentence.before}


def test_the_test_stories_pass(tmp_path: Path) -> None:
    done = rasa(
        "test", "core", "--model", str(MODEL), "--stories", "tests/stories", "--out", str(tmp_path), "--fail-on-prediction-errors"
    )
    assert done.returncode == 0, done.stderr[-2000:]
