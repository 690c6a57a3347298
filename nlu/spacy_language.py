"""Graph component: spaCy's language model, with `blank:en` for a clinic that needs no download."""

from __future__ import annotations

from functools import cache

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from spacy.language import Language

_BLANK = "blank:"
_blank_language = cache(spacy.blank)


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MODEL_LOADER, DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER],
    is_trainable=False,
    model_from="ClinicSpacyNLP",
)
class ClinicSpacyNLP(SpacyNLP):
    """Rasa's `SpacyNLP` that also takes `model: blank:en`, spaCy's tokenizer with no model file."""

    @staticmethod
    def load_model(spacy_model_name: str) -> SpacyModel:
        """Load an installed model, or make a blank one.

        :raises InvalidModelError: the named model is not installed.
        """
        if not (spacy_model_name or "").startswith(_BLANK):
            return SpacyNLP.load_model(spacy_model_name)
        return SpacyModel(model=_blank_language(spacy_model_name[len(_BLANK) :]), model_name=spacy_model_name)

    @staticmethod
    def ensure_proper_language_model(nlp: Language | None) -> None:
        """Accept a blank language, which Rasa takes for a model that failed to load."""
        if nlp is None:
            raise ValueError("spaCy gave no language; name an installed model or `blank:en` in config.yml")
