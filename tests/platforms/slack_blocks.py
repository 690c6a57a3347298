"""Slack's messages: their limits, and what a person sees of them.

From "Blocks" (https://docs.slack.dev/reference/block-kit/blocks), "Button element"
(https://docs.slack.dev/reference/block-kit/block-elements/button-element), "chat.postMessage"
(https://docs.slack.dev/reference/methods/chat.postMessage), "Formatting message text"
(https://docs.slack.dev/messaging/formatting-message-text).
"""

from __future__ import annotations

import re
from typing import Any, Mapping, Sequence

from tests.platforms.shapes import Choice

MOST_OF_A_SECTION, MOST_OF_A_TEXT, MOST_BLOCKS = 3000, 40_000, 50
MOST_ELEMENTS, MOST_OF_A_BUTTON, MOST_OF_A_VALUE, MOST_OF_AN_ID = 25, 75, 2000, 255
_LINK = re.compile(r"<(?:https?://|mailto:|tel:)([^|>]+)(?:\|([^>]*))?>")
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])")


def problem_of(fields: Mapping[str, Any]) -> str:
    """Slack's word for what is wrong with a message; empty where nothing is."""
    if not fields.get("channel"):
        return "channel_not_found"
    blocks = fields.get("blocks") or []
    if not fields.get("text") and not blocks:
        return "no_text"
    if len(fields.get("text", "")) > MOST_OF_A_TEXT:
        return "msg_too_long"
    return "" if len(blocks) <= MOST_BLOCKS and all(_is_valid(block) for block in blocks) else "invalid_blocks"


def seen(fields: Mapping[str, Any]) -> str:
    """What a person reads: the sections, or the text where there are no blocks."""
    sections = [block["text"]["text"] for block in fields.get("blocks") or [] if block.get("type") == "section"]
    text = "\n".join(sections) or str(fields.get("text", ""))
    plain = _BOLD.sub(r"\1", _LINK.sub(lambda link: link[2] or link[1], text))
    for mark, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        plain = plain.replace(mark, sign)
    return plain


def choices(fields: Mapping[str, Any]) -> list[Choice]:
    """The buttons, each with its value."""
    elements = [element for block in fields.get("blocks") or [] if block.get("type") == "actions" for element in block["elements"]]
    return [Choice(element["text"]["text"], element.get("value", "")) for element in elements]


def _is_valid(block: Mapping[str, Any]) -> bool:
    if block.get("type") == "section":
        text = block.get("text", {})
        return text.get("type") in ("mrkdwn", "plain_text") and 1 <= len(text.get("text", "")) <= MOST_OF_A_SECTION
    return block.get("type") == "actions" and _are_valid(block.get("elements", []))


def _are_valid(elements: Sequence[Mapping[str, Any]]) -> bool:
    ids = [element.get("action_id", "") for element in elements]
    return 1 <= len(elements) <= MOST_ELEMENTS and len(set(ids)) == len(ids) and all(map(_is_valid_button, elements))


def _is_valid_button(button: Mapping[str, Any]) -> bool:
    text = button.get("text", {})
    fits = 1 <= len(text.get("text", "")) <= MOST_OF_A_BUTTON and len(button.get("value", "")) <= MOST_OF_A_VALUE
    return button.get("type") == "button" and text.get("type") == "plain_text" and fits and len(button.get("action_id", "")) <= MOST_OF_AN_ID
