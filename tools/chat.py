"""A chat with the assistant in the terminal: `make run`."""

from __future__ import annotations

import sys
import textwrap
import urllib.error
import uuid
from typing import Any, Iterable

from content.clinic import load_clinic
from tools.rest_client import RestClient
from tools.running import running_assistant
from tools.serve import RUN_FOLDER

WIDTH = 88
PORT = 5005
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


def chat(client: RestClient) -> None:
    """Chat until the visitor leaves or the input ends."""
    sender = uuid.uuid4().hex
    text, buttons = shown(client.say(sender, "hello"))
    print(text)
    while True:
        try:
            typed = input("\nYou: ")
        except EOFError:
            print()
            return
        if typed.strip().lower() in LEAVE:
            return
        try:
            text, buttons = shown(client.say(sender, meant(typed, buttons)))
        except urllib.error.URLError:
            text = "  The assistant does not answer just now. Please try again in a moment."
        print(text, flush=True)


def main() -> None:
    """Start the assistant, chat, end it."""
    print(f"Starting the assistant of {load_clinic().name} ...", file=sys.stderr, flush=True)
    try:
        with running_assistant(database=RUN_FOLDER / "conversations.db", port=PORT) as place:
            print(f"It answers at {place.url}. Type a question, the number of a choice, or /quit.\n", file=sys.stderr)
            chat(RestClient(place.url))
    except KeyboardInterrupt:
        print("\nGoodbye.", file=sys.stderr)


if __name__ == "__main__":
    main()
