"""Slack: the Events API, interactivity, and chat.postMessage (https://docs.slack.dev/apis/events-api)."""

from __future__ import annotations

import json
import re
from typing import Any, Mapping, Sequence
from urllib.parse import parse_qs

from sanic.response import HTTPResponse, empty
from sanic.response import json as json_response
from slack_sdk.signature import SignatureVerifier

from channels.messaging.fitting import titles
from channels.messaging.input import MessagingInput
from channels.messaging.markup import without_scheme, written
from channels.messaging.messages import Incoming, Outcome, Outgoing, Post
from channels.messaging.platform import Forged, Limits, NoUpdate, Platform, Unsigned, json_of, last_signs, part, parts, word
from channels.messaging.settings import Settings

TOKEN, SIGNING_SECRET = "CLINIC_SLACK_TOKEN", "CLINIC_SLACK_SIGNING_SECRET"
SIGNATURE_HEADER, TIME_HEADER = "x-slack-signature", "x-slack-request-timestamp"
_FORM = "application/x-www-form-urlencoded"
_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")
_LINK = re.compile(r"<(?:https?://|mailto:|tel:)([^|>]+)(?:\|([^>]*))?>")
_UNESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
# What Slack answers, with status 200, where another try may succeed.
_AGAIN = ("ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout")


# Subtypes of a message that hold a person's words; all others are deletions and notices. A mention's edit is no mention anew.
_SAID = ("", "file_share", "thread_broadcast", "me_message")


class Slack(Platform):
    """Direct messages and mentions; an answer to a mention stands in its thread. An address is `channel` or `channel thread`."""

    name = "slack"
    # A section holds 3,000 characters, and escaping makes some signs longer.
    limits = Limits(characters=2500, buttons=25, title=75)

    def __init__(self, settings: Settings) -> None:
        """Take the bot's token and the signing secret."""
        super().__init__(settings)
        self._verifier = SignatureVerifier(settings[SIGNING_SECRET])

    def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Slack signs body and time; what is older than five minutes is refused, as its own library does."""
        signature, moment = headers.get(SIGNATURE_HEADER), headers.get(TIME_HEADER)
        if not signature or not moment:
            raise Unsigned
        if not (moment.isascii() and moment.isdecimal() and signature.isascii()) or not self._is_valid(body, moment, signature):
            raise Forged

    def read(self, body: bytes, headers: Mapping[str, str]) -> Sequence[Incoming]:
        """A direct message, a mention, or a pressed button; all else is left out, our own messages too."""
        if headers.get("content-type", "").startswith(_FORM):
            return _pressed(_payload_of(body))
        update = json_of(body)
        event = _as_edited(part(update, "event"))
        if word(update, "type") != "event_callback" or event.get("bot_id") or not word(event, "user"):
            return []
        return _said(event)

    def received(self, body: bytes) -> HTTPResponse:
        """Slack asks once, in a signed message, whether this address is ours."""
        try:
            update = json.loads(body)
        except ValueError:  # a form
            return empty(200)
        if word(update, "type") == "url_verification":
            return json_response({"challenge": word(update, "challenge")})
        return empty(200)

    def post(self, outgoing: Outgoing) -> Post:
        """Text for notifications, and the same as a section with its choices below."""
        channel, _, thread = outgoing.address.partition(" ")
        shown = self.formatted(outgoing.text)
        blocks: list[dict[str, Any]] = [{"type": "section", "text": {"type": "mrkdwn", "text": shown}}]
        buttons = [_button(title, outgoing.button_id(place), place) for place, title in enumerate(titles(outgoing.buttons, self.limits))]
        if buttons:
            blocks.append({"type": "actions", "elements": buttons})
        fields = {"channel": channel, "text": shown, "blocks": blocks, "unfurl_links": False, **({"thread_ts": thread} if thread else {})}
        return Post(f"{self.settings.server}/api/chat.postMessage", {"Authorization": f"Bearer {self.settings[TOKEN]}"}, fields)

    def outcome(self, status: int, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Slack answers 200 and says in the body whether it took the message."""
        outcome = super().outcome(status, headers, body)
        if outcome.state != "taken":
            return outcome
        try:
            answer = json.loads(body)
        except ValueError:
            return Outcome("again", "no JSON")
        if part({"answer": answer}, "answer").get("ok") is True:
            return outcome
        error = word(answer, "error")
        return Outcome("again", error[:60]) if error in _AGAIN else Outcome("refused", "refused")

    def shown(self, address: str) -> str:
        """The end of the channel's id."""
        return last_signs(address.partition(" ")[0])

    def formatted(self, text: str) -> str:
        """Slack's own markup, with its three signs escaped."""
        return written(text, _escaped, lambda bold: f"*{_escaped(bold)}*", _linked)

    def _is_valid(self, body: bytes, moment: str, signature: str) -> bool:
        try:
            return bool(self._verifier.is_valid(body, moment, signature))
        except UnicodeDecodeError:
            return False


