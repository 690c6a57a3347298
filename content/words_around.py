"""The words beside the name of a condition that matter for what is named."""

from __future__ import annotations

from typing import FrozenSet

from pydantic import StrictStr

from content.loading import Entry


class WordsAround(Entry):
    """Words beside names that matter for what is named; strict, so that an unquoted `on` is refused."""

    skipped: FrozenSet[StrictStr]
    joining: FrozenSet[StrictStr]
    after_no_part: FrozenSet[StrictStr]
    naming_nothing: FrozenSet[StrictStr]
