"""The clinic's site on the running assistant: what is served where, under which headers, and nothing from elsewhere."""

from __future__ import annotations

import http.client
import re
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from channels.site import POLICY
from content.clinic import load_clinic
from tools.running import Running

PAGES = ("/clinic/", "/clinic", "/clinic/privacy")
ASSETS = {
    "/clinic/site.css": "text/css",
    "/clinic/colours.css": "text/css",
    "/clinic/site.js": "text/javascript",
    "/clinic/favicon.svg": "image/svg+xml",
    "/chat/clinic-chat.js": "text/javascript",
}
CLINIC = load_clinic()


class Answer(NamedTuple):
    """What a browser gets."""

    status: int
    headers: dict[str, str]
    text: str


def get(assistant: Running, path: str) -> Answer:
    """Ask for `path` just as it stands; `urllib` would tidy up what attackers leave untidy."""
    connection = http.client.HTTPConnection(urlsplit(assistant.url).netloc, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return Answer(answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read().decode())
    finally:
        connection.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_and_is_asked_for_anew_each_time(assistant: Running, path: str) -> None:
    answer = get(assistant, path)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert CLINIC.name in answer.text and "<clinic-chat></clinic-chat>" in answer.text


@pytest.mark.parametrize(("path", "content_type"), ASSETS.items())
def test_an_asset_is_there_with_its_type_and_etag(assistant: Running, path: str, content_type: str) -> None:
    answer = get(assistant, path)
    assert answer.status == 200 and answer.text
    assert answer.headers["content-type"].split(";")[0] == content_type
    assert answer.headers["etag"].startswith('W/"')


@pytest.mark.parametrize("path", [*PAGES, *ASSETS, "/clinic/nothing.svg"])
def test_every_answer_carries_the_strict_headers(assistant: Running, path: str) -> None:
    headers = get(assistant, path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in headers


def test_the_policy_allows_nothing_inline_and_no_other_place() -> None:
    assert "default-src 'none'" in POLICY
    assert "unsafe" not in POLICY and "http" not in POLICY and "*" not in POLICY


@pytest.mark.parametrize(
    "path",
    [
        "/clinic/nothing.svg",
        "/clinic/page.html",
        "/clinic/frame.html",
        "/clinic/../credentials.yml",
        "/clinic/..%2fcredentials.yml",
        "/clinic/%2e%2e%2fcredentials.yml",
        "/clinic//etc/passwd",
        "/chat/",
        "/chat/../clinic-chat.js",
        "/chat/other.js",
    ],
)
def test_what_is_not_meant_for_browsers_is_not_there(assistant: Running, path: str) -> None:
    answer = get(assistant, path)
    assert answer.status == 404
    assert "Traceback" not in answer.text and "{%" not in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_names_no_address_but_the_clinics_own_links(assistant: Running, path: str) -> None:
    page = get(assistant, path).text
    assert set(re.findall(r"https?://[^\s\"'<>]+", page)) <= {CLINIC.booking.link, CLINIC.contact.website}
    assert not re.search(r"""(?:src|href)=["']//""", page)


@pytest.mark.parametrize("path", ["/clinic/site.css", "/clinic/colours.css"])
def test_a_style_sheet_fetches_nothing(assistant: Running, path: str) -> None:
    assert not re.search(r"url\(|@import|@font-face", get(assistant, path).text)


def test_everything_that_a_page_asks_for_is_there(assistant: Running) -> None:
    page = get(assistant, "/clinic/").text
    fetched = set(re.findall(r'<(?:script|link)[^>]*(?:src|href)="([^"]+)"', page))
    assert len(fetched) >= 4
    assert {path: get(assistant, path).status for path in fetched} == dict.fromkeys(fetched, 200)


def test_the_servers_root_leads_to_the_clinics_page(assistant: Running) -> None:
    answer = get(assistant, "/")
    assert (answer.status, answer.headers["location"]) == (302, "/clinic/")
