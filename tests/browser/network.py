"""Networks as visitors have them: slow, cut in the middle of an answer, silent."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from tools.serve import HOST

MESSAGES = re.compile(r"/webhooks/website/messages$")
CHANNEL = re.compile(r"/webhooks/website/")
MOST_AT_ONCE = 65_536
LONGEST_SILENCE = 60.0


@contextmanager
def held_back(page: Page, address: re.Pattern[str] = MESSAGES) -> Iterator[None]:
    """Keep the next request to `address` in the browser until the block ends."""
    held: list[Route] = []
    page.route(address, lambda route: held.append(route), times=1)
    yield
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()


@contextmanager
def unreachable(page: Page, address: re.Pattern[str] = CHANNEL) -> Iterator[None]:
    """Let every request to `address` fail while the block runs."""
    page.route(address, lambda route: route.abort())
    yield
    page.unroute(address)


class Line:
    """A line to a server that breaks or falls silent once, in the midst of what the server says."""

    def __init__(self, server: str) -> None:
        """Carry whatever arrives at `near_end` to the address `server` and back."""
        self._far_end = (HOST, urlsplit(server).port or 80)
        self._door = socket.create_server((HOST, 0))
        self.near_end = f"http://{HOST}:{self._door.getsockname()[1]}"
        self.mended = threading.Event()
        self._mark, self._left, self._cuts = b"", 0, False
        threading.Thread(target=self._listen, daemon=True).start()

    def cut_before(self, mark: bytes, nth: int = 1) -> None:
        """Hang up just before the server says `mark` for the `nth` time; later calls get through."""
        self._mark, self._left, self._cuts = mark, nth, True

    def stall_before(self, mark: bytes, nth: int = 1) -> None:
        """Fall silent just before the server says `mark` for the `nth` time, until `mended` is set."""
        self._mark, self._left, self._cuts = mark, nth, False

    def close(self) -> None:
        """Take no more calls."""
        self.mended.set()
        _hang_up(self._door)

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                try:
                    far = socket.create_connection(self._far_end)
                except OSError:
                    _hang_up(near)
                    continue
                for carry in (self._carry_up, self._carry_down):
                    threading.Thread(target=carry, args=(near, far), daemon=True).start()

    def _carry_up(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while data := near.recv(MOST_AT_ONCE):
                far.sendall(data)
        _hang_up(near, far)

    def _carry_down(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while data := far.recv(MOST_AT_ONCE):
                place = self._place_of_harm(data)
                near.sendall(data[:place])
                if place < len(data) and self._cuts:
                    break
                if place < len(data):
                    self.mended.wait(LONGEST_SILENCE)
                near.sendall(data[place:])
        _hang_up(near, far)

    def _place_of_harm(self, data: bytes) -> int:
        """How much of `data` may pass first; the server writes each of its events in one piece."""
        place = data.find(self._mark) if self._mark else -1
        while place >= 0:
            self._left -= 1
            if not self._left:
                self._mark = b""
                return place
            place = data.find(self._mark, place + 1)
        return len(data)


def _hang_up(*sockets: socket.socket) -> None:
    for one in sockets:
        # Whoever waits at it in another thread wakes at a shutdown, not at a close.
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
