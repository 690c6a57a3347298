"""Starts everything on this machine and says where it is: `make run`. The terminal is a chat, too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import FrameType

from content.clinic import load_clinic
from tools.chat import chat
from tools.rest_client import RestClient
from tools.running import Running, running_assistant
from tools.serve import DESK_PORT, PORT, PROJECT, RUN_FOLDER, secret_of

_ENDING = (signal.SIGINT, signal.SIGTERM)


def addresses(place: Running) -> str:
    """Where people find the assistant that runs at `place`."""
    return (
        f"  For visitors, the clinic's page with the chat:  {place.url}/clinic/\n"
        f"  For staff, the desk with the conversations:      {place.desk_url}/\n"
        f"  For your own page, the channel behind the chat:  {place.url}/webhooks/website\n"
    )


def first_link(place: Running) -> str:
    """The link by which the first administrator comes in, as the desk's own command prints it; empty once there is one."""
    secret = secret_of(RUN_FOLDER / "secret")
    ours = {"CLINIC_DATABASE": str(place.database), "CLINIC_SECRET": secret, "CLINIC_DESK_ADDRESS": place.desk_url}
    command = [sys.executable, "-W", "ignore", "-m", "review", "first_link"]
    told = subprocess.run(command, cwd=PROJECT, env={**os.environ, **ours}, capture_output=True, text=True, check=False)
    link = told.stdout.strip()
    return f"  The desk has no administrator yet. This link, good once and for a day, makes one:\n    {link}\n" if link else ""


def end_on_first_signal() -> None:
    """Let the first Ctrl-C or SIGTERM end this, in order; make passes a second one on, which would cut that short."""

    def end(number: int, frame: FrameType | None) -> None:
        for each in _ENDING:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in _ENDING:
        signal.signal(each, end)


def main() -> None:
    """Start, say where, chat until the visitor leaves or Ctrl-C, end."""
    print(f"Starting the assistant of {load_clinic().name} ...", file=sys.stderr, flush=True)
    end_on_first_signal()
    try:
        with running_assistant(database=RUN_FOLDER / "conversations.db", port=PORT, desk_port=DESK_PORT) as place:
            print(f"\n{addresses(place)}{first_link(place)}", flush=True)
            print("Or chat here: type a question, the number of a choice, or /quit. Ctrl-C ends everything.\n", file=sys.stderr, flush=True)
            if not chat(RestClient(place.url)):
                print("Nobody types here, so it serves until it is ended.", file=sys.stderr, flush=True)
                signal.pause()
    except KeyboardInterrupt:
        print("\nGoodbye.", file=sys.stderr)


if __name__ == "__main__":
    main()
