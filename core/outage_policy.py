"""A policy that speaks up when a look-up failed: Rasa swallows the failure, and the visitor would read nothing."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import DEFAULT_ACTION_NAMES
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

OUTAGE_REPLY = "utter_outage"
PRIORITY = 7  # above RulePolicy's 6, which would go on to listen


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class OutagePolicy(Policy):
    """Predicts `utter_outage` once when a custom action of this turn has said nothing."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own option of every policy."""
        return {"priority": PRIORITY}

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> OutagePolicy:
        """Build the policy; it stores nothing."""
        return cls(config, model_storage, resource, execution_context)

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Nothing is learnt."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """All on `utter_outage` where a look-up of this turn was silent, else nothing."""
        probabilities = self._default_predictions(domain)
        if is_silent_lookup(tracker):
            probabilities[domain.index_for_action(OUTAGE_REPLY)] = 1.0
        return self._prediction(probabilities)


def is_silent_lookup(tracker: DialogueStateTracker) -> bool:
    """Whether the last action since the visitor's message was a custom one that said nothing."""
    last: str | None = None
    for event in reversed(tracker.applied_events()):
        kind = type(event)  # not `isinstance`: on Rasa's abstract classes that takes longer than all else here
        if kind is BotUttered:
            return False
        if kind is UserUttered:
            return bool(last and last.startswith("action_") and last not in DEFAULT_ACTION_NAMES)
        if kind is ActionExecuted:
            last = last or event.action_name
    return False
