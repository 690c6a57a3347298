"""The copy of the assistant's events: what staff see of them, once, whenever the copying stops."""

from __future__ import annotations

import pytest
from django.db import connection

from review.conversations import ingester
from review.conversations.ingester import ingest_all, ingest_batch, rebuild
from review.conversations.models import Conversation, Facet, Message
from tests.desk.conversations import Talk

pytestmark = pytest.mark.django_db(transaction=True)


def visit(sender: str = "ann") -> Talk:
    """Somebody asks about sleep, then about diabetes."""
    talk = Talk(sender).begin().ask("does massage help sleep").say("It may.", "sleep", buttons=[{"title": "Is it safe for me?", "payload": "/safety"}])
    return talk.wait(20).ask("is it safe with diabetes?", "diabetes", 0.7).say("Often.", "diabetes").save()


def test_a_visit_becomes_one_conversation_with_its_messages() -> None:
    visit()
    ingest_all()
    conversation = Conversation.objects.get()
    assert (conversation.sender_id, conversation.number, conversation.channel) == ("ann", 1, "website")
    assert (conversation.visitor_messages, conversation.assistant_messages) == (2, 2)
    assert conversation.first_words == "does massage help sleep"
    assert conversation.lowest_confidence == pytest.approx(0.7)
    assert not (conversation.fell_back or conversation.emergency or conversation.asked_for_a_person)
    assert [message.text for message in conversation.messages.order_by("source_id")] == [
        "does massage help sleep", "It may.", "is it safe with diabetes?", "Often.",
    ]  # fmt: skip
    assert set(conversation.facets.filter(kind=Facet.Kind.TOPIC).values_list("value", flat=True)) == {"sleep", "diabetes"}


def test_a_question_shows_the_topic_of_its_answer() -> None:
    visit()
    ingest_all()
    assert Message.objects.get(text="is it safe with diabetes?").topic == "diabetes"


def test_a_fallback_shows_the_intents_that_it_hides() -> None:
    Talk("ann").begin().ask("hm sleep or pain", "nlu_fallback", 0.4).say("Did you mean?", response="utter_did_you_mean").save()
    ingest_all()
    message = Message.objects.get(kind="visitor")
    assert (message.intent, message.confidence, message.runner_up, message.runner_up_confidence) == ("sleep", 0.21, "pain", 0.2)
    assert message.is_ambiguous and message.conversation.fell_back


def test_an_intent_that_a_rule_has_set_shows_its_own_confidence_and_the_next_one() -> None:
    ranking = [{"name": "pain", "confidence": 0.9}, {"name": "emergency", "confidence": 0.05}]
    Talk("ann").begin().ask("chest pain", "emergency", 1.0, intent_ranking=ranking).say("Call 999.", "emergency").save()
    ingest_all()
    message = Message.objects.get(kind="visitor")
    assert (message.intent, message.confidence, message.runner_up) == ("emergency", 1.0, "pain")
    assert message.conversation.emergency


def test_a_pressed_button_shows_its_title_and_says_nothing_about_understanding() -> None:
    visit().ask("/safety", "safety", 1.0).say("Usually.", "safety").save()
    ingest_all()
    pressed = Message.objects.get(is_button=True)
    assert (pressed.text, pressed.confidence) == ("Is it safe for me?", None)
    assert pressed.conversation.lowest_confidence == pytest.approx(0.7)


