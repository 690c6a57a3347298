"""Questions that mean about the same stand together, by the assistant's own encoder or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from nlu.encoder import MODEL_FILE, SentenceEncoder
from review.environment import PROJECT
from review.training import grouping, views
from review.training.grouping import WEIGHTS, alike, works
from tests.desk.teaching import refused

PARKING = ["do you have parking spaces", "is there parking for my car"]


def test_a_text_means_to_the_desk_what_it_means_to_the_assistant() -> None:
    encoder = grouping._encoder(WEIGHTS)
    assert encoder
    for text in (*PARKING, "é 😀", "a" * 3_000):
        assert float(encoder.vector(text) @ SentenceEncoder().encode(text)) == pytest.approx(1, abs=1e-5)


def test_a_question_joins_the_group_that_is_nearest_and_the_order_stays() -> None:
    texts = [PARKING[0], "can i bring my dog", PARKING[1], "does it help with asthma", "does it help with eczema", "may i bring my dog along"]
    assert alike(texts) == [PARKING, ["can i bring my dog", "may i bring my dog along"], ["does it help with asthma"], ["does it help with eczema"]]


def test_no_text_makes_no_group() -> None:
    assert alike([]) == []


@pytest.mark.parametrize("kept", [(), ("tokenizer.json",), (MODEL_FILE,)])
def test_without_one_of_the_files_each_question_stands_alone(tmp_path: Path, kept: tuple[str, ...]) -> None:
    for name in kept:
        shutil.copy(WEIGHTS / name, tmp_path)
    assert not works(tmp_path)
    assert alike(PARKING, tmp_path) == [[text] for text in PARKING]


def test_a_file_that_was_not_fetched_whole_is_as_none(tmp_path: Path) -> None:
    shutil.copy(WEIGHTS / "tokenizer.json", tmp_path)
    (tmp_path / "encoder.onnx").write_text("version https://git-lfs.github.com/spec/v1\n", encoding="utf-8")
    assert alike(PARKING, tmp_path) == [[text] for text in PARKING]


@pytest.mark.django_db(transaction=True)
def test_questions_alike_share_a_card_and_without_the_encoder_the_page_says_so(
    signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, text in enumerate(PARKING):
        refused(text, sender=f"s{number}")
    trainer = signed_in("trainer")
    page = trainer.get("/teach/").content.decode()
    assert page.count('class="card group"') == 1 and "About the same" in page and "cannot be read" not in page
    monkeypatch.setattr(views, "works", lambda: False)
    monkeypatch.setattr("review.training.inbox.alike", lambda texts: alike(texts, PROJECT / "nowhere"))
    page = trainer.get("/teach/").content.decode()
    assert page.count('class="card group"') == 2 and "cannot be read" in page
