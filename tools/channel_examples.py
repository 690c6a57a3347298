"""Writes docs/channels/examples.md: ten conversations on the website, and what differs on each messaging channel.

    python -m tools.channel_examples [--to docs/channels/examples.md]

It starts the assistant with every channel on; the platforms are the tests' own, on the loopback address.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import re
from pathlib import Path
from typing import Iterator, Mapping, Sequence

from tools.channels import NAMES
from tools.example_conversations import CONVERSATIONS, Conversation, Exchange, OnPlatform, OnWebsite, as_shown, held
from tools.running import running_assistant
from tools.serve import PROJECT
from tools.website_client import WebsiteClient

PAGE = PROJECT / "docs" / "channels" / "examples.md"
WEBSITE = "website"
BETWEEN_MESSAGES = "·"
# Between two sentences of a line, not behind the number of a choice.
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!^[0-9]\.)(?<!^[0-9]{2}\.) +(?=[A-Z])")
Held = Mapping[str, Sequence[Exchange]]

BEGINNING = """# Ten conversations on every channel

`python -m tools.channel_examples` had these conversations with the running assistant and wrote this page; nobody edits it.

First stands what a visitor of the website sees, a sentence a line. `>` is what the visitor typed, `> [...]` a button that they
pressed, `[...]` a button that is offered, and `·` stands between two messages of one answer. Then, by channel, what differs: a line with
`-` is seen on the website alone, one with `+` on the channel alone. On WhatsApp and SMS a button is a numbered line, and pressing it is
to reply with its number. Messenger's buttons hold 20 characters: where a title is longer, the lines are numbered there, too, and
the buttons bear the numbers.
"""


def lines_of(channel: str, exchanges: Sequence[Exchange]) -> list[str]:
    """What a visitor sees, a sentence a line."""
    return [line for exchange in exchanges for line in _lines(channel, exchange)]


def difference(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """What differs, with a line around it; empty where nothing does."""
    lines = list(difflib.unified_diff(ours, theirs, n=1, lineterm=""))[2:]
    return ["  …" if line.startswith("@@") else f"{line[0]} {line[1:]}".rstrip() for line in lines]


def section(title: str, on: Mapping[str, Sequence[str]]) -> str:
    """One conversation: `on` holds its lines by channel, the website's among them."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for channel in (channel for channel in on if channel != WEBSITE):
        groups.setdefault(tuple(difference(on[WEBSITE], on[channel])), []).append(NAMES[channel])
    blocks = [f"## {title}", _block("text", on[WEBSITE])]
    for lines, channels in groups.items():
        names = ", ".join(channels)
        blocks.append(f"**{names}**\n\n{_block('diff', lines)}" if lines else f"**{names}**: the same.")
    return "\n\n".join(blocks)


def page(conversations: Sequence[Conversation], spoken: Sequence[Held]) -> str:
    """The whole page; the hello, the same in all of them, stands once."""
    hello = {channel: lines_of(channel, exchanges[:1]) for channel, exchanges in spoken[0].items()}
    sections = [section("The first words", hello)]
    for number, (conversation, on) in enumerate(zip(conversations, spoken), start=1):
        rest = {channel: lines_of(channel, exchanges[1:]) for channel, exchanges in on.items()}
        sections.append(section(f"{number}. {conversation.title}", rest))
    return "\n\n".join([BEGINNING.rstrip(), *sections]) + "\n"


def main() -> None:
    """Hold the conversations and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tools.channel_examples", description="Conversations on every channel.")
    parser.add_argument("--to", type=Path, default=PAGE, help="the page to write")
    to: Path = parser.parse_args().to
    to.write_text(page(CONVERSATIONS, list(_spoken())), encoding="utf-8")
    print(f"{to} is written.")


def _lines(channel: str, exchange: Exchange) -> Iterator[str]:
    yield f"> [{exchange.did}]" if exchange.pressed else f"> {exchange.did}"
    for place, message in enumerate(exchange.saw):
        if place:
            yield BETWEEN_MESSAGES
        for paragraph in filter(None, as_shown(channel, message.text).splitlines()):
            yield from _SENTENCE_END.split(paragraph)
        yield from (f"[{title}]" for title in message.buttons)


def _block(kind: str, lines: Sequence[str]) -> str:
    return "\n".join([f"```{kind}", *lines, "```"])


def _spoken() -> Iterator[Held]:
    # By name: the tests' platforms are no part of what this room is checked with, and nothing else here needs them.
    far = importlib.import_module("tests.platforms.everything")
    with far.all_platforms() as by_name:
        os.environ.update(far.variables_of(by_name))
        platforms = list(by_name.values())
        with running_assistant() as place:
            far.aim(by_name, place.url)
            client = WebsiteClient(place.url)
            for number, conversation in enumerate(CONVERSATIONS, start=1):
                print(conversation.title, flush=True)
                website = held(conversation, OnWebsite(client))
                people = {platform.name: OnPlatform(platform, platform.person(number)) for platform in platforms}
                yield {WEBSITE: website, **{name: held(conversation, person, website) for name, person in people.items()}}


if __name__ == "__main__":
    main()
