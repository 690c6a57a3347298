"""What the assistant got wrong waits in the inbox, is decided once, and leaves as a patch that harms nothing."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from django.test import Client
from rasa.shared.nlu.training_data.loading import load_data

from review.conversations.ingester import ingest_all
from review.environment import PROJECT
from review.training.grouping import alike
from review.training.inbox import groups
from review.training.material import NOT_TAUGHT, double_of, intents, known_sentences
from review.training.models import Decision, InboxMessage, Patch
from review.training.normalise import normalised
from review.training.patch import HELD_OUT, patch_of
from review.training.sentences import safe_sentence
from tests.desk.conversations import Talk
from tests.desk.teaching import refused

HOSTILE = [
    "[tomorrow](date) for 60 min", '[x]{"entity": "condition", "value": "cancer"}', "- a list\n- of things", "quote \" and ' and # no comment",
    "a: b | c > d % e & *f !g @h", "tab\tand\x00null and \u2028 line", "🙂 émoji", "/restart", "call +44 20 7946 0321 or ann@example.org please",
    "\"\"\"", "{{ jinja }} <script>", "a" * 400,
]  # fmt: skip
wait_for_real_transactions = pytest.mark.django_db(transaction=True)


def decision(text: str, intent: str = "sleep", target: str = "training") -> Decision:
    return Decision(kind="topic", intent=intent, target=target, sentence=safe_sentence(text))


@wait_for_real_transactions
def test_what_was_not_understood_waits_and_what_was_does_not() -> None:
    talk = Talk("ann").begin().ask("does massage help sleep").say("It may.", "sleep")
    talk.ask("Do you do ZEBRAS?", "out_of_scope", 0.9).say("Outside.", "out_of_scope").ask("do you do zebras", "out_of_scope", 0.9).say("No.", "out_of_scope")
    talk.ask("hm", "pain", 0.3).say("Pain.", "pain").ask("sleep or pain", "nlu_fallback", 0.3).say("Which?", response="utter_did_you_mean")
    talk.ask("/safety", "safety", 1.0).say("Usually.", "safety").save()
    ingest_all()
    found = {group.normalised: (group.count, *group.reasons) for group in groups()}
    assert found["do you do zebras"] == (2, "refused")
    assert found["hm"] == (1, "low confidence")
    assert found["sleep or pain"] == (1, "ambiguous")
    assert not any("massage" in text or "safety" in text for text in found)


@wait_for_real_transactions
def test_a_decision_holds_for_the_same_words_for_ever(signed_in: Callable[[str], Client]) -> None:
    Talk("ann").begin().ask("Zebras?", "out_of_scope").say("No.", "out_of_scope").save()
    ingest_all()
    trainer = signed_in("trainer")
    trainer.post("/teach/decide/", {"normalised": "zebras", "kind": "never mind"})
    Talk("bob").begin().ask("zebras!!", "out_of_scope").say("No.", "out_of_scope").save()
    ingest_all()
    assert groups() == []
    trainer.post(f"/teach/{Decision.objects.get().pk}/undo/")
    assert [group.normalised for group in groups()] == ["zebras"]


@wait_for_real_transactions
def test_a_decision_goes_out_once_as_a_patch(signed_in: Callable[[str], Client]) -> None:
    Talk("ann").begin().ask("can a zebra nap better after it", "out_of_scope").say("No.", "out_of_scope").save()
    ingest_all()
    trainer = signed_in("trainer")
    assert b"zebra nap" in trainer.get("/teach/").content
    trainer.post("/teach/decide/", {"normalised": normalised("can a zebra nap better after it"), "intent": "sleep"})
    assert b"zebra nap" in trainer.get("/teach/patch/").content
    answer = trainer.post("/teach/patch/download/")
    assert b"+    - can a zebra nap better after it" in answer.content
    assert trainer.get("/teach/patch/").context["accepted"] == []
    assert trainer.get(f"/teach/patch/{Patch.objects.get().pk}/").content == answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("wish", [{"normalised": "zebras", "intent": "no such"}, {"normalised": "gone", "intent": "sleep"}, {"kind": "x"}, {}])
def test_a_decision_that_makes_no_sense_changes_nothing(signed_in: Callable[[str], Client], wish: dict[str, str]) -> None:
    assert signed_in("trainer").post("/teach/decide/", wish).status_code == 302
    assert not Decision.objects.exists()


def test_a_patch_applies_and_a_visitors_markup_annotates_nothing(tmp_path: Path) -> None:
    for name in ("data/nlu.yml", "domain.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(PROJECT / name, tmp_path / name)
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    decisions = [decision(text) for text in HOSTILE] + [decision("held out?", "price", "held out")]
    patch = patch_of(decisions, tmp_path)
    subprocess.run(["git", "apply", "--check", "-"], cwd=tmp_path, input=patch.encode(), check=True)
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=patch.encode(), check=True)
    assert '"expect": ["price"]' in (tmp_path / HELD_OUT).read_text(encoding="utf-8")
    before = {example.get("text"): example for example in load_data(str(PROJECT / "data/nlu.yml")).intent_examples}
    after = [example for example in load_data(str(tmp_path / "data/nlu.yml")).intent_examples if example.get("text") not in before]
    assert len(after) == len(HOSTILE)
    assert {example.get("intent") for example in after} == {"sleep"}
    assert not any(example.get("entities") for example in after)


def test_addresses_and_numbers_do_not_go_into_a_sentence() -> None:
    assert safe_sentence("call +44 20 7946 0321 or ann@example.org, 5 people") == "call my number or my e-mail, 5 people"


def test_a_sentence_that_doubles_another_is_named() -> None:
    known = known_sentences()
    exact, near = double_of("What are the benefits of massage", known), double_of("what are the benefit of massage?", known)
    assert exact and near and exact.intents == near.intents == ["benefits_overview"]
    assert double_of("zebras in pyjamas juggle quietly", known) is None


def test_an_intent_without_examples_is_named() -> None:
    with pytest.raises(ValueError, match="nobody"):
        patch_of([decision("zebras juggle", "nobody")])
    assert "sleep" in intents()


SET_BY_THE_DECIDER = ("other_language", "other_language_emergency", "crisis_again", "crisis_abuse_again", "emergency_still", "danger_over")


def test_every_intent_that_no_sentence_teaches_is_one_of_the_domain() -> None:
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain["intents"]) - NOT_TAUGHT == set(intents())
    assert set(domain["intents"]) >= NOT_TAUGHT
    assert set(SET_BY_THE_DECIDER) <= NOT_TAUGHT


@wait_for_real_transactions
def test_the_teaching_form_does_not_offer_what_only_the_decider_sets(signed_in: Callable[[str], Client]) -> None:
    refused("can a zebra nap better after it")
    page = signed_in("trainer").get("/teach/").content.decode()
    assert "<option>sleep</option>" in page
    assert not [intent for intent in SET_BY_THE_DECIDER if f"<option>{intent}<" in page]


@wait_for_real_transactions
@pytest.mark.parametrize("intent", SET_BY_THE_DECIDER)
def test_nobody_can_teach_what_only_the_decider_sets(signed_in: Callable[[str], Client], intent: str) -> None:
    refused("can a zebra nap better after it")
    signed_in("trainer").post("/teach/decide/", {"normalised": normalised("can a zebra nap better after it"), "intent": intent})
    assert not Decision.objects.exists()


def test_questions_that_mean_the_same_stand_together() -> None:
    texts = ["do you have parking spaces", "is there parking for my car", "can my dog come along"]
    assert alike(texts)[-1] == ["can my dog come along"]
    assert len(alike(texts)) == 2
    assert alike(texts, PROJECT / "nowhere") == [[text] for text in texts]


@pytest.mark.django_db
def test_the_inbox_survives_what_visitors_type(signed_in: Callable[[str], Client]) -> None:
    assert signed_in("trainer").get("/teach/gaps/").status_code == 200
    assert InboxMessage.objects.count() == 0
