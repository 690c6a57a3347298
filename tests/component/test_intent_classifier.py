"""The intent classifier, trained on a handful of sentences, stored and loaded."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.encoder import SentenceEncoder
from nlu.intent_classifier import DANGER, IN_CONTEXT, PARTS, PROBABILITIES, RANKING_LENGTH, IntentClassifier
from nlu.intent_model import IntentModel
from nlu.speller import CORRECTED_TEXT
from nlu.training_sentences import in_context
from tests.component.conftest import Bench

SENTENCES = {
    "sleep": ["does massage help sleep", "i can't sleep at night", "will i sleep better", "massage and sleep", "help me sleep"],
    "price": ["how much is it", "what does it cost", "how much do you charge", "what is the price", "how much does it cost"],
    "location": ["where are you", "what is your address", "where is the clinic", "how do i find you", "where do i find you"],
    "several": ["how much is it and where are you", "where is the clinic and what does it cost"],
    "out_of_scope": ["who won the match", "what is the capital of france", "tell me a joke", "what is the weather like"],
}


def training_data(sentences: dict[str, list[str]]) -> TrainingData:
    return TrainingData([Message({TEXT: text, INTENT: intent}) for intent, texts in sentences.items() for text in texts])


def read(classifier: IntentClassifier, text: str, *before: str) -> Message:
    """`text` as the classifier read it, after what the visitor said before."""
    events = [UserUttered(said) for said in before]
    tracker = DialogueStateTracker.from_events("visitor", events) if before else None
    (message,) = classifier.process([Message({TEXT: text})], tracker)
    return message


def train(bench: Bench) -> IntentClassifier:
    """A classifier that has learnt `SENTENCES` and stored its model."""
    classifier: IntentClassifier = bench.create(IntentClassifier)
    classifier.train(training_data(SENTENCES))
    return classifier


@pytest.fixture(scope="module")
def trained(shared_bench: Bench) -> IntentClassifier:
    """The trained classifier of all tests that change nothing."""
    return train(shared_bench)


@pytest.fixture(scope="module")
def loaded(trained: IntentClassifier, shared_bench: Bench) -> IntentClassifier:
    """The same classifier after it was stored and loaded."""
    classifier: IntentClassifier = shared_bench.load(IntentClassifier)
    return classifier


@pytest.mark.parametrize(
    ("text", "intent"),
    [("what do you charge for an hour", "price"), ("insomnia keeps me awake", "sleep"), ("which street are you in", "location")],
)
def test_a_sentence_that_was_never_taught_gets_the_intent_that_it_means(trained: IntentClassifier, text: str, intent: str) -> None:
    assert read(trained, text).get(INTENT)["name"] == intent


@pytest.mark.parametrize("text", ["what do you charge", "where are you and what does it cost", "insomnia", "?", "é 🙂"])
def test_a_stored_and_loaded_classifier_reads_every_message_the_same(trained: IntentClassifier, loaded: IntentClassifier, text: str) -> None:
    before, after = read(trained, text), read(loaded, text)
    assert after.get(PROBABILITIES) == pytest.approx(before.get(PROBABILITIES), abs=1e-5)
    assert after.get(DANGER) == pytest.approx(before.get(DANGER), abs=1e-5)
    assert [part.text for part in after.get(PARTS)] == [part.text for part in before.get(PARTS)]


def test_the_ranking_falls_and_its_probabilities_add_up_to_one(trained: IntentClassifier) -> None:
    message = read(trained, "how much is a massage")
    ranking = message.get("intent_ranking")
    confidences = [entry["confidence"] for entry in ranking]
    assert message.get(INTENT) == ranking[0]
    assert confidences == sorted(confidences, reverse=True)
    assert len(ranking) == min(len(SENTENCES), RANKING_LENGTH)
    assert sum(message.get(PROBABILITIES).values()) == pytest.approx(1.0, abs=1e-4)


def test_the_parts_of_a_message_are_read_by_themselves(trained: IntentClassifier) -> None:
    parts = read(trained, "i sleep badly, how much is it and where are you").get(PARTS)
    likeliest = [max(part.probabilities, key=lambda intent: part.probabilities[intent]) for part in parts]
    assert likeliest[-2:] == ["price", "location"]


def test_a_message_is_also_read_behind_the_message_before(trained: IntentClassifier) -> None:
    after = read(trained, "and that?", "how much is it").get(IN_CONTEXT)
    assert after == read(trained, in_context("and that?", "how much is it", "")).get(PROBABILITIES)
    assert read(trained, "and that?").get(IN_CONTEXT) is None


def test_the_corrected_text_is_read_where_there_is_one(trained: IntentClassifier) -> None:
    (message,) = trained.process([Message({TEXT: "prrrce", CORRECTED_TEXT: "what is the price"})])
    assert message.get(PROBABILITIES) == read(trained, "what is the price").get(PROBABILITIES)


def test_a_message_without_text_is_left_alone(trained: IntentClassifier) -> None:
    (message,) = trained.process([Message({TEXT: ""})])
    assert message.get(INTENT) is None


def test_a_classifier_whose_model_was_never_stored_does_not_load(bench: Bench) -> None:
    bench.create(IntentClassifier)
    with pytest.raises(ValueError, match="component"):
        bench.load(IntentClassifier)


@pytest.mark.parametrize("lost", ["intent_model.npz", "intent_model.json"])
def test_a_classifier_with_a_lost_file_does_not_load(bench: Bench, lost: str) -> None:
    train(bench)
    bench.lose(lost)
    with pytest.raises(FileNotFoundError, match=lost):
        bench.load(IntentClassifier)


def test_a_model_that_was_never_trained_says_so_instead_of_guessing() -> None:
    with pytest.raises(RuntimeError, match="not trained"):
        IntentModel(SentenceEncoder()).probabilities("what is the price")
