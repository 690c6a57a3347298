"""Asks between the two likeliest topics."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import turn_of
from content.topic_titles import TopicTitles, load_topic_titles

TITLES = load_topic_titles()


def question_and_buttons(choices: tuple[str, ...], titles: TopicTitles) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The words for "did you mean A or B?" and a button for each."""
    named = [titles.topics[choice].title for choice in choices]
    buttons = [{"title": titles.topics[choice].ask, "payload": f"/{choice}"} for choice in choices]
    return {"first": named[0], "second": named[1]}, buttons


class ActionDidYouMean(Action):
    """Asks "did you mean A or B?" where two answers are close."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_did_you_mean"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Ask in words and by buttons; the choices are marked on the reply."""
        choices = turn_of(tracker).choices
        words, buttons = question_and_buttons(choices, TITLES)
        dispatcher.utter_message(response="utter_did_you_mean", buttons=buttons, choices=list(choices), **words)
        return []
