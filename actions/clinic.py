"""Answers about the clinic that depend on what exactly was asked: opening hours and prices."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import turn_of
from content.clinic import load_clinic
from content.facts import local_time
from content.opening_hours_asked import hours_answer
from content.prices import price_answer

CLINIC = load_clinic()
# Not a text of its own: what the response generator says goes through its look for an open danger.
FACT = "utter_fact"


def _now() -> datetime:
    return local_time(CLINIC, datetime.now(timezone.utc))


def hours(text: str) -> dict[str, Any]:
    """The opening hours that `text` asks about, as arguments of `utter_message`."""
    return {"response": FACT, "answer": hours_answer(CLINIC.hours, text, _now()), "topics": ["hours"]}


def price(text: str) -> dict[str, Any]:
    """The prices that `text` asks about."""
    return {"response": FACT, "answer": price_answer(CLINIC.prices, text), "topics": ["price"]}


LOOKED_UP = {"hours": hours, "price": price}


class ActionAnswerHours(Action):
    """Answers "are you open on Sunday?" with Sunday's hours."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_answer_hours"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer from clinic.yml."""
        dispatcher.utter_message(**hours(turn_of(tracker).text))
        return []


class ActionAnswerPrice(Action):
    """Answers "how much is an hour?" with the price of an hour."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_answer_price"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer from clinic.yml."""
        dispatcher.utter_message(**price(turn_of(tracker).text))
        return []
