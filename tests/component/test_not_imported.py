"""What SECURITY.md says that no running server loads is loaded by none: not when it starts, and not when it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.advisories import Accepted, load
from tools.rest_client import RestClient
from tools.running import running_assistant

ASKED = ("does massage help sleep", "are you open on sunday", "what does research say about pain", "call me", "my chest hurts and my arm is numb")
IMPORTED = re.compile(r"import time:\s+\d+ \|\s+\d+ \|\s+(\S+)")
NOT_IMPORTED = [each for each in load().accepted if each.not_imported]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[set[str]]:
    """Each module that assistant, action server, desk or ingester has imported, as Python itself writes into their log."""
    log = tmp_path_factory.mktemp("imports") / Path("log")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPROFILEIMPORTTIME", "1")
        with running_assistant(log=log, desk_port=0) as place:
            for text in ASKED:
                assert RestClient(place.url).say("an-id-of-somebody", text)
        yield set(IMPORTED.findall(log.read_text(encoding="utf-8", errors="replace")))


@pytest.mark.parametrize("each", NOT_IMPORTED, ids=lambda each: each.package)
def test_the_module_is_loaded_by_no_server(imported: set[str], each: Accepted) -> None:
    assert {"rasa.core.agent", "rasa_sdk.endpoint", "django.http", "sanic.app"} <= imported
    assert not [name for name in imported for module in each.not_imported if name == module or name.startswith(f"{module}.")]
