"""The pages on messaging channels say what the settings say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from channels import messenger, twilio
from channels.messaging.settings import CHANNELS, META_VERSION, NEEDS, PUBLIC_URL, SERVERS, webhook_path

DOCS = Path(__file__).parents[2] / "docs"
OPERATOR = (DOCS / "operator.md").read_text(encoding="utf-8")
FIRST = (DOCS / "channels" / "README.md").read_text(encoding="utf-8")
PAGES = {channel: (DOCS / "channels" / f"{channel}.md").read_text(encoding="utf-8") for channel in CHANNELS}
VARIABLES = sorted({*(name for names in NEEDS.values() for name in names), *(name for name, _ in SERVERS.values()), PUBLIC_URL})
VARIABLE = re.compile(r"\bCLINIC_[A-Z_]+\b")
STEP = re.compile(r"^(\d+)\. ", re.MULTILINE)


@pytest.mark.parametrize("variable", VARIABLES)
def test_every_variable_stands_in_the_operators_table(variable: str) -> None:
    section = OPERATOR.partition("## Messaging channels")[2].partition("### ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert [row for row in rows if f"`{variable}`" in row.split("|")[1]]


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channels_page_names_its_variables_and_no_other_channels(channel: str) -> None:
    assert set(VARIABLE.findall(PAGES[channel])) - {"CLINIC_TWILIO_", "CLINIC_MESSENGER_"} == {*NEEDS[channel], PUBLIC_URL}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channels_page_names_its_webhook_and_no_other(channel: str) -> None:
    named = set(re.findall(r"/webhooks/[\w/]+", PAGES[channel]))
    assert named == {webhook_path(channel)}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channels_page_leads_from_the_first_step_to_trying_it_and_says_what_may_go_wrong(channel: str) -> None:
    titles = [line.lstrip("# ") for line in PAGES[channel].splitlines() if line.startswith("## ")]
    assert titles[0].startswith("1. ")
    assert any("Try it" in title for title in titles)
    assert titles[-1] == "When something is wrong"
    assert "make channels" in PAGES[channel]
    assert "**Off again:**" in PAGES[channel]


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_steps_of_a_page_are_numbered_without_a_gap(channel: str) -> None:
    previous = 0
    for number in map(int, STEP.findall(PAGES[channel])):
        assert number in (1, previous + 1)
        previous = number


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_first_page_leads_to_every_channel(channel: str) -> None:
    assert f"]({channel}.md)" in FIRST


def test_the_proxy_in_the_operators_page_passes_every_channel_on_and_nothing_else() -> None:
    passed = re.search(r"location ~ (\S+) {", OPERATOR)
    assert passed
    assert [channel for channel in CHANNELS if not re.match(passed[1], webhook_path(channel))] == []
    others = ("/webhooks/rest/webhook", "/webhooks/telegram/", "/webhooks/telegram/webhook/more", "/conversations", "/")
    assert [path for path in others if re.match(passed[1], path)] == []


def test_the_words_that_end_and_renew_text_messages_are_those_of_the_channel() -> None:
    page = PAGES["sms"]
    assert [word for word in twilio.Sms.words if f"`{word.upper()}`" not in page or f"`{word.upper()}`" not in OPERATOR] == []


def test_the_button_get_started_is_set_for_the_version_and_payload_that_the_channel_knows() -> None:
    assert f'"payload": "{messenger.GET_STARTED}"' in PAGES["messenger"]
    assert f"/{META_VERSION}/me/messenger_profile" in PAGES["messenger"]


@pytest.mark.parametrize("problem", ["window", "opted_out", "refused", "gave_up", "too_old"])
def test_every_reason_for_a_message_that_was_not_sent_is_explained(problem: str) -> None:
    assert f"| `{problem}` |" in OPERATOR
