"""Answers each of several questions in one message, and the choice that a plain "yes" picks."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.clinic import LOOKED_UP
from actions.turn import last_choices, turn_of

MOST_ANSWERS = 3


def arguments_for(intent: str, text: str, responses: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `utter_message` that answer `intent` as its own rule would.

    :raises KeyError: the domain has no reply for the intent.
    """
    if intent in LOOKED_UP:
        return LOOKED_UP[intent](text)
    return {"response": "utter_evidence_how_it_works" if intent == "why" else response_for(intent, responses)}


def response_for(intent: str, responses: dict[str, Any]) -> str:
    """Name of the fixed reply to `intent`: `utter_sleep`, or `utter_safety_side_effects` for `side_effects`.

    :raises KeyError: the domain has no reply for it.
    """
    fits = [name for name in responses if name == f"utter_{intent}" or name.endswith(f"_{intent}")]
    if not fits:
        raise KeyError(f"domain.yml has no response for the intent {intent}; add `utter_{intent}`")
    return min(fits, key=len)


class ActionAnswerSeveral(Action):
    """Answers each question of a message that holds several."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_answer_several"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """One message an answer, in the order in which they were asked."""
        turn = turn_of(tracker)
        for intent in turn.topics[:MOST_ANSWERS]:
            dispatcher.utter_message(**arguments_for(intent, turn.text, domain["responses"]))
        return []


class ActionAnswerChoice(Action):
    """Takes a plain "yes" to "did you mean A or B?" for the likelier one, A."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_answer_choice"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer the first of the choices."""
        for intent in last_choices(tracker)[:1]:
            dispatcher.utter_message(**arguments_for(intent, turn_of(tracker).text, domain["responses"]))
        return []
