"""Rasa's message processor, less what it does anew for each message though it never changes."""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import Action, RemoteAction
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.trackers import DialogueStateTracker

from core.graph_runner import PlannedGraphRunner
from core.look_up import LookUp


class ClinicProcessor(MessageProcessor):
    """Handles a message as Rasa does, with actions and an order of the graph's nodes that are made once."""

    def __init__(self, **options: Any) -> None:
        """Load the model; the options are those of Rasa's processor."""
        super().__init__(**options)
        self.graph_runner: Any = PlannedGraphRunner(self.graph_runner)
        self._actions: dict[str, Action] = {}

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        """The next action, and the prediction that it comes from.

        :raises ActionLimitReached: this turn has had too many actions.
        """
        if self.is_action_limit_reached(tracker, self.should_predict_another_action(tracker.latest_action_name)):
            raise ActionLimitReached("The limit of actions to predict has been reached.")
        prediction = self._predict_next_with_tracker(tracker)
        return self._get_action(self.domain.action_names_or_texts[prediction.max_confidence_index]), prediction

    def _get_action(self, action_name: str) -> Action:
        """The action of that name, which holds nothing of a conversation; those of the action server are looked up our way."""
        if action_name not in self._actions:
            action = super()._get_action(action_name)
            is_remote = type(action) is RemoteAction
            self._actions[action_name] = LookUp(action_name, self.action_endpoint) if is_remote else action
        return self._actions[action_name]

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Nothing: the decider's intents and entities are the domain's, which training checks and tests hold it to."""
