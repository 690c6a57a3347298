"""The whole loop with real parts: asked on the website, seen on the desk, taught, patched, trained anew, answered."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from review.training.normalise import normalised
from tools.running import Running, running_assistant
from tools.serve import PROJECT, QUIET, RUN_FOLDER, secret_of
from tools.website_client import WebsiteClient, messages_of

QUESTION, INTENT = "what do you put on the walls", "what_to_expect"
NAME, PASSWORD = "the-trainer", "a long pass phrase"
_MAKE_TRAINER = f"""
from django.contrib.auth.models import Group, User
User.objects.create_user({NAME!r}, password={PASSWORD!r}).groups.add(Group.objects.get(name="trainer"))
"""


class Desk:
    """The running desk, as the trainer's browser asks it."""

    def __init__(self, place: Running) -> None:
        self._url, self._session = place.desk_url, requests.Session()
        ours = {"CLINIC_DATABASE": str(place.database), "CLINIC_SECRET": secret_of(RUN_FOLDER / "secret")}
        command = [sys.executable, "-W", "ignore", "-m", "review", "shell", "--no-imports", "-c", _MAKE_TRAINER]
        subprocess.run(command, cwd=PROJECT, env={**os.environ, **ours, "DJANGO_SETTINGS_MODULE": "review.settings"}, check=True)
        self.get("/accounts/login/")
        self.post("/accounts/login/", login=NAME, password=PASSWORD)

    def get(self, path: str) -> str:
        """A page's text."""
        answer = self._session.get(self._url + path, timeout=30)
        answer.raise_for_status()
        return answer.text

    def post(self, path: str, **fields: str) -> str:
        """What comes of a form."""
        fields["csrfmiddlewaretoken"] = self._session.cookies["csrftoken"]
        answer = self._session.post(self._url + path, data=fields, timeout=30)
        answer.raise_for_status()
        return answer.text


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("loop")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_SETTINGS_MODULE", "review.settings")  # not those of the tests in this process
        yield from _running(folder)


def _running(folder: Path) -> Iterator[Running]:
    with running_assistant(database=folder / "conversations.db", log=folder / "assistant.log", desk_port=0) as running:
        yield running


def topic_of(url: str, text: str) -> str | None:
    [reply, *_] = messages_of(WebsiteClient(url).chat().ask(text))
    return str(reply["topic"])


def test_a_question_that_was_refused_is_answered_after_teaching(place: Running, tmp_path: Path) -> None:
    assert topic_of(place.url, QUESTION) == "out_of_scope"
    asked = time.monotonic()
    desk = Desk(place)
    while QUESTION not in (page := desk.get("/")):
        assert time.monotonic() < asked + 20
        time.sleep(0.2)
    assert "fell back" in page
    transcript = re.search(r"/conversations/\d+/", page)
    assert transcript and "not answered" in desk.get(transcript[0])

    desk.get("/teach/")
    desk.post("/teach/decide/", normalised=normalised(QUESTION), intent=INTENT)
    patch = desk.post("/teach/patch/download/")
    assert f"+    - {QUESTION}" in patch

    project = tmp_path / "project"
    left_out = shutil.ignore_patterns(".git", ".venv*", ".run", ".tools", "node_modules", "models", "*_cache", "__pycache__")
    shutil.copytree(PROJECT, project, ignore=left_out)
    subprocess.run(["git", "init", "-q", "."], cwd=project, check=True)
    subprocess.run(["git", "apply", "-"], cwd=project, input=patch.encode(), check=True)
    model = _train(project)
    with running_assistant(model=model, database=tmp_path / "after.db", log=tmp_path / "after.log") as after:
        assert topic_of(after.url, QUESTION) == INTENT


def _train(project: Path) -> Path:
    """Validate the project's copy, and train on it as `make train` does."""
    python, model = [sys.executable, "-W", "ignore", "-m"], project / "models" / "taught.tar.gz"
    validate = ["rasa", "data", "validate", "--domain", "domain.yml", "--data", "data"]
    for command in (validate, ["tools.train_model", "--out", str(model)]):
        subprocess.run([*python, *command], cwd=project, env={**os.environ, **QUIET}, check=True, capture_output=True)
    return model
