"""Marks of visitors' words, so that a log can be searched for them."""

from __future__ import annotations

import pytest

# No reply and no file of the project holds this word: wherever it turns up, a visitor's words have leaked.
MARK = "zanzibarquux"


@pytest.fixture(scope="session")
def mark() -> str:
    """A word that only visitors say."""
    return MARK
