"""Only pages of known sites may talk to the assistant."""

from __future__ import annotations

import pytest

from channels.origins import Origins

OURS = "https://www.willowlane.example"
HOST = "chat.willowlane.example"


@pytest.fixture
def origins() -> Origins:
    return Origins([OURS, "http://localhost:8080"])


@pytest.mark.parametrize("origin", [None, OURS, OURS.upper(), "http://localhost:8080", f"https://{HOST}", f"http://{HOST}"])
def test_our_own_pages_may_ask(origins: Origins, origin: str | None) -> None:
    assert origins.allows(origin, HOST)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "*",
        "http://www.willowlane.example",
        "https://willowlane.example",
        f"{OURS}.evil.example",
        f"{OURS}:8443",
        f"{OURS}/",
        f"{OURS}@evil.example",
        f"https://evil.example/{HOST}",
        f"https://{HOST}@evil.example",
        f"https://{HOST}:444",
        f"ftp://{HOST}",
        f"file://{HOST}",
        "https://[",
        "https://\udcff",
        f"https://xn--{HOST}",
        "http://localhost:80801",
    ],
    ids=ascii,
)
def test_pages_of_others_may_not(origins: Origins, origin: str) -> None:
    assert not origins.allows(origin, HOST)
    assert origins.headers(origin, HOST) == {"Vary": "Origin"}
    assert origins.headers(origin, HOST, preflight=True) == {"Vary": "Origin"}


def test_a_request_without_a_host_is_of_no_own_page(origins: Origins) -> None:
    assert not origins.allows("https://", "")
    assert not origins.allows("http://", "")


def test_a_browser_is_told_that_the_page_may_read_the_answer(origins: Origins) -> None:
    headers = origins.headers(OURS, HOST)
    assert headers == {"Vary": "Origin", "Access-Control-Allow-Origin": OURS, "Access-Control-Expose-Headers": "Retry-After"}


def test_a_browser_that_asks_first_is_told_what_the_page_may_send(origins: Origins) -> None:
    headers = origins.headers(OURS, HOST, preflight=True)
    assert headers["Access-Control-Allow-Methods"] == "GET, POST, DELETE"
    assert "Authorization" in headers["Access-Control-Allow-Headers"]


def test_no_cookie_is_ever_asked_for(origins: Origins) -> None:
    assert "Access-Control-Allow-Credentials" not in origins.headers(OURS, HOST, preflight=True)


def test_the_environment_goes_before_the_clinics_own_list() -> None:
    origins = Origins.from_environment([OURS], {"CLINIC_ORIGINS": "https://a.example, https://b.example/"})
    assert origins.allows("https://a.example", HOST) and origins.allows("https://b.example", HOST)
    assert not origins.allows(OURS, HOST)


@pytest.mark.parametrize("variables", [{}, {"CLINIC_ORIGINS": ""}, {"CLINIC_ORIGINS": " "}])
def test_an_empty_environment_leaves_the_clinics_list(variables: dict[str, str]) -> None:
    assert Origins.from_environment([OURS], variables).allows(OURS, HOST)
