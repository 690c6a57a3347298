"""A patch applies with git, to whatever the files look like, and what a visitor typed harms nothing in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from django.test import Client
from rasa.shared.nlu.training_data.loading import load_data

from review.accounts.models import AuditEntry
from review.environment import PROJECT
from review.training.material import known_sentences
from review.training.models import Decision, Patch
from review.training.normalise import normalised
from review.training.patch import HELD_OUT, checked, patch_of
from review.training.sentences import LONGEST, safe_sentence
from tests.desk.teaching import ZEBRA, apply, copy_of_the_project, decision, refused
from tools.question_files import read_questions

TRAINING = "data/nlu.yml"
HOSTILE = [
    "zebra [tomorrow](date) for 60 min", 'zebra [x]{"entity": "condition", "value": "cancer"}', "zebra [[a](b)](c) [d][e]", "zebra ](x) [y",
    "- zebra list\n- of things\n  - deeper", "zebra \"quoted\" and 'so' # no comment", "# zebra one", "zebra: a | b > c % d & e * f ! g @ h ` i ~ j",
    "| zebra two", "> zebra three", "% zebra four", "zebra\tand\ttab", "zebra\r\nand\x0bodd\x0cbreaks\x85here\u2028there\u2029", "zebra \x00\x1b[31m\ufeff\u202e\ud800",
    "🦓 émoji zebra 👩‍⚕️", "/restart zebra", "--- zebra five", "... zebra six", "? zebra seven", "zebra {{ jinja }} <script>", "'''zebra eight", "\\ zebra \\n", "+ zebra nine", "@@ -1 +1 @@ zebra",
    "zebra " + "a" * 400, "zebra [" + "b" * 199 + "](c)",
]  # fmt: skip
SENTENCES = [safe_sentence(text) for text in HOSTILE]


def examples(project: Path, intent: str) -> list[str]:
    data = yaml.safe_load((project / TRAINING).read_text(encoding="utf-8"))
    [block] = [block for block in data["nlu"] if block["intent"] == intent]
    return [line[2:] for line in block["examples"].splitlines()]


def test_what_a_visitor_typed_is_read_as_plain_words_of_one_intent(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path)
    apply(patch_of([decision(text) for text in HOSTILE], project).encode(), project)
    before, after = (load_data(str(folder / TRAINING)).intent_examples for folder in (PROJECT, project))
    old = {example.get("text") for example in before}
    new = [example for example in after if example.get("text") not in old]
    assert [example.get("text") for example in new] == SENTENCES
    assert {example.get("intent") for example in new} == {"sleep"}
    assert not any(example.get("entities") for example in new)
    assert len(after) == len(before) + len(HOSTILE)


def test_nothing_else_in_the_file_changes(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path)
    apply(patch_of([decision(text, intent) for text, intent in zip(HOSTILE, ("sleep", "pain", "jobs") * 9)], project).encode(), project)
    old, new = ((folder / TRAINING).read_bytes().split(b"\n") for folder in (PROJECT, project))
    added = {f"    - {sentence}".encode() for sentence in SENTENCES}
    assert [line for line in new if line not in added] == old


@pytest.mark.parametrize("change", [lambda data: data.replace(b"\n", b"\r\n"), lambda data: data.rstrip(b"\n"), lambda data: data + b"\n\n"])
def test_the_patch_applies_however_the_files_end_their_lines(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    project = copy_of_the_project(tmp_path)
    (project / HELD_OUT).write_bytes(b'{"text": "llamas?", "expect": ["price"]}\n')
    for name in (TRAINING, HELD_OUT):
        (project / name).write_bytes(change((project / name).read_bytes()))
    last = yaml.safe_load((project / TRAINING).read_text(encoding="utf-8"))["nlu"][-1]["intent"]
    patch = patch_of([decision(ZEBRA, last), decision("is a zebra dear", "price", "held out")], project)
    apply(patch.encode(), project)
    assert examples(project, last)[-1] == ZEBRA
    assert [json.loads(line)["text"] for line in (project / HELD_OUT).read_text(encoding="utf-8").split("\n") if line.strip()] == ["llamas?", "is a zebra dear"]


def test_a_held_out_question_is_measured_and_not_learned(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path)
    apply(patch_of([decision(text, "price", "held out") for text in HOSTILE], project).encode(), project)
    assert (project / TRAINING).read_bytes() == (PROJECT / TRAINING).read_bytes()
    asked = read_questions(project / HELD_OUT)
    assert [question.text for question in asked] == SENTENCES


def test_a_sentence_that_is_there_word_by_word_stays_out_and_one_that_is_near_is_marked() -> None:
    there = "What are the benefits of massage"
    found = checked([decision(text) for text in (there, there + "es", ZEBRA, ZEBRA.upper(), "after it can a zebra nap better")])
    assert [each.is_new for each in found] == [False, True, True, False, True]
    assert [each.double and each.double.file for each in found] == [TRAINING, TRAINING, None, "this patch", "this patch"]
    patch = patch_of([each.decision for each in found])
    assert patch.count("\n+    - ") == 3


def test_a_question_that_the_assistant_is_measured_with_is_not_learned() -> None:
    question = next(known for known in known_sentences().values() if known.file.startswith("tests/questions/"))
    assert patch_of([decision(question.text)]) == ""


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("call +44 (0)20 7946 0321 now", "call my number now"),
        ("020–7946–0321 or 020 7946 / 0321", "my number or my number"),
        ("٠٢٠٧٩٤٦٠٣٢١", "my number"),
        ("I am ann@example.org, ok?", "I am my e-mail, ok?"),
        ("ann＠example.org ann (at) example.org", "my e-mail my e-mail"),
        ("see https://example.org/?token=abc", "see a link"),
        ("open 10.30 - 11.30, 60 or 90 min, 24/7, age 54?", "open 10.30 - 11.30, 60 or 90 min, 24/7, age 54?"),
        ("my [phone number] is new", "my phone number is new"),
        ("- - /x", "x"),
        ("[](){}", "(){}"),
        ("---", ""),
        ("b" * 300, "b" * LONGEST),
    ],
)
def test_a_sentence_is_nobodys_and_harmless(typed: str, sentence: str) -> None:
    assert safe_sentence(typed) == sentence == safe_sentence(sentence)


@pytest.mark.django_db(transaction=True)
def test_what_staff_write_themselves_is_made_harmless_too_and_can_go_elsewhere(signed_in: Callable[[str], Client]) -> None:
    refused(ZEBRA)
    trainer = signed_in("trainer")
    trainer.post("/teach/decide/", {"normalised": normalised(ZEBRA), "intent": "sleep"})
    address = f"/teach/{Decision.objects.get().pk}/edit/"
    trainer.post(address, {"sentence": "- can a [zebra](animal) of 020 7946 0321\nnap", "target": "held out"})
    assert Decision.objects.values_list("sentence", "target").get() == ("can a zebra(animal) of my number nap", "held out")
    for wrong in ({"sentence": " - "}, {"sentence": "x", "target": "the moon"}):
        assert 'class="notice error"' in trainer.post(address, wrong, follow=True).content.decode()
    assert Decision.objects.get().sentence.startswith("can a zebra")


@pytest.mark.django_db(transaction=True)
def test_a_patch_is_noted_with_who_what_and_its_checksum_and_can_be_made_again(signed_in: Callable[[str], Client]) -> None:
    refused(ZEBRA)
    refused("What are the benefits of massage", sender="bob")
    trainer = signed_in("trainer")
    for text in (ZEBRA, "What are the benefits of massage"):
        trainer.post("/teach/decide/", {"normalised": normalised(text), "intent": "sleep"})
    answer = trainer.post("/teach/patch/download/")
    made = Patch.objects.select_related("made_by").get()
    assert (made.sentences, made.sha256) == (1, hashlib.sha256(answer.content).hexdigest())
    assert made.made_by and made.made_by.username == "the-trainer"
    assert AuditEntry.objects.filter(action="patch downloaded", subject=f"patch {made.pk}", username="the-trainer").count() == 1
    # What is left out is not said to have gone out.
    [left] = trainer.get("/teach/patch/").context["accepted"]
    assert (left.decision.sentence, left.is_new) == ("What are the benefits of massage", False)
    assert trainer.get(f"/teach/patch/{made.pk}/").content == answer.content
    assert "Nothing to take along" in trainer.post("/teach/patch/download/", follow=True).content.decode()
    assert Patch.objects.count() == 1


def test_a_patch_that_was_applied_adds_nothing_a_second_time(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path)
    chosen = [decision(ZEBRA), decision("is a zebra dear", "price", "held out")]
    apply(patch_of(chosen, project).encode(), project)
    assert patch_of(chosen, project) == ""
