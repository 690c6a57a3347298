"""Rasa's rule and memoization policies over the last turns only, each rule looked at only where it can apply.

They predict what Rasa's own predict. Rasa's go through the whole conversation and through every rule twice an action, once
for rules that match a visitor's literal text, of which an assistant with intents has none.
"""

from __future__ import annotations

from typing import Any, Optional

from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.policies.rule_policy import RULES, SHOULD_NOT_BE_SET, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from core.tracker import ClinicTracker

# More than any rule or story of ours looks back.
TURNS_LOOKED_BACK = 6
RuleIndex = dict[tuple[Optional[str], Optional[str]], set[str]]


class RecentTurns(Policy):
    """A policy that sees no more than the last turns, so that a turn costs the same however long the conversation."""

    def _prediction_states(self, tracker: DialogueStateTracker, domain: Domain, *options: Any, **named: Any) -> list[State]:
        states: list[State] = super()._prediction_states(recent(tracker, self._turns_looked_back()), domain, *options, **named)
        return states

    def _turns_looked_back(self) -> int:
        return TURNS_LOOKED_BACK


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class RecentMemoizationPolicy(RecentTurns, MemoizationPolicy):
    """Rasa's memoization policy over the last turns."""

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: Optional[dict[str, Any]] = None, **named: Any
    ) -> PolicyPrediction:
        """What Rasa's predicts, without a copy of the states for its log of details."""
        states = self._prediction_states(tracker, domain, rule_only_data=rule_only_data)
        action = self.recall(states, tracker, domain, rule_only_data)
        return self._prediction(self._prediction_result(action, tracker, domain) if action else self._default_predictions(domain))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class IndexedRulePolicy(RecentTurns, RulePolicy):
    """Rasa's rule policy over the last turns, with its rules found by the action and the intent that they end on."""

    _indexed: dict[str, str] | None = None
    _index: RuleIndex
    _longest: int

    @staticmethod
    def format_tracker_states(states: list[State]) -> list[str]:
        """Nothing: what Rasa shows in its log of details is made for each action, whether it is shown or not."""
        return []

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[Optional[str], Optional[str], bool]:
        if use_text_for_last_user_input:
            return None, None, False
        found: tuple[Optional[str], Optional[str], bool] = super()._find_action_from_rules(tracker, domain, False)
        return found

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        if not states:
            return set(lookup)
        self._index_anew(lookup)
        action, intent = ends_on(states[-1])
        places = {(action, intent), (action, None), (None, intent), (None, None)}
        near = set().union(*(self._index.get(place, set()) for place in places))
        possible: set[str] = super()._get_possible_keys({key: lookup[key] for key in near}, states[-self._longest :])
        return possible

    def _turns_looked_back(self) -> int:
        self._index_anew(self.lookup.get(RULES, {}))
        return min(self._longest, TURNS_LOOKED_BACK)

    def _index_anew(self, lookup: dict[str, str]) -> None:
        if self._indexed is not lookup:
            rules = {key: self._rule_key_to_state(key) for key in lookup}
            self._indexed, self._index = lookup, index_of({key: rule[-1] for key, rule in rules.items()})
            self._longest = max(map(len, rules.values()), default=1)


def recent(tracker: DialogueStateTracker, turns: int = TURNS_LOOKED_BACK) -> DialogueStateTracker:
    """`tracker`, or a copy with the events of its last `turns` turns alone if it has more."""
    if isinstance(tracker, ClinicTracker):
        return tracker.of_last_turns(turns)
    events = tracker.applied_events()
    said = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(said) <= turns:
        return tracker
    short = tracker.init_copy()
    short.events.extend(events[_listening_before(events, said[-turns]) :])
    return short


def index_of(last_states: dict[str, State]) -> RuleIndex:
    """Rule keys by the action and the intent in the last state of each; None where any will do."""
    index: RuleIndex = {}
    for key, state in last_states.items():
        action, intent = ends_on(state)
        # Rasa takes a rule without an action before it at every beginning of a conversation, whatever its intent.
        index.setdefault((action, intent if action else None), set()).add(key)
    return index


def ends_on(state: State) -> tuple[Optional[str], Optional[str]]:
    """The action before `state`, and the intent in it."""
    return _name(state, PREVIOUS_ACTION, "action_name"), _name(state, USER, "intent")


def _name(state: State, part: str, key: str) -> str | None:
    name = state.get(part, {}).get(key)
    return name if isinstance(name, str) and name != SHOULD_NOT_BE_SET else None


def _listening_before(events: list[Event], place: int) -> int:
    return next((at for at in range(place, -1, -1) if isinstance(events[at], ActionExecuted)), place)
