"""Rasa's message processor, less what it does anew for each message though it never changes."""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path
from typing import Any, Optional, Union

from rasa.core.actions.action import Action, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine.graph import ExecutionContext
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.exceptions import ActionLimitReached, ModelNotFound
from rasa.shared.core.constants import ACTION_EXTRACT_SLOTS
from rasa.shared.core.events import ActionExecutionRejected, Event
from rasa.shared.core.trackers import DialogueStateTracker

from core.graph_runner import PlannedGraphRunner
from core.known_domain import with_known_domain
from core.look_up import LookUp
from core.measured import MeasuredGraphRunner


class ClinicProcessor(MessageProcessor):
    """Handles a message as Rasa does, with actions and an order of the graph's nodes that are made once."""

    def __init__(self, **options: Any) -> None:
        """Load the model; the options are those of Rasa's processor."""
        super().__init__(**options)
        self.graph_runner: Any = MeasuredGraphRunner(PlannedGraphRunner(self.graph_runner), self.model_metadata.nlu_target)
        self._actions: dict[str, Action] = {}

    @staticmethod
    def _load_model(model_path: Union[str, Path]) -> tuple[str, ModelMetadata, GraphRunner]:
        """The name, metadata and graph of the model in the file `model_path`.

        :raises ModelNotFound: there is no such file, or it is no model.
        """
        with tempfile.TemporaryDirectory() as folder:
            try:
                storage, metadata = LocalModelStorage.from_model_archive(Path(folder), model_path)
            except (OSError, EOFError, tarfile.TarError) as error:
                raise ModelNotFound(f"The model {model_path} cannot be read: {error}. `make train` makes one.") from error
            schema = with_known_domain(metadata)
            runner = DaskGraphRunner.create(schema, storage, ExecutionContext(schema, metadata.model_id))
        return Path(model_path).name, metadata, runner

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

    async def run_action_extract_slots(self, output_channel: OutputChannel, tracker: DialogueStateTracker) -> DialogueStateTracker:
        """Fill slots from the message; as Rasa does, without its log of details."""
        events = await self._get_action(ACTION_EXTRACT_SLOTS).run(output_channel, self.nlg, tracker, self.domain)
        await self._send_bot_messages(events, tracker, output_channel)
        tracker.update_with_events(events, self.domain)
        return tracker

    def _log_action_on_tracker(
        self, tracker: DialogueStateTracker, action: Action, events: Optional[list[Event]], prediction: PolicyPrediction
    ) -> None:
        """Add an action and its events to `tracker`; as Rasa does, without its log of details, for which it copies all events."""
        events = events or []
        if not any(type(event) is ActionExecutionRejected for event in events):
            tracker.update_with_events(prediction.events, self.domain)
            tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events, self.domain)

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Nothing: the decider's intents and entities are the domain's, which training checks and tests hold it to."""
