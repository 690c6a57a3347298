"""Words are filled into replies as plain text, and a wording is not said twice in a row."""

from __future__ import annotations

import pytest

from content.loading import ContentError
from core.wording import check_placeholders, fill, least_recently_said


def test_words_are_filled_into_text_and_buttons() -> None:
    wording = {
        "text": "Call {phone}.",
        "buttons": [{"title": "{phone}", "payload": "/contact"}],
        "channel": "sms",
    }
    filled = fill(wording, {"phone": "123"})
    assert filled == {"text": "Call 123.", "buttons": [{"title": "123", "payload": "/contact"}]}


def test_filling_leaves_the_domains_own_buttons_alone() -> None:
    buttons = [{"title": "Yes", "payload": "/affirm"}]
    filled = fill({"text": "?", "buttons": buttons}, {})
    filled["buttons"].append({"title": "No", "payload": "/deny"})
    assert len(buttons) == 1


@pytest.mark.parametrize(
    "typed", ["{phone}", "{0[phone]}", "{", "}}{{", "{0.__class__}", "%s \\1 \\g<0>", "{first}"]
)
def test_braces_that_a_visitor_typed_stay_text(typed: str) -> None:
    assert (
        fill({"text": "{first}, call {phone}."}, {"first": typed, "phone": "123"})["text"]
        == f"{typed}, call 123."
    )


def test_wordings_take_turns_beginning_with_the_first() -> None:
    replies: list[dict[str, object]] = [{"text": "a"}, {"text": "b"}, {"text": "c"}]
    said: list[str | None] = []
    for _ in range(7):
        text = least_recently_said(replies, said)["text"]
        assert isinstance(text, str)
        said.append(text)
    assert said == ["a", "b", "c", "a", "b", "c", "a"]


def test_a_wording_said_by_chance_before_goes_to_the_end() -> None:
    assert least_recently_said([{"text": "a"}, {"text": "b"}], ["b", None, "a"])["text"] == "b"


def test_a_fact_that_does_not_exist_is_told_with_its_response() -> None:
    with pytest.raises(
        ContentError, match=r"domain\.yml: responses\.utter_contact: .*`\{fone\}`; use one of phone"
    ):
        check_placeholders({"utter_contact": [{"text": "Call {fone}"}]}, {"phone"})