def test_a_button_of_an_earlier_batch_shows_its_title(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = visit()
    ingest_all()
    talk.ask("/safety", "safety", 1.0).save()
    ingest_all()
    assert Message.objects.get(is_button=True).text == "Is it safe for me?"


def test_what_the_content_does_not_cover_is_a_gap() -> None:
    Talk("ann").begin().ask("asthma?", "condition_not_covered").say("Not covered.", "condition_not_covered", gap="asthma").save()
    ingest_all()
    assert Facet.objects.get(kind=Facet.Kind.GAP).value == "asthma"
    assert Message.objects.get(kind="visitor").is_refused


def test_a_new_session_is_a_new_conversation_of_the_same_sender() -> None:
    visit().wait(7200).begin().ask("hello again", "greet").say("Hello.", "greet").save()
    ingest_all()
    assert list(Conversation.objects.order_by("number").values_list("number", "visitor_messages")) == [(1, 2), (2, 1)]


def test_sessions_that_hold_nothing_make_no_conversation_of_their_own() -> None:
    visit().begin().begin().ask("hello again", "greet").say("Hello.", "greet").save()
    ingest_all()
    assert Conversation.objects.count() == 2


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_the_copy_is_the_same_whatever_a_batch_holds(size: int) -> None:
    for sender in ("ann", "bob", "cid"):
        visit(sender).wait(7200).begin().ask("/safety", "safety", 1.0).say("Usually.", "safety").save()
    while ingest_batch(size):
        pass
    shown = list(Conversation.objects.order_by("sender_id", "number").values_list("sender_id", "number", "visitor_messages", "first_words"))
    assert shown == [
        (sender, *rest) for sender in ("ann", "bob", "cid") for rest in ((1, 2, "does massage help sleep"), (2, 1, "Is it safe for me?"))
    ]


def test_copying_twice_changes_nothing() -> None:
    visit()
    ingest_all()
    before = list(Message.objects.values())
    assert ingest_all() == 0
    assert list(Message.objects.values()) == before


def test_a_process_that_dies_in_a_batch_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    visit()
    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(ingester, "summarise", lambda conversations: (_ for _ in ()).throw(KeyboardInterrupt))
        ingest_batch()
    assert not Message.objects.exists()
    ingest_all()
    assert Message.objects.count() == 4


def test_making_the_copy_anew_keeps_what_staff_have_decided() -> None:
    visit().wait(7200).begin().ask("hello again", "greet").say("Hello.", "greet").save()
    ingest_all()
    Conversation.objects.filter(number=1).update(flagged=True)
    before = list(Conversation.objects.order_by("number").values())
    rebuild()
    assert list(Conversation.objects.order_by("number").values()) == before
    assert Message.objects.count() == 6


def test_making_the_copy_anew_drops_what_has_no_events_any_more() -> None:
    visit("ann")
    visit("bob")
    ingest_all()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM events WHERE sender_id = 'ann'")
    rebuild()
    assert [each.sender_id for each in Conversation.objects.all()] == ["bob"]


def test_events_that_cannot_be_read_lose_nothing_else() -> None:
    with connection.cursor() as cursor:
        for data in ("{not json", "[]", None, '{"event": "user", "text": null, "parse_data": null}'):
            cursor.execute("INSERT INTO events (sender_id, type_name, timestamp, data) VALUES ('odd', 'user', 1.0, %s)", [data])
    visit()
    ingest_all()
    assert Conversation.objects.get(sender_id="ann").visitor_messages == 2
    assert Message.objects.filter(conversation__sender_id="odd").count() == 4


def test_signs_that_no_database_takes_are_replaced_and_stop_nothing() -> None:
    buttons = [{"title": "a\ud800", "payload": "/sleep"}]
    Talk("ann").begin().ask("sle\x00ep \ud800 \udc00? 🙂").say("It\x00 may.", "sleep", buttons=buttons).save()
    ingest_all()
    assert [message.text for message in Message.objects.order_by("source_id")] == ["sle\ufffdep \ufffd \ufffd? 🙂", "It\ufffd may."]
    assert Message.objects.get(kind="assistant").buttons[0] == "a\ufffd"


def test_slots_stand_with_the_message_that_set_them() -> None:
    talk = Talk("ann").begin().ask("does massage help sleep")
    talk._add("slot", None, "condition", name="condition", value=["sleep"])
    talk.say("It may.", "sleep").save()
    ingest_all()
    assert Message.objects.get(kind="visitor").slots == {"condition": ["sleep"]}


def test_slots_stand_with_the_message_that_set_them_where_a_batch_ends_between_the_two() -> None:
    talk = Talk("ann").begin().ask("does massage help sleep")
    talk._add("slot", None, "condition", name="condition", value=["sleep"])
    talk.say("It may.", "sleep").save()
    while ingest_batch(1):
        pass
    assert Message.objects.get(kind="visitor").slots == {"condition": ["sleep"]}
