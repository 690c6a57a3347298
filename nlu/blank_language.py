"""spaCy's languages without a model, made once a process: one takes a quarter of a second to make, and nothing here changes it."""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language


@cache
def blank_language(code: str) -> Language:
    """The tokenizer and vocabulary of the language `code`, such as en."""
    return spacy.blank(code)