class SlackInput(MessagingInput):
    """`/webhooks/slack/webhook`, for events and for interactivity."""

    platform_type = Slack


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _linked(label: str, address: str) -> str:
    if address.startswith(("https://", "mailto:")):
        return f"<{address}|{_escaped(label)}>"
    return _escaped(f"{label} ({without_scheme(address)})")


def _button(title: str, value: str, place: int) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": title}, "value": value, "action_id": f"choice_{place}"}


def _payload_of(body: bytes) -> dict[str, Any]:
    try:
        payload = parse_qs(body.decode(), max_num_fields=20).get("payload", [""])[0]
    except ValueError as error:
        raise NoUpdate("the body is no form") from error
    return json_of(payload.encode())


def _pressed(payload: Mapping[str, Any]) -> Sequence[Incoming]:
    actions = [action for action in parts(payload, "actions") if word(action, "value")]
    channel, thread = word(part(payload, "channel"), "id"), word(part(payload, "message"), "thread_ts")
    if word(payload, "type") != "block_actions" or not channel or not actions:
        return []
    address, pressed_at = f"{channel} {thread}".strip(), word(actions[0], "action_ts") or word(payload, "trigger_id")
    return [Incoming(f"press {channel} {pressed_at}", address, "button", word(actions[0], "value"))]


def _as_edited(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message that the person has changed, where the event tells of one; Slack also changes messages itself, for a preview."""
    message, edited_at = part(event, "message"), word(part(event, "message", "edited"), "ts")
    is_an_edit = edited_at and word(message, "text") != word(part(event, "previous_message"), "text")
    if word(event, "subtype") != "message_changed" or not is_an_edit:
        return event
    where = {name: event[name] for name in ("type", "channel", "channel_type") if name in event}
    return {**message, **where, "edited_at": edited_at}


def _said(event: Mapping[str, Any]) -> Sequence[Incoming]:
    channel, moment, kind = word(event, "channel"), word(event, "ts"), word(event, "type")
    is_direct = kind == "message" and word(event, "channel_type") == "im"
    if not (channel and moment) or not (is_direct or kind == "app_mention") or word(event, "subtype") not in _SAID:
        return []
    thread = word(event, "thread_ts") or ("" if is_direct else moment)
    text = _words(word(event, "text"))
    is_file_alone = not text and bool(parts(event, "files"))
    edit = f" edited {word(event, 'edited_at')}" if word(event, "edited_at") else ""
    return [Incoming(f"{channel} {moment}{edit}", f"{channel} {thread}".strip(), "no_text" if is_file_alone else "text", text)]


def _words(text: str) -> str:
    """What the person typed, without Slack's marks for people, links and signs."""
    plain = _LINK.sub(lambda link: link[2] or link[1], _MENTION.sub(" ", text))
    for mark, sign in _UNESCAPED:
        plain = plain.replace(mark, sign)
    return plain.strip()
