"""The chat's script over HTTP: fetched once, asked after again, and a plain sentence where it has not been built."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import NamedTuple

import pytest

from channels.site import NO_CHAT, ClinicSite
from tests.unit.website_far_side import served

SCRIPT = "/chat/clinic-chat.js"


class Answer(NamedTuple):
    """What a browser gets."""

    status: int
    headers: Message
    body: bytes


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the built script of the chat is expected; it is not there yet."""
    return tmp_path_factory.mktemp("dist") / "clinic-chat.js"


@pytest.fixture(scope="module")
def site(script: Path) -> Iterator[str]:
    """The address of the served site."""
    with served(ClinicSite(widget=script)) as (url, _):
        yield url


def get(address: str, method: str = "GET", known: str = "") -> Answer:
    request = urllib.request.Request(address, method=method, headers={"If-None-Match": known} if known else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as refusal:
        return Answer(refusal.code, refusal.headers, refusal.read())


def test_a_script_that_is_not_built_is_a_plain_sentence_and_the_page_stands(site: str, script: Path) -> None:
    script.unlink(missing_ok=True)
    missing = get(site + SCRIPT)
    assert (missing.status, missing.body.decode()) == (503, NO_CHAT)
    assert get(f"{site}/clinic/").status == 200


def test_a_browser_that_has_the_script_is_not_sent_it_again(site: str, script: Path) -> None:
    script.write_text("let first;")
    first = get(site + SCRIPT)
    assert (first.status, first.body) == (200, b"let first;")
    assert first.headers["Content-Type"].startswith("text/javascript")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = get(site + SCRIPT, known=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")


def test_a_script_that_has_changed_is_sent_without_a_restart(site: str, script: Path) -> None:
    script.write_text("let first;")
    known = get(site + SCRIPT).headers["ETag"]
    script.write_text("let second;")
    assert get(site + SCRIPT, known=known).body == b"let second;"


@pytest.mark.parametrize("path", ["/clinic/", "/clinic/privacy", "/clinic/site.css"])
def test_a_browser_may_ask_for_the_headers_alone(site: str, path: str) -> None:
    answer = get(site + path, method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["Content-Security-Policy"]
