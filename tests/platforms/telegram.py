"""A fake of Telegram's server.

From "Telegram Bot API" (https://core.telegram.org/bots/api): Update, Message, CallbackQuery, setWebhook (`secret_token`),
sendMessage, answerCallbackQuery, InlineKeyboardButton, ResponseParameters, Formatting options.
"""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any, Mapping

from tests.platforms.far import Far
from tests.platforms.server import Platform
from tests.platforms.shapes import Call, Choice, Person, Reply, Signing, Update, as_json, shown_choices
from tests.platforms.telegram_markup import CannotParse, seen

TOKEN, SECRET, OLD_SECRET = "700123:AAE-fake_token_of_the_bot", "webhook_secret-of-now", "webhook_secret-of-last-year"
BOT: dict[str, Any] = {"id": 700123, "is_bot": True, "first_name": "Willow Lane", "username": "willow_lane_bot"}
GROUP: dict[str, Any] = {"id": -1001234567890, "title": "Runners", "type": "supergroup"}
MEDIA: Mapping[str, Any] = {
    "photo": [{"file_id": "AgACAgQ", "file_unique_id": "AQAD", "width": 90, "height": 51, "file_size": 1101}],
    "voice": {"file_id": "AwACAgQ", "file_unique_id": "AgAD", "duration": 3, "mime_type": "audio/ogg", "file_size": 9012},
    "location": {"latitude": 51.5, "longitude": -0.1},
    "contact": {"phone_number": "447700900999", "first_name": "Bob"},
    "sticker": {"file_id": "CAACAgQ", "file_unique_id": "AgADxQ", "width": 512, "height": 512, "type": "regular", "emoji": "👍"},
}
MOST_CHARACTERS, MOST_BYTES_OF_DATA, MOST_BUTTONS = 4096, 64, 100


class FarTelegram(Far):
    """`sendMessage` and `answerCallbackQuery`; `acknowledged` holds the ids of answered callback queries."""

    def __init__(self) -> None:
        """Nothing is acknowledged yet."""
        super().__init__()
        self.acknowledged = list[str]()

    def person_of(self, call: Call) -> str | None:
        """The chat of a message."""
        return str(_fields(call).get("chat_id")) if call.path.endswith("/sendMessage") else None

    def too_many(self, seconds: float) -> Reply:
        """How long to wait stands in the body."""
        return _error(429, f"Too Many Requests: retry after {seconds:g}", parameters={"retry_after": seconds})

    def answer(self, call: Call) -> Reply:
        """Take a message, or the news that a button was seen."""
        token, _, method = call.path.removeprefix("/bot").partition("/")
        if token != TOKEN:
            return _error(401, "Unauthorized")
        fields = _fields(call)
        if method == "answerCallbackQuery":
            self.acknowledged.append(str(fields.get("callback_query_id")))
            return Reply(200, {"ok": True, "result": True})
        if method != "sendMessage":
            return _error(404, "Not Found")
        return self._send(str(fields.get("chat_id", "")), fields)

    def _send(self, address: str, fields: dict[str, Any]) -> Reply:
        rows = fields.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = [button for row in rows for button in row]
        problem, text = _problem_of_keyboard(buttons), ""
        try:
            text = seen(fields.get("text", ""), fields.get("parse_mode"))
        except CannotParse as error:
            problem = f"can't parse entities: {error}"
        problem = problem or _problem_of_text(address, text)
        if problem:
            self.refuse(address, problem, fields)
            return _error(400, f"Bad Request: {problem}")
        self.take(address, text, shown_choices(text, [Choice(button["text"], button.get("callback_data", "")) for button in buttons]))
        chat = {"id": int(address), "type": "private"}
        result = {"message_id": next(self.numbers), "from": BOT, "chat": chat, "date": int(time.time()), "text": text}
        return Reply(200, {"ok": True, "result": result})


