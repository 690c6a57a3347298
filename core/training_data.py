"""What the model learns from, as Rasa reads it from files, once.

Rasa hands it on through importers that add responses of retrieval intents and texts of end-to-end stories. Each copies all
sentences and takes a fingerprint of each; and stories are read again for each step that asks. Nothing here has either, so nothing
is added.
"""

from __future__ import annotations

from typing import Any, Optional

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

_INSTEAD = "Take it out, or train with `rasa train`."


class PlainImporter(RasaFileImporter):
    """Rasa's importer of files, without what is added for retrieval intents and end-to-end stories."""

    @cached_method
    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """The sentences of all files.

        :raises RasaException: one of them is for a retrieval intent.
        """
        files = [load_data(file, language) for file in self._nlu_files]
        data: TrainingData = files[0] if len(files) == 1 else TrainingData().merge(*files)
        if data.retrieval_intents:
            raise RasaException(f"Retrieval intents are not supported: {', '.join(sorted(data.retrieval_intents))}. {_INSTEAD}")
        return data

    @cached_method
    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        """The stories and rules of all files.

        :raises RasaException: one of them is an end-to-end story.
        """
        stories: StoryGraph = super().get_stories(exclusion_percentage)
        for step in stories.story_steps:
            if any(_is_end_to_end(event) for event in step.events):
                raise RasaException(f"End-to-end stories are not supported: {step.block_name!r} holds a text. {_INSTEAD}")
        return stories

    @cached_method
    def get_domain(self) -> Domain:
        """The domain; responses that it names and does not have are warned of."""
        domain: Domain = super().get_domain()
        domain.check_missing_responses()
        return domain


def _is_end_to_end(event: Any) -> bool:
    if isinstance(event, ActionExecuted):
        return bool(event.action_text)
    return isinstance(event, UserUttered) and bool(event.text) and not event.intent_name
