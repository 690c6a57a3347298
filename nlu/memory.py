"""What the conversation so far says about the message at hand: read from the tracker, kept nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered

from content.topics import BENEFITS, CONDITIONS
from nlu.person import NOBODY, People

READING = "reading"
HEALTH_TOPICS = frozenset(BENEFITS + CONDITIONS)
QUESTIONS_ABOUT_A_CONDITION = frozenset({"safety", "evidence", "frequency"})
TURNS_REMEMBERED = 8


@dataclass(frozen=True)
class Memory:
    """The last answers, and what is known for the whole conversation.

    `topics` are those of the last answer; `conditions` those of the last health answer; `choices` the topics between which
    the assistant has just asked; `open_danger` is the alarm that nobody has dealt with yet.
    """

    topics: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    refused: bool = False
    visitor_said: str = ""
    people: People = NOBODY
    open_danger: str | None = None

    @property
    def topic(self) -> str:
        """The first topic of the last answer, or "" where there was none."""
        return self.topics[0] if self.topics else ""


NOTHING = Memory()


@dataclass(frozen=True)
class _Turn:
    said: str
    reading: dict[str, Any]
    marks: list[dict[str, Any]]


def recall(events: Iterable[Event]) -> Memory:
    """Memory of a conversation, from its events, oldest first."""
    turns = _turns(events)[-TURNS_REMEMBERED:]
    if not turns:
        return NOTHING
    last = turns[-1]
    health = [mark for turn in turns for mark in turn.marks if _speaks_of_health(mark)]
    return Memory(
        topics=tuple(topic for mark in last.marks for topic in mark.get("topics", ())),
        conditions=next((tuple(mark["conditions"]) for mark in reversed(health) if mark.get("conditions")), ()),
        choices=tuple(choice for mark in last.marks for choice in mark.get("choices", ())),
        refused=any("out_of_scope" in mark.get("topics", ()) for mark in last.marks),
        visitor_said=last.said,
        people=People.from_json(last.reading.get("people")),
        open_danger=last.reading.get("open_danger"),
    )


def _turns(events: Iterable[Event]) -> list[_Turn]:
    """Each visitor's message with what was read in it and the marks (metadata) of the replies to it."""
    turns: list[_Turn] = []
    for event in events:
        kind = type(event)  # not `isinstance`: on Rasa's abstract classes that takes longer than all else here
        if kind is UserUttered:
            turns.append(_Turn(event.text or "", (event.parse_data or {}).get(READING) or {}, []))
        elif kind is BotUttered and turns:
            turns[-1].marks.append(event.metadata or {})
        elif kind is ActionExecuted and event.action_name == "action_restart":
            turns.clear()
    return turns


def _speaks_of_health(mark: dict[str, Any]) -> bool:
    return bool(set(mark.get("topics", ())) & (HEALTH_TOPICS | QUESTIONS_ABOUT_A_CONDITION))
