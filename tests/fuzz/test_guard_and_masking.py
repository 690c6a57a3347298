"""The guard and the masking take any text: what passes is not endless, visible, no command, and without personal data."""

from __future__ import annotations

import time

from hypothesis import example, given
from hypothesis import strategies as st

from channels.guard import BUTTONS, MOST_CHARACTERS, Accepted, admit, cleaned
from channels.masking import masker
from tests.fuzz.profiles import examples
from tests.fuzz.texts import anything, with_personal_data

MOST_SECONDS = 2.0
LONGEST = 64_000


@examples(100)
@given(anything())
def test_any_text_is_let_through_clean_or_declined(text: str) -> None:
    admission = admit(text, buttons=frozenset())
    if isinstance(admission, Accepted):
        assert admission.text.strip() and not admission.text.startswith("/")
        assert not set("\x00\n\u202e\u200b\ud800") & set(admission.text)
        assert admission.text.encode()


@examples(40)
@given(anything())
def test_what_was_let_through_once_is_let_through_again(text: str) -> None:
    once = admit(text, buttons=frozenset())
    # What was written as `&lt;p&gt;` is words when it is read once, and a tag when it is read twice.
    if isinstance(once, Accepted) and len(once.text) <= MOST_CHARACTERS and not {"<", "&"} & {*text}:
        assert admit(once.text, buttons=frozenset()) == once


@examples(40)
@given(anything(), st.sampled_from(sorted(BUTTONS)))
def test_only_the_exact_payload_of_a_button_is_one(text: str, button: str) -> None:
    assert admit(button) == Accepted(button)
    changed = admit(f"{button}{{{text}}}")
    assert not isinstance(changed, Accepted) or not changed.text.startswith("/")


@examples(100)
@given(with_personal_data())
def test_personal_data_is_masked_whatever_stands_around_it(written: tuple[str, str]) -> None:
    text, secret = written
    assert secret not in masker().masked(cleaned(text))


@examples(60)
@given(anything())
def test_masking_twice_changes_nothing(text: str) -> None:
    once = masker().masked(cleaned(text))
    assert masker().masked(once) == once


@examples(16)
@given(st.one_of(anything(), st.sampled_from(["1", "1-", "a@", "(0", "+1 ", "at ", "dot ", "GB82 ", "12/", "@.", "4111 ", "born on "])))
@example("1.1-")
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * (LONGEST // max(1, len(piece)) + 1))[:LONGEST]
    begun = time.process_time()
    admit(text)
    masker().masked(text[:MOST_CHARACTERS])
    assert time.process_time() - begun < MOST_SECONDS
