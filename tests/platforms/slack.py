"""A fake of Slack's server.

From "Events API" (https://docs.slack.dev/apis/events-api; retries), "Verifying requests from Slack"
(https://docs.slack.dev/authentication/verifying-requests-from-slack), "block_actions payload"
(https://docs.slack.dev/reference/interaction-payloads/block_actions-payload), "chat.postMessage"
(https://docs.slack.dev/reference/methods/chat.postMessage), "Rate limits" (https://docs.slack.dev/apis/web-api/rate-limits).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any, Mapping
from urllib.parse import urlencode

from tests.platforms.far import Far
from tests.platforms.server import Platform
from tests.platforms.shapes import FORM_TYPE, JSON_TYPE, Call, Person, Reply, Signing, Update, as_json, shown_choices
from tests.platforms.slack_blocks import choices, problem_of, seen

TOKEN, SIGNING_SECRET = "xoxb-17653672481-19874698323", "8f742231b10e8888abcd99yyyzzz85a5"
TEAM, APP, BOT_USER, BOT, CHANNEL = "T0FAKETEAM", "A0FAKEAPP", "U0FAKEBOT", "B0FAKEBOT", "C0FAKECHAN"
SECONDS_OF_AN_OLD_SIGNATURE = 360


class FarSlack(Far):
    """chat.postMessage; a person's address is `channel` or `channel thread`."""

    def person_of(self, call: Call) -> str | None:
        """Channel and thread of a message."""
        return _address(_fields(call)) if call.path == "/api/chat.postMessage" else None

    def too_many(self, seconds: float) -> Reply:
        """How long to wait stands in a header."""
        return Reply(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": f"{seconds:g}"})

    def answer(self, call: Call) -> Reply:
        """Take a message; refusals have status 200."""
        if call.path != "/api/chat.postMessage":
            return _error("unknown_method")
        if not call.headers.get("authorization"):
            return _error("not_authed")
        if call.headers["authorization"] != f"Bearer {TOKEN}":
            return _error("invalid_auth")
        if not call.headers.get("content-type", "").startswith(JSON_TYPE):
            return _error("invalid_post_type")
        fields = _fields(call)
        address, problem = _address(fields), problem_of(fields)
        if problem:
            self.refuse(address, problem, fields)
            return _error(problem)
        text = seen(fields)
        self.take(address, text, shown_choices(text, choices(fields)))
        moment = _moment(next(self.numbers))
        return Reply(200, {"ok": True, "channel": fields["channel"], "ts": moment, "message": {"type": "message", "text": fields["text"]}})


class Slack(Platform):
    """The channel `slack`, in direct messages; mentions have an address of their own."""

    name = "slack"

    def __init__(self) -> None:
        """A server of its own, not started."""
        self.far = FarSlack()

    def variables(self) -> dict[str, str]:
        """What turns the channel on."""
        return {"CLINIC_SLACK_TOKEN": TOKEN, "CLINIC_SLACK_SIGNING_SECRET": SIGNING_SECRET, "CLINIC_SLACK_SERVER": self.far.url}

    def person(self, number: int) -> Person:
        """Their direct messages with the bot are a channel."""
        return Person(number, f"D0DIRECT{number:03d}")

    def signature(self, update: Update, signing: Signing) -> dict[str, str]:
        """HMAC-SHA256 of version, moment and body; an old one is right but for its moment."""
        if signing == "missing":
            return {}
        moment = str(int(time.time()) - (SECONDS_OF_AN_OLD_SIGNATURE if signing == "old" else 0))
        secret = "guessed" if signing == "forged" else SIGNING_SECRET
        algorithm = hashlib.sha1 if signing == "wrong_algorithm" else hashlib.sha256
        digest = hmac.new(secret.encode(), f"v0:{moment}:".encode() + update.body, algorithm).hexdigest()
        return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={digest}"}

    def headers(self, update: Update, signing: Signing = "right", retry: int = 0) -> dict[str, str]:
        """A resend says that it is one."""
        again = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        return {**super().headers(update, signing, retry), **again}

    def text(self, person: Person, words: str) -> Update:
        """A direct message."""
        return self.event(self.message(person, text=words))

    def mention(self, person: Person, words: str, moment: str = "", thread: str = "") -> Update:
        """Somebody names the bot in a channel, in a thread where one is given."""
        moment = moment or _moment(next(self.far.numbers))
        said = {"type": "app_mention", "user": _user(person), "text": f"<@{BOT_USER}> {words}", "ts": moment, "event_ts": moment}
        return self.event({**said, "channel": CHANNEL, "team": TEAM, **({"thread_ts": thread} if thread else {})})

    def pressed(self, person: Person, how: str, title: str) -> Update:
        """A button of the last message in the direct messages, or of a thread."""
        channel, _, thread = person.address.partition(" ")
        moment, at = _moment(next(self.far.numbers)), {"thread_ts": thread} if thread else {}
        place = how.rpartition(".")[2]
        action = {"type": "button", "action_id": f"choice_{place}", "block_id": "b1", "value": how, "action_ts": moment}
        payload = {
            "type": "block_actions",
            "user": {"id": _user(person), "username": "ann", "team_id": TEAM},
            "api_app_id": APP,
            "token": "deprecated",
            "container": {"type": "message", "message_ts": "1.1", "channel_id": channel, "is_ephemeral": False, **at},
            "trigger_id": f"12.34.{moment}",
            "team": {"id": TEAM, "domain": "willow"},
            "channel": {"id": channel, "name": "directmessage"},
            "message": {"bot_id": BOT, "type": "message", "text": "…", "user": BOT_USER, "ts": "1.1", **at},
            "response_url": "https://hooks.slack.com/actions/1",
            "actions": [{**action, "text": {"type": "plain_text", "text": title}}],
        }
        return Update(urlencode({"payload": json.dumps(payload)}).encode(), FORM_TYPE)

    def handshake(self, challenge: str) -> Update:
        """The question whether this address is ours."""
        return as_json({"token": "deprecated", "challenge": challenge, "type": "url_verification"})

    def odd(self, person: Person) -> Mapping[str, Update]:
        """Events of each kind."""
        file = {"id": "F1", "mimetype": "image/png", "url_private": "https://files.slack.com/1"}
        edited = self.message(person, text="does massage help sleep", edited={"user": _user(person), "ts": _moment(2)})
        changed = {"subtype": "message_changed", "hidden": True, "message": edited, "previous_message": {}}
        reaction = {"type": "reaction_added", "user": _user(person), "reaction": "thumbsup", "item": {"type": "message", "channel": person.address}}
        return {
            "nothing": Update(b""),
            "empty": self.text(person, ""),
            "emoji": self.text(person, ":grinning: 😀"),
            "10 kB": self.text(person, "massage " * 1280),
            "null": Update(b"null"),
            "null text": self.event(self.message(person, text=None)),
            "list body": Update(b"[1, 2]"),
            "no JSON": Update(b"{not json"),
            "no payload": Update(b"payload=", FORM_TYPE),
            "file": self.event(self.message(person, text="", subtype="file_share", files=[file])),
            "edited": self.event({"type": "message", "channel": person.address, "channel_type": "im", "ts": _moment(1), **changed}),
            "own message": self.event({**self.message(person, text="an answer"), "user": BOT_USER, "bot_id": BOT, "app_id": APP}),
            "reaction": self.event(reaction),
            "channel post": self.event({**self.message(person, text="good morning all"), "channel": CHANNEL, "channel_type": "channel"}),
            "unknown": self.event({"type": "hologram", "user": _user(person)}),
            "unknown update": as_json({"type": "hologram"}),
        }

    def message(self, person: Person, **fields: Any) -> dict[str, Any]:
        """A message in the person's direct messages."""
        moment = _moment(next(self.far.numbers))
        where = {"channel": person.address.partition(" ")[0], "channel_type": "im", "team": TEAM}
        return {"type": "message", "user": _user(person), "ts": moment, "event_ts": moment, **where, **fields}

    def event(self, event: dict[str, Any]) -> Update:
        """An event in its envelope."""
        authorization = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True}
        envelope = {"token": "deprecated", "team_id": TEAM, "api_app_id": APP, "type": "event_callback", "authorizations": [authorization]}
        return as_json({**envelope, "event": event, "event_id": f"Ev{next(self.far.numbers):09d}", "event_time": int(time.time())})


def _user(person: Person) -> str:
    return f"U0PERSON{person.number:03d}"


def _moment(number: int) -> str:
    return f"{int(time.time())}.{number:06d}"


def _fields(call: Call) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(call.body or b"{}")
    return fields


def _address(fields: Mapping[str, Any]) -> str:
    return f"{fields.get('channel', '')} {fields.get('thread_ts', '')}".strip()


def _error(error: str) -> Reply:
    return Reply(200, {"ok": False, "error": error})
