"""A chat with the assistant in the terminal."""

from __future__ import annotations

import textwrap
import urllib.error
import uuid
from typing import Any, Iterable

from tools.rest_client import RestClient

WIDTH = 88
LEAVE = {"/quit", "/exit", "quit", "exit"}


def shown(replies: Iterable[dict[str, Any]]) -> tuple[str, list[dict[str, str]]]:
    """Replies as text for the terminal, and the buttons whose numbers the visitor may type."""
    lines: list[str] = []
    buttons: list[dict[str, str]] = []
    for reply in replies:
        for paragraph in (reply.get("text") or "").splitlines():
            lines += textwrap.wrap(paragraph, WIDTH, initial_indent="  ", subsequent_indent="  ") or [""]
        buttons = reply.get("buttons") or buttons
    lines += [f"    {number}) {button['title']}" for number, button in enumerate(buttons, start=1)]
    return "\n".join(lines), buttons


def meant(typed: str, buttons: list[dict[str, str]]) -> str:
    """What a typed line says: the number of a button stands for the button."""
    if typed.strip().isdecimal() and 1 <= int(typed) <= len(buttons):
        return buttons[int(typed) - 1]["payload"]
    return typed


def chat(client: RestClient) -> bool:
    """Chat until the visitor leaves or the input ends; False if nobody typed a line."""
    sender = uuid.uuid4().hex
    text, buttons = shown(client.say(sender, "hello"))
    print(text, flush=True)
    typed = None
    while True:
        try:
            typed = input("\nYou: ")
        except EOFError:
            print()
            return typed is not None
        if typed.strip().lower() in LEAVE:
            return True
        try:
            text, buttons = shown(client.say(sender, meant(typed, buttons)))
        except urllib.error.URLError:
            text = "  The assistant does not answer just now. Please try again in a moment."
        print(text, flush=True)
