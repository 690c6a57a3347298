"""The spaCy pipeline that finds conditions, contraindications and red flags in a message."""

# No `from __future__ import annotations`: spaCy checks the arguments of a factory by their types.
from functools import cache, partial
from typing import Callable

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from content.conditions import load_conditions
from content.safety import load_safety
from nlu.conditions import ConditionComponent
from nlu.context import add_context
from nlu.contraindications import find_contraindications
from nlu.normaliser import Normaliser
from nlu.patterns import PatternMatcher
from nlu.red_flags import find_red_flags

Component = Callable[[Doc], Doc]
# In the order in which they run.
COMPONENTS: dict[str, Callable[[Language], Component]] = {
    "normaliser": lambda nlp: Normaliser(nlp, load_safety()),
    "patterns": lambda nlp: PatternMatcher(nlp, load_safety()),
    "context": lambda nlp: partial(add_context, cues=load_safety().cues),
    "red_flags": lambda nlp: partial(find_red_flags, flags=load_safety().red_flags),
    "contraindications": lambda nlp: find_contraindications,
    "conditions": lambda nlp: ConditionComponent(nlp, load_conditions()),
}


@cache
def entity_language() -> Language:
    """Return the pipeline, built once a process: `doc._.conditions`, `doc._.contraindications` and `doc._.red_flags` are its results."""
    language = spacy.blank("en")
    for name in COMPONENTS:
        language.add_pipe(name)
    return language


def _create(nlp: Language, name: str) -> Component:
    return COMPONENTS[name](nlp)


for _name in COMPONENTS:
    Language.factory(_name, func=_create)
