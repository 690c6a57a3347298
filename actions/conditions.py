"""Answers questions about named conditions: does it help, is it safe, what does research say, why."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.health import Library, Said, benefit, may_i, reason, research, told_about
from actions.turn import SELF, Turn, turn_of
from content.conditions import load_conditions
from content.evidence import load_evidence
from content.safety import load_safety

LIBRARY = Library(load_conditions(), load_evidence(), load_safety())
MOST_CONDITIONS = 4


def _say(said: list[Said], dispatcher: CollectingDispatcher) -> None:
    """Dispatch `said`; the last message carries the quick replies of a health answer."""
    for place, message in enumerate(said, start=1):
        marks = {"topics": list(message.topics), "conditions": list(message.conditions)}
        if place < len(said):
            dispatcher.utter_message(response="utter_fact", answer=message.text, **marks)
        else:
            dispatcher.utter_message(response="utter_looked_up", answer=message.text, **marks)


def _covered(turn: Turn) -> list[str]:
    return [name for name in turn.conditions if LIBRARY.conditions.is_covered(name)][:MOST_CONDITIONS]


class ActionAnswerCondition(Action):
    """Says what massage may do for each named condition, or that our material does not cover it."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_answer_condition"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer every covered condition; a gap is named as one, and marked for the staff."""
        turn = turn_of(tracker)
        covered = _covered(turn)
        _say([benefit(LIBRARY, name, brief=len(covered) > 1) for name in covered], dispatcher)
        if not covered or not all(map(LIBRARY.conditions.is_covered, turn.conditions)):
            say_gap(turn, dispatcher)
        return []


def say_gap(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Say honestly that our material does not cover what was asked about."""
    titles = [LIBRARY.conditions.title(name) for name in turn.conditions if not LIBRARY.conditions.is_covered(name)]
    named = " or ".join(titles) or "that"
    dispatcher.utter_message(
        response="utter_condition_not_covered", topics=["condition_not_covered"], gap=turn.gap or named, condition=named
    )


class ActionAnswerSafety(Action):
    """Says whether a massage is safe with what the visitor named now or before."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_answer_safety"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer each caution; the general rules where nothing was named."""
        turn = turn_of(tracker)
        said = may_i(LIBRARY, tuple(_covered(turn)), turn.contraindications[:MOST_CONDITIONS])
        _say(said if turn.about == SELF else told_about(turn.about, said), dispatcher)
        if not said:
            dispatcher.utter_message(response="utter_safety")
        return []


class ActionShowEvidence(Action):
    """Names the strength, the finding and the citation for what is being talked about."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_show_evidence"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Show the evidence for each condition; the evidence at large where none is named."""
        said = list(filter(None, (research(LIBRARY, name) for name in _covered(turn_of(tracker)))))
        _say(said, dispatcher)
        if not said:
            dispatcher.utter_message(response="utter_evidence")
        return []


class ActionExplainWhy(Action):
    """Explains how massage may work for what is being talked about, and what nobody knows."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_explain_why"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Explain each condition; in general where none is named."""
        said = list(filter(None, (reason(LIBRARY, name) for name in _covered(turn_of(tracker)))))
        _say(said, dispatcher)
        if not said:
            dispatcher.utter_message(response="utter_evidence_how_it_works")
        return []