class Telegram(Platform):
    """The channel `telegram`."""

    name = "telegram"

    def __init__(self) -> None:
        """A server of its own, not started."""
        self.far: FarTelegram = FarTelegram()

    def variables(self) -> dict[str, str]:
        """What turns the channel on."""
        return {"CLINIC_TELEGRAM_TOKEN": TOKEN, "CLINIC_TELEGRAM_SECRET": SECRET, "CLINIC_TELEGRAM_SERVER": self.far.url}

    def person(self, number: int) -> Person:
        """A private chat has its person's id."""
        return Person(number, str(70_000_000 + number))

    def signature(self, update: Update, signing: Signing) -> dict[str, str]:
        """The secret itself; Telegram signs no body, so the wrong algorithm is a digest in its place."""
        values = {
            "right": SECRET,
            "forged": "guessed",
            "old": OLD_SECRET,
            "wrong_algorithm": hashlib.sha1(SECRET.encode()).hexdigest(),
        }
        return {"X-Telegram-Bot-Api-Secret-Token": values[signing]} if signing in values else {}

    def text(self, person: Person, words: str) -> Update:
        """A message in a private chat."""
        return self._update("message", self.message(person, text=words))

    def start_over(self, person: Person) -> Update:
        """`/start`, marked as a command."""
        entity = {"offset": 0, "length": 6, "type": "bot_command"}
        return self._update("message", self.message(person, text="/start", entities=[entity]))

    def edited(self, person: Person, words: str) -> Update:
        """An edited message."""
        return self._update("edited_message", {**self.message(person, text=words), "edit_date": int(time.time())})

    def pressed(self, person: Person, how: str, title: str) -> Update:
        """A callback query with the message that held the button."""
        held_by = {**self.message(person, text="…"), "from": BOT}
        query_id = str(4_000_000_000 + next(self.far.numbers))
        query = {"id": query_id, "from": _user(person), "message": held_by, "chat_instance": "-1", "data": how}
        return self._update("callback_query", query)

    def media(self, person: Person, kind: str) -> Update:
        """A message without words: one of `MEDIA`."""
        return self._update("message", self.message(person, **{kind: MEDIA[kind]}))

    def group_post(self, person: Person, words: str) -> Update:
        """A message in a group that the bot is in."""
        return self._update("message", {**self.message(person, text=words), "chat": GROUP})

    def channel_post(self, words: str) -> Update:
        """A post of a channel, which has no person."""
        chat = {"id": -1009876543210, "title": "News", "type": "channel"}
        post = {"message_id": next(self.far.numbers), "sender_chat": chat, "chat": chat, "date": int(time.time()), "text": words}
        return self._update("channel_post", post)

    def reaction(self, person: Person) -> Update:
        """A thumb under a message of ours."""
        thumb = {"type": "emoji", "emoji": "👍"}
        chat = {"id": int(person.address), "type": "private"}
        fields = {"chat": chat, "message_id": 1, "user": _user(person), "date": 1, "old_reaction": [], "new_reaction": [thumb]}
        return self._update("message_reaction", fields)

    def odd(self, person: Person) -> Mapping[str, Update]:
        """A batch does not exist here; a message of each other kind does."""
        return {
            "nothing": Update(b""),
            "empty": self.text(person, ""),
            "emoji": self.text(person, "😀👩‍👩‍👧"),
            "10 kB": self.text(person, "massage " * 1280),
            "null": Update(b"null"),
            "null text": self._update("message", {**self.message(person), "text": None}),
            "list body": Update(b"[1, 2]"),
            "no JSON": Update(b"{not json"),
            **{kind: self.media(person, kind) for kind in MEDIA},
            "edited": self.edited(person, "does massage help sleep"),
            "group": self.group_post(person, "good morning all"),
            "channel post": self.channel_post("news"),
            "reaction": self.reaction(person),
            "unknown": self._update("hologram", {"chat": {"id": int(person.address)}}),
        }

    def message(self, person: Person, **fields: Any) -> dict[str, Any]:
        """A message in the person's private chat."""
        chat = {"id": int(person.address), "first_name": f"Ann {person.number}", "type": "private"}
        return {"message_id": next(self.far.numbers), "from": _user(person), "chat": chat, "date": int(time.time()), **fields}

    def _update(self, kind: str, fields: Any) -> Update:
        return as_json({"update_id": 900_000_000 + next(self.far.numbers), kind: fields})


def _user(person: Person) -> dict[str, Any]:
    return {"id": int(person.address), "is_bot": False, "first_name": f"Ann {person.number}", "language_code": "en"}


def _fields(call: Call) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(call.body or b"{}")
    return fields


def _error(status: int, description: str, **more: Any) -> Reply:
    return Reply(status, {"ok": False, "error_code": status, "description": description, **more})


def _problem_of_text(address: str, text: str) -> str:
    if not address.lstrip("-").isdecimal():
        return "chat not found"
    if not text.strip():
        return "message text is empty"
    return "message is too long" if len(text.encode("utf-16-le")) // 2 > MOST_CHARACTERS else ""


def _problem_of_keyboard(buttons: list[dict[str, Any]]) -> str:
    if len(buttons) > MOST_BUTTONS:
        return "reply markup is too long"
    for button in buttons:
        if not button.get("text"):
            return "Text buttons are unallowed in the inline keyboard"
        if "url" not in button and not 1 <= len(str(button.get("callback_data", "")).encode()) <= MOST_BYTES_OF_DATA:
            return "BUTTON_DATA_INVALID"
    return ""
