"""A token opens one conversation, for a time, and nobody can make or bend one."""

from __future__ import annotations

import base64
import re
import time

import pytest
from itsdangerous import URLSafeTimedSerializer

from channels.website_tokens import (
    CODE_SIGNS,
    BadToken,
    ExpiredToken,
    Tokens,
    TokenSettings,
    new_chat_code,
    new_conversation,
)

SECRET = "x" * 32
CONVERSATION = "0123456789abcdef0123456789abcdef"
OTHER = "f" * 32


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(TokenSettings(SECRET, 3600))


def test_a_token_opens_its_conversation(tokens: Tokens) -> None:
    assert tokens.conversation_of(tokens.issue(CONVERSATION, time.time()).token) == CONVERSATION


def test_a_token_ends_after_the_time_of_a_session(tokens: Tokens) -> None:
    assert tokens.issue(CONVERSATION, 1_000.0).expires == 4_600.0


def test_a_token_after_its_time_is_told_from_a_forged_one() -> None:
    tokens = Tokens(TokenSettings(SECRET, -1))
    with pytest.raises(ExpiredToken):
        tokens.conversation_of(tokens.issue(CONVERSATION, time.time()).token)


def test_a_clock_that_is_set_back_ends_no_conversation(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    token, now = tokens.issue(CONVERSATION, time.time()).token, time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3_600)
    assert tokens.conversation_of(token) == CONVERSATION


def test_every_single_changed_sign_makes_a_token_bad(tokens: Tokens) -> None:
    token = tokens.issue(CONVERSATION, time.time()).token
    for place in range(len(token) - 1):  # the last sign's lowest bits carry nothing
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(BadToken):
            tokens.conversation_of(changed)


def test_another_conversation_under_the_same_signature_is_bad(tokens: Tokens) -> None:
    _, _, signature = tokens.issue(CONVERSATION, time.time()).token.partition(".")
    foreign = base64.urlsafe_b64encode(f'"{OTHER}"'.encode()).decode().rstrip("=")
    with pytest.raises(BadToken):
        tokens.conversation_of(f"{foreign}.{signature}")


@pytest.mark.parametrize(
    "forged",
    ["", ".", "..", "a.b.c", "null", "Bearer", CONVERSATION, "x" * 100_000, "\udcff", "é.é.é", "\x00", "." * 1_000],
    ids=lambda text: ascii(text)[:20],
)
def test_what_is_no_token_is_bad(tokens: Tokens, forged: str) -> None:
    with pytest.raises(BadToken):
        tokens.conversation_of(forged)


@pytest.mark.parametrize("made_with", [{"secret_key": "y" * 32}, {"secret_key": SECRET}, {"secret_key": SECRET, "salt": "other"}])
def test_a_token_signed_otherwise_is_bad(tokens: Tokens, made_with: dict[str, str]) -> None:
    with pytest.raises(BadToken):
        tokens.conversation_of(str(URLSafeTimedSerializer(**made_with).dumps(CONVERSATION)))


@pytest.mark.parametrize("payload", [None, 7, ["a"], {"c": CONVERSATION}, "short", "G" * 32, CONVERSATION + "\n", "' or 1=1; --"])
def test_a_signed_payload_that_is_no_conversation_is_bad(tokens: Tokens, payload: object) -> None:
    with pytest.raises(BadToken):
        tokens.conversation_of(str(tokens._serializer.dumps(payload)))


@pytest.mark.parametrize("secret", [None, "", " ", "short", "x" * 31, "x" * 31 + " "])
def test_without_a_long_secret_the_start_stops_with_what_to_do(secret: str | None) -> None:
    with pytest.raises(SystemExit, match=r"cannot start\. CLINIC_SECRET must hold a random text of at least 32") as stopped:
        TokenSettings.from_environment({} if secret is None else {"CLINIC_SECRET": secret})
    assert "x" * 31 not in str(stopped.value)


def test_a_session_lasts_a_day_unless_the_environment_says_otherwise() -> None:
    assert TokenSettings.from_environment({"CLINIC_SECRET": SECRET}).seconds == 24 * 3600
    assert TokenSettings.from_environment({"CLINIC_SECRET": SECRET, "CLINIC_SESSION_HOURS": "1.5"}).seconds == 5400


@pytest.mark.parametrize("hours", ["0", "-1", "soon", "inf", "nan", "1e9"])
def test_hours_that_make_no_session_stop_the_start(hours: str) -> None:
    with pytest.raises(SystemExit, match="CLINIC_SESSION_HOURS must be a number of hours"):
        TokenSettings.from_environment({"CLINIC_SECRET": SECRET, "CLINIC_SESSION_HOURS": hours})


def test_the_secret_is_not_shown_with_the_settings() -> None:
    assert SECRET not in repr(TokenSettings(SECRET, 60))


def test_conversations_and_codes_are_never_the_same_twice() -> None:
    assert len({new_conversation() for _ in range(1_000)}) == 1_000
    assert len({new_chat_code() for _ in range(1_000)}) == 1_000


def test_a_chat_code_can_be_read_out_on_the_phone() -> None:
    for _ in range(200):
        assert re.fullmatch(f"[{CODE_SIGNS}]{{4}}-[{CODE_SIGNS}]{{4}}", new_chat_code())
    assert not set("0O1IL") & set(CODE_SIGNS)
