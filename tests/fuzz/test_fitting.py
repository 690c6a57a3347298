"""An answer of any words fits each platform: nothing is lost, nothing is too long, and its markup is the platform's."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.messaging.fitting import fit, length, split, titles
from channels.messaging.messages import Outgoing
from channels.messaging.platform import Limits, Platform
from channels.messaging.settings import settings_of
from channels.messenger import Messenger
from channels.replies import Reply
from channels.slack import Slack
from channels.telegram import Telegram
from channels.twilio import Sms, WhatsApp
from tests.fuzz.profiles import examples
from tests.fuzz.texts import anything
from tests.platforms.everything import new_platforms, variables_of
from tests.platforms.telegram_markup import seen as seen_in_telegram

KINDS: tuple[type[Platform], ...] = (Telegram, WhatsApp, Sms, Messenger, Slack)
CHOOSE = "Answer with a number:"


def writable() -> st.SearchStrategy[str]:
    """Words as they stand in content files: any, but Unicode text."""
    return anything().map(lambda text: text.encode(errors="ignore").decode())


def buttons() -> st.SearchStrategy[Any]:
    """Choices and links."""
    titled = writable().map(lambda text: text.strip() or "Yes")
    return st.lists(st.one_of(st.fixed_dictionaries({"title": titled, "payload": st.just("/sleep")}), st.fixed_dictionaries({"title": titled, "url": st.just("tel:+441632960123")})), max_size=6)


@pytest.fixture(scope="module")
def platforms() -> dict[str, Platform]:
    """Each platform as the assistant has it."""
    variables = {**variables_of(new_platforms())}
    return {kind.name: kind(settings_of(kind.name, variables)) for kind in KINDS}  # type: ignore[arg-type]


def words(text: str) -> str:
    return re.sub(r"\s+", "", text)


@examples(60)
@given(writable(), st.integers(2, 120))
def test_splitting_loses_no_word_and_no_part_is_too_long(text: str, most: int) -> None:
    parts = split(text, most)
    assert parts and all(length(part) <= most for part in parts)
    assert words("".join(parts)) == words(text)


@examples(40)
@given(writable(), buttons(), st.integers(20, 200), st.integers(0, 5), st.integers(1, 30), st.booleans())
def test_every_choice_can_be_made(text: str, offered: Any, most: int, most_buttons: int, title: int, numbered: bool) -> None:
    limits = Limits(most, most_buttons, title)
    fitted = fit(Reply(text, offered), limits, CHOOSE, numbered)
    choices = [button for button in offered if button.get("payload")]
    assert list(fitted[-1].buttons) == choices and not [each for each in fitted[:-1] if each.buttons]
    assert all(length(each.text) <= most for each in fitted)
    shown = titles(choices, limits)
    assert len(shown) in (0, len(choices)) and all(length(each) <= title for each in shown)
    if numbered or not shown:
        together = words("".join(each.text for each in fitted))
        assert all(words(f"{place}. {button['title']}") in together for place, button in enumerate(choices, 1))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@examples(24)
@given(writable(), buttons())
def test_any_answer_can_be_handed_over(platforms: dict[str, Platform], kind: type[Platform], text: str, offered: Any) -> None:
    platform = platforms[kind.name]
    for place, fitted in enumerate(fit(Reply(text, offered), platform.limits, CHOOSE, platform.numbered)):
        post = platform.post(Outgoing(f"{place:016x}", "1", fitted.text, fitted.buttons))
        assert post.url.startswith("http") and (post.json is None) != (post.form is None)


@examples(60)
@given(writable())
def test_telegram_can_parse_what_it_gets(platforms: dict[str, Platform], text: str) -> None:
    shown = seen_in_telegram(platforms["telegram"].formatted(text), "HTML")
    assert words(html.unescape(html.escape(shown))) == words(shown)


@examples(60)
@given(writable())
def test_slack_gets_no_command_of_its_own(platforms: dict[str, Platform], text: str) -> None:
    shown = platforms["slack"].formatted(text)
    assert not re.search(r"<[@#!]", shown)
    assert not re.search(r"&(?!amp;|lt;|gt;)", shown)
