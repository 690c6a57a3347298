"""A conversation as Rasa's tracker has it, whose turn costs the same however long it has lasted.

Rasa's tracker replays all its events for a copy, for each policy's view of the past, and more often than that a turn.
"""

from __future__ import annotations

import copy
from itertools import takewhile
from typing import Any, Iterable, Iterator, Optional

from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain, State, SubState
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    EntitiesAdded,
    Event,
    FollowupAction,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker, is_prev_action_listen_in_state
from rasa.shared.nlu.constants import ACTION_NAME

# A state, and whether stories shall not see it.
Moment = tuple[State, bool]
# More than anything reads: rules, stories, what a follow-up goes on with, and the wordings said before.
TURNS_KEPT = 12
_BEGINS_ANEW = frozenset({Restarted, SessionStarted})
# After these the past is no longer what happened in order; Rasa's own way knows how to read it.
_CHANGES_THE_PAST = frozenset({ActionReverted, UserUtteranceReverted, ActiveLoop, EntitiesAdded, FollowupAction, Restarted})


class ClinicTracker(DialogueStateTracker):
    """Rasa's tracker over the last turns, which knows how far the database has it.

    `last_stored` is its last event there and `row` that event's id, None for none; `heard` are the ids of the messages that it
    has there; `idle` says that no turn is changing it.
    """

    def __init__(self, *options: Any, **named: Any) -> None:
        """Begin a conversation that the database does not have; the options are those of Rasa's tracker."""
        self.last_stored: Optional[Event] = None
        self.row: Optional[int] = None
        self.heard: set[str] = set()
        self.idle = False
        self._messages_read: dict[int, tuple[UserUttered, Optional[bool], SubState]] = {}
        super().__init__(*options, **named)

    def new_events(self) -> list[Event]:
        """The events that the database does not have, oldest first."""
        return list(takewhile(lambda event: event is not self.last_stored, reversed(self.events)))[::-1]

    def forget_what_is_past(self) -> None:
        """Drop the events before the last turns, and those before the last session; slots keep their values."""
        for _ in range(len(self.events) - self._length_of_last_turns(TURNS_KEPT)):
            self._messages_read.pop(id(self.events.popleft()), None)

    def of_last_turns(self, turns: int) -> ClinicTracker:
        """This tracker, or one to read with the events of its last `turns` turns alone."""
        length = self._length_of_last_turns(turns)
        if length == len(self.events):
            return self
        short: ClinicTracker = copy.copy(self)
        short.events = type(self.events)(list(self.events)[-length:])
        return short

    def copy(self) -> ClinicTracker:
        """A tracker that can be changed without changing this one; Rasa's replays all events to make it."""
        twin: ClinicTracker = copy.copy(self)
        twin.events = self.events.copy()
        twin.slots = {name: _twin_of(slot) for name, slot in self.slots.items()}
        twin.active_loop = copy.copy(self.active_loop)
        return twin

    def applied_events(self) -> list[Event]:
        """The events since the last session started, as Rasa gives them."""
        applied: list[Event] = []
        for event in reversed(self.events):
            kind = type(event)  # not `isinstance`: on Rasa's abstract classes that takes longer than all else here
            if kind in _BEGINS_ANEW:
                break
            if kind in _CHANGES_THE_PAST:
                past: list[Event] = super().applied_events()
                return past
            applied.append(event)
        return applied[::-1]

    def past_states(
        self,
        domain: Domain,
        omit_unset_slots: bool = False,
        ignore_rule_only_turns: bool = False,
        rule_only_data: Optional[dict[str, Any]] = None,
    ) -> list[State]:
        """The state before each action and the state now, as Rasa gives them."""
        events = self.applied_events()
        if not self._is_plain(events):
            states: list[State] = super().past_states(domain, omit_unset_slots, ignore_rule_only_turns, rule_only_data)
            return states
        moments = self._moments(events, domain)
        return seen_by_stories(moments) if ignore_rule_only_turns else [state for state, _ in moments]

    def _is_plain(self, events: list[Event]) -> bool:
        """Whether nothing but messages and actions makes the states."""
        no_slot_counts = not any(slot.influence_conversation for slot in self.slots.values())
        return no_slot_counts and not any(type(event) in _CHANGES_THE_PAST for event in events)

    def _moments(self, events: list[Event], domain: Domain) -> Iterator[Moment]:
        """The state before each action with whether stories shall not see it, and the state after all of them."""
        said: Optional[UserUttered] = None
        done: Optional[SubState] = None
        for event in events:
            if type(event) is UserUttered:
                said = event
            elif type(event) is ActionExecuted:
                yield self._state(said, done, domain), event.hide_rule_turn
                done = event.as_sub_state()
        yield self._state(said, done, domain), False

    def _state(self, said: Optional[UserUttered], done: Optional[SubState], domain: Domain) -> State:
        state: State = {}
        _put(state, USER, self._read(said, domain) if said else None)
        _put(state, PREVIOUS_ACTION, done)
        return state

    def _read(self, said: UserUttered, domain: Domain) -> SubState:
        """What policies see of a message; Rasa's answer, asked for once a message."""
        known = self._messages_read.get(id(said))
        if known is None or known[:2] != (said, said.use_text_for_featurization):
            alone = DialogueStateTracker(self.sender_id, None)
            said.apply_to(alone)
            known = said, said.use_text_for_featurization, domain.get_active_state(alone).get(USER, {})
            self._messages_read[id(said)] = known
        return dict(known[2])

    def _length_of_last_turns(self, turns: int) -> int:
        """How many events the last `turns` turns have, each from the listening before its message; all if there are no more."""
        said = 0
        for length, event in enumerate(reversed(self.events), start=1):
            kind = type(event)
            if kind is SessionStarted or (said >= turns and kind is ActionExecuted):
                return length
            said += kind is UserUttered
        return len(self.events)


def seen_by_stories(moments: Iterable[Moment]) -> list[State]:
    """The states without the turns that rules alone took: what was said and done then counts as not having happened."""
    states: list[State] = []
    hidden, done = False, None
    for state, hides in moments:
        if not hidden:
            done = state.get(PREVIOUS_ACTION)
        if state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME):
            hidden = hides
        if hidden:
            continue
        if states and not is_prev_action_listen_in_state(state):
            _put(state, USER, states[-1].get(USER))
        if done:
            state[PREVIOUS_ACTION] = done
        states.append(state)
    return states


def _twin_of(slot: Slot) -> Slot:
    """What `copy.copy` gives, in a tenth of its time."""
    twin: Slot = slot.__class__.__new__(slot.__class__)
    twin.__dict__.update(slot.__dict__)
    return twin


def _put(state: State, part: str, value: Optional[SubState]) -> None:
    """Set a part of `state`; without a value it is left out, as in Rasa's states."""
    state.pop(part, None)
    if value:
        state[part] = value
