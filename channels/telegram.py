"""Telegram: the Bot API's webhook (https://core.telegram.org/bots/api)."""

from __future__ import annotations

import html
import json
import re
from typing import Any, Mapping, Sequence

from channels.messaging.fitting import titles
from channels.messaging.input import MessagingInput
from channels.messaging.markup import without_scheme, written
from channels.messaging.messages import Incoming, Outcome, Outgoing, Post
from channels.messaging.platform import Forged, Limits, Platform, Unsigned, is_same, json_of, last_signs, part, seconds_of, word
from channels.messaging.settings import HalfSet, Settings

TOKEN, SECRET = "CLINIC_TELEGRAM_TOKEN", "CLINIC_TELEGRAM_SECRET"
SECRET_HEADER = "x-telegram-bot-api-secret-token"
# What the webhook is registered for; everything else is never sent.
UPDATES = ("message", "edited_message", "callback_query")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
# What a link to the bot may bring along has no spaces: more is somebody's words.
_START = re.compile(r"/start(?:@\w+)?(?:\s+[\w-]*)?\s*")
# Telegram tells of these in messages without words: somebody came, went, pinned, or the chat's picture changed.
_NEWS = (
    *("new_chat_members", "left_chat_member", "pinned_message", "new_chat_title", "new_chat_photo", "delete_chat_photo"),
    *("group_chat_created", "supergroup_chat_created", "migrate_to_chat_id", "message_auto_delete_timer_changed"),
)


class Telegram(Platform):
    """Private chats are answered; a group is told to write in private, and only when it speaks to the bot."""

    name = "telegram"
    limits = Limits(characters=4096, buttons=20, title=64)

    def __init__(self, settings: Settings) -> None:
        """Take the bot's token and the webhook's secret."""
        super().__init__(settings)
        if not _TOKEN.fullmatch(settings[TOKEN]):
            raise HalfSet(f"The assistant cannot start. {TOKEN} must be the token from BotFather, such as 123456:ABC-DEF.")
        if not _SECRET.fullmatch(settings[SECRET]):
            raise HalfSet(f"The assistant cannot start. {SECRET} must be 1 to 256 letters, digits, _ or -.")
        self._api = f"{settings.server}/bot{settings[TOKEN]}"

    def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Compare the secret that was registered with the webhook, in constant time."""
        given = headers.get(SECRET_HEADER)
        if not given:
            raise Unsigned
        if not is_same(given, self.settings[SECRET]):
            raise Forged

    def read(self, body: bytes, headers: Mapping[str, str]) -> Sequence[Incoming]:
        """A message, an edited message, or a pressed button; posts of channels and all other kinds are left out."""
        update = json_of(body)
        if part(update, "callback_query"):
            return _pressed(part(update, "callback_query"))
        if part(update, "edited_message"):
            message = part(update, "edited_message")
            return _said(message, f"edited {word(message, 'edit_date')}")
        return _said(part(update, "message"), "")

    def acknowledgement(self, incoming: Incoming) -> Post | None:
        """A pressed button shows a clock until this comes."""
        if incoming.kind != "button":
            return None
        return Post(f"{self._api}/answerCallbackQuery", {}, {"callback_query_id": incoming.message_id.partition(" ")[2]})

    def post(self, outgoing: Outgoing) -> Post:
        """`sendMessage` with each choice on a row of its own."""
        fields: dict[str, Any] = {
            "chat_id": outgoing.address,
            "text": self.formatted(outgoing.text),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        shown = enumerate(titles(outgoing.buttons, self.limits))
        if outgoing.buttons:
            fields["reply_markup"] = {"inline_keyboard": [[_button(title, outgoing.button_id(place))] for place, title in shown]}
        return Post(f"{self._api}/sendMessage", {}, fields)

    def outcome(self, status: int, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Telegram says in the body how long to wait."""
        outcome = super().outcome(status, headers, body)
        if outcome.state != "again":
            return outcome
        try:
            after = seconds_of(word(part(json.loads(body), "parameters"), "retry_after"))
        except ValueError:
            after = None
        return Outcome("again", outcome.problem, outcome.after if after is None else after)

    def shown(self, address: str) -> str:
        """The end of the chat's number."""
        return last_signs(address)

    def formatted(self, text: str) -> str:
        """HTML, the one of Telegram's markups in which any text can be escaped."""
        return written(text, _escaped, lambda bold: f"<b>{_escaped(bold)}</b>", _linked)


class TelegramInput(MessagingInput):
    """`/webhooks/telegram/webhook`."""

    platform_type = Telegram


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _button(title: str, data: str) -> dict[str, str]:
    return {"text": title, "callback_data": data}


def _linked(label: str, address: str) -> str:
    if address.startswith("https://"):
        return f'<a href="{html.escape(address)}">{_escaped(label)}</a>'
    return _escaped(f"{label} ({without_scheme(address)})")


def _pressed(query: Any) -> Sequence[Incoming]:
    chat, data, query_id = part(query, "message", "chat"), word(query, "data"), word(query, "id")
    address = word(chat, "id")
    is_private = word(chat, "type") in ("private", "")
    return [Incoming(f"press {query_id}", address, "button", data)] if address and query_id and is_private else []


def _is_bot(message: Any) -> bool:
    return part(message, "from").get("is_bot") is True


def _said(message: Any, mark: str) -> Sequence[Incoming]:
    chat, kind = word(part(message, "chat"), "id"), word(part(message, "chat"), "type")
    text, number = word(message, "text") or word(message, "caption"), word(message, "message_id")
    if not (chat and number) or _is_bot(message) or any(name in message for name in _NEWS):
        return []
    message_id = f"{chat} {number} {mark}".strip()
    if kind != "private":
        is_for_us = text.startswith("/start") or _is_bot(part(message, "reply_to_message"))
        return [Incoming(message_id, chat, "private_only")] if is_for_us else []
    if _START.fullmatch(text):
        return [Incoming(message_id, chat, "begin")]
    if not text:
        return [Incoming(message_id, chat, "no_text")]
    return [Incoming(message_id, chat, "text", text)]
