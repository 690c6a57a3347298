"""Asks one question and shows the answer: `make ask Q="does massage help sleep"`."""

from __future__ import annotations

import sys
import uuid

from tools.chat import shown
from tools.rest_client import RestClient
from tools.running import running_assistant
from tools.serve import HOST, PORT


def main() -> None:
    """Ask the running assistant, or one that is started for this question."""
    question = " ".join(sys.argv[1:]).strip()
    if not question:
        raise SystemExit('Say what to ask: make ask Q="does massage help sleep"')
    running = RestClient(f"http://{HOST}:{PORT}")
    if running.is_up():
        print(shown(running.say(uuid.uuid4().hex, question))[0])
        return
    with running_assistant() as place:
        print(shown(RestClient(place.url).say(uuid.uuid4().hex, question))[0])


if __name__ == "__main__":
    main()
