"""A question is decided once, for everybody; what was decided can be taken back until it has gone out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from review.accounts.models import AuditEntry
from review.conversations.ingester import rebuild
from review.training.inbox import groups
from review.training.models import Decision, Patch
from review.training.normalise import normalised
from tests.desk.teaching import ZEBRA, refused

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[str], Client]
WORDS = normalised(ZEBRA)


def waiting() -> list[str]:
    return [group.normalised for group in groups()]


def test_never_mind_never_comes_back_not_even_when_the_copy_is_made_anew(signed_in: SignIn) -> None:
    refused(ZEBRA)
    signed_in("trainer").post("/teach/decide/", {"normalised": WORDS, "kind": "never mind"})
    refused(ZEBRA.upper() + "!!", sender="bob")
    assert waiting() == []
    rebuild()
    assert waiting() == []
    assert Decision.objects.get().intent == ""


def test_the_first_decision_stands_and_the_second_is_told_so(signed_in: SignIn) -> None:
    refused(ZEBRA)
    signed_in("trainer").post("/teach/decide/", {"normalised": WORDS, "intent": "sleep"})
    answer = signed_in("admin").post("/teach/decide/", {"normalised": WORDS, "intent": "pain"}, follow=True)
    assert "Somebody else has decided" in answer.content.decode()
    found = Decision.objects.get()
    assert (found.intent, found.decided_by and found.decided_by.username) == ("sleep", "the-trainer")


def test_one_decision_can_be_for_those_alike_that_were_ticked_and_for_no_others(signed_in: SignIn) -> None:
    texts = ["do you have parking spaces", "is there parking for my car", "any parking spaces for my car"]
    for number, text in enumerate(texts):
        refused(text, sender=f"s{number}")
    signed_in("trainer").post("/teach/decide/", {"normalised": texts[0], "also": [texts[1], "never asked"], "intent": "location"})
    assert set(Decision.objects.values_list("normalised", "intent")) == {(texts[0], "location"), (texts[1], "location")}
    assert waiting() == [texts[2]]


def test_a_topic_can_be_chosen_from_all_and_a_suggestion_goes_before_it(signed_in: SignIn) -> None:
    refused(ZEBRA)
    refused("Do you treat llamas?", sender="bob")
    trainer = signed_in("trainer")
    trainer.post("/teach/decide/", {"normalised": WORDS, "kind": "topic", "other": "price", "target": "held out"})
    trainer.post("/teach/decide/", {"normalised": "do you treat llamas", "intent": "pain", "other": "price"})
    assert list(Decision.objects.order_by("pk").values_list("intent", "target")) == [("price", "held out"), ("pain", "training")]


@pytest.mark.parametrize(
    "wish",
    [{"intent": "no such"}, {"kind": "topic", "other": ""}, {"kind": "nonsense", "intent": "sleep"}, {"intent": "sleep", "target": "the moon"},
     {"normalised": "zebra\0", "intent": "sleep"}, {"normalised": "", "intent": "sleep"}],
)  # fmt: skip
def test_what_makes_no_sense_changes_nothing(signed_in: SignIn, wish: dict[str, str]) -> None:
    refused(ZEBRA)
    answer = signed_in("trainer").post("/teach/decide/", {"normalised": WORDS, **wish}, follow=True)
    assert answer.status_code == 200 and 'class="notice error"' in answer.content.decode()
    assert not Decision.objects.exists() and waiting() == [WORDS]


@pytest.mark.parametrize("back", ["inbox", "patch", "gaps", "decided", "https://elsewhere.example", ""])
def test_a_decision_taken_back_waits_again(signed_in: SignIn, back: str) -> None:
    refused(ZEBRA)
    trainer = signed_in("trainer")
    trainer.post("/teach/decide/", {"normalised": WORDS, "intent": "sleep"})
    answer = trainer.post(f"/teach/{Decision.objects.get().pk}/undo/", {"back": back})
    assert answer.headers["Location"].startswith("/teach/") and waiting() == [WORDS]


def test_what_has_gone_out_is_not_taken_back(signed_in: SignIn) -> None:
    refused(ZEBRA)
    trainer = signed_in("trainer")
    trainer.post("/teach/decide/", {"normalised": WORDS, "intent": "sleep"})
    Decision.objects.update(patch=Patch.objects.create(sentences=1, sha256=""))
    answer = trainer.post(f"/teach/{Decision.objects.get().pk}/undo/", follow=True)
    assert "gone out" in answer.content.decode() and Decision.objects.exists()


def test_every_decision_and_its_undo_are_logged_without_a_visitors_words(signed_in: SignIn) -> None:
    refused(ZEBRA)
    trainer = signed_in("trainer")
    trainer.post("/teach/decide/", {"normalised": WORDS, "intent": "sleep"})
    trainer.post(f"/teach/{Decision.objects.get().pk}/undo/")
    entries = AuditEntry.objects.filter(username="the-trainer", action__in=["taught", "teaching undone"])
    assert list(entries.order_by("pk").values_list("action", flat=True)) == ["taught", "teaching undone"]
    assert not any("zebra" in f"{entry.subject} {entry.detail}" for entry in entries)


@pytest.mark.parametrize(("page", "card", "place"), [("1", "3", "/teach/#card-3"), ("2", "1", "/teach/?page=2#card-1"), ("x", "<", "/teach/"), ("²", "²", "/teach/")])
def test_after_a_decision_the_next_card_is_at_hand(signed_in: SignIn, page: str, card: str, place: str) -> None:
    refused(ZEBRA)
    answer = signed_in("trainer").post("/teach/decide/", {"normalised": WORDS, "intent": "sleep", "page": page, "card": card})
    assert answer.headers["Location"] == place


def test_a_new_question_is_listed_with_how_often_it_is_asked_since(signed_in: SignIn) -> None:
    refused(ZEBRA)
    refused("Do you treat llamas?", times=2, sender="bob")
    trainer = signed_in("trainer")
    for text in (WORDS, "do you treat llamas"):
        trainer.post("/teach/decide/", {"normalised": text, "kind": "new question"})
    refused(ZEBRA, times=3, sender="cid")
    listed = trainer.get("/teach/gaps/").context["listed"]
    assert [(count, decision.sentence) for count, decision in listed] == [(4, ZEBRA), (2, "Do you treat llamas?")]
    assert trainer.get("/teach/patch/").context["accepted"] == []


def test_the_latest_decisions_are_listed_with_who_and_what(signed_in: SignIn) -> None:
    refused(ZEBRA)
    trainer = signed_in("trainer")
    trainer.post("/teach/decide/", {"normalised": WORDS, "kind": "never mind"})
    page = trainer.get("/teach/decided/").content.decode()
    assert ZEBRA in page and "never mind" in page and "the-trainer" in page and f"/teach/{Decision.objects.get().pk}/undo/" in page
