"""One way to write as a person on any platform, so that one table of tests runs over all of them."""

from __future__ import annotations

import http.client
from abc import ABC, abstractmethod
from typing import Mapping, Sequence
from urllib.parse import urlsplit

from tests.platforms.far import Far
from tests.platforms.shapes import Answer, Person, Sent, Signing, Update

SECONDS_FOR_THE_WEBHOOK = 20.0


class Platform(ABC):
    """One channel as a person on it and the platform behind them see it; `assistant` is the address of what is tested."""

    name: str
    far: Far
    assistant = ""

    @abstractmethod
    def variables(self) -> dict[str, str]:
        """What turns the channel on in the assistant, with the address of this fake."""

    @abstractmethod
    def person(self, number: int) -> Person:
        """Somebody to write as, the same for the same number."""

    @abstractmethod
    def text(self, person: Person, words: str) -> Update:
        """A message of words; it has an identity, so that sending it twice is a resend."""

    @abstractmethod
    def pressed(self, person: Person, how: str, title: str) -> Update:
        """The person presses or answers a choice."""

    @abstractmethod
    def odd(self, person: Person) -> Mapping[str, Update]:
        """What the platform sends at times and what it never should, by the names of the shared table."""

    @abstractmethod
    def signature(self, update: Update, signing: Signing) -> dict[str, str]:
        """The headers that vouch for `update`, or fail to."""

    def start_over(self, person: Person) -> Update | None:
        """The platform's own "begin", where it has one."""
        return None

    def headers(self, update: Update, signing: Signing = "right", retry: int = 0) -> dict[str, str]:
        """All headers of a webhook; `retry` counts the resends of the same update."""
        return {"Content-Type": update.content_type, **self.signature(update, signing)}

    @property
    def path(self) -> str:
        """Where the webhook is."""
        return f"/webhooks/{self.name}/webhook"

    def send(self, update: Update, signing: Signing = "right", retry: int = 0) -> Answer:
        """Post `update` to the webhook."""
        connection = http.client.HTTPConnection(urlsplit(self.assistant).netloc, timeout=SECONDS_FOR_THE_WEBHOOK)
        try:
            connection.request("POST", self.path, update.body, self.headers(update, signing, retry))
            answer = connection.getresponse()
            return Answer(answer.status, answer.read())
        finally:
            connection.close()

    def say(self, person: Person, words: str) -> Answer:
        """Send a new message of words."""
        return self.send(self.text(person, words))

    def press(self, person: Person, title: str) -> Answer:
        """Press, or answer, the choice `title` of the last message with choices that the person got."""
        choices = next((sent.choices for sent in reversed(self.answers(person)) if sent.choices), ())
        how = next((choice.how for choice in choices if choice.title == title), None)
        assert how is not None, f"no choice {title!r} among {choices}"
        return self.send(self.pressed(person, how, title))

    def answers(self, person: Person) -> Sequence[Sent]:
        """What the person got, oldest first."""
        return self.far.answers(person.address)

    def wait_for(self, person: Person, count: int, seconds: float = 20.0) -> Sequence[Sent]:
        """The person's answers, once there are `count`."""
        return self.far.wait_for(person.address, count, seconds)
