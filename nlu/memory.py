"""What the conversation so far says about the message at hand: read from the tracker, kept nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered

from content.topics import BENEFITS, CONDITIONS

HEALTH_TOPICS = frozenset(BENEFITS + CONDITIONS)
QUESTIONS_ABOUT_A_CONDITION = frozenset({"safety", "evidence", "frequency"})
TURNS_REMEMBERED = 8
OFFERS_OF_A_PERSON = frozenset({"utter_offer_person"})


@dataclass(frozen=True)
class Memory:
    """The last answers, as far as the next message may lean on them.

    `question` is what the last health answer was about: a benefit, safety, evidence or frequency.
    `choices` are the topics between which the assistant has just asked.
    """

    topics: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    question: str | None = None
    choices: tuple[str, ...] = ()
    refused: bool = False
    visitor_said: str = ""


NOTHING = Memory()


def recall(events: Iterable[Event]) -> Memory:
    """Memory of a conversation, from its events, oldest first."""
    turns = _turns(events)[-TURNS_REMEMBERED:]
    if not turns:
        return NOTHING
    said, marks = turns[-1]
    health = [mark for _, turn in turns for mark in turn if _speaks_of_health(mark)]
    return Memory(
        topics=tuple(topic for mark in marks for topic in mark.get("topics", ())),
        conditions=_last_conditions(health),
        question=_question(health[-1]) if health else None,
        choices=tuple(choice for mark in marks for choice in mark.get("choices", ())),
        refused=any("out_of_scope" in mark.get("topics", ()) for mark in marks),
        visitor_said=said,
    )


def _turns(events: Iterable[Event]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Each visitor's message with the marks (metadata) of the replies to it."""
    turns: list[tuple[str, list[dict[str, Any]]]] = []
    for event in events:
        kind = type(event)  # not `isinstance`: on Rasa's abstract classes that takes longer than all else here
        if kind is UserUttered:
            turns.append((event.text or "", []))
        elif kind is BotUttered and turns:
            turns[-1][1].append(event.metadata or {})
        elif kind is ActionExecuted and event.action_name == "action_restart":
            turns.clear()
    return turns


def _speaks_of_health(mark: dict[str, Any]) -> bool:
    topics = set(mark.get("topics", ()))
    return bool(topics & (HEALTH_TOPICS | QUESTIONS_ABOUT_A_CONDITION))


def _last_conditions(health: list[dict[str, Any]]) -> tuple[str, ...]:
    named = [tuple(mark["conditions"]) for mark in health if mark.get("conditions")]
    return named[-1] if named else ()


def _question(mark: dict[str, Any]) -> str:
    asked = set(mark.get("topics", ())) & QUESTIONS_ABOUT_A_CONDITION
    return min(asked) if asked else "benefit"
