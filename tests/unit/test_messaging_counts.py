"""The load test sees what is lost and what is doubled."""

from __future__ import annotations

from benchmarks.messaging_counts import Conversation, count, taken_by
from benchmarks.messaging_senders import Webhook, mark
from tests.platforms.shapes import Sent

ANN = ("sms", "+447700900101")


def webhook(words: str, at: float = 0.0, is_resend: bool = False) -> Webhook:
    return Webhook(*ANN, words, is_resend, at, 0.01, 200)


def conversation(*heard: str) -> Conversation:
    """Every message has one answer, and before the first one the assistant introduced itself."""
    turns = [[0, 1] if place == 0 else [place + 1] for place in range(len(heard))]
    return Conversation(turns, len(heard) + 1, heard)


def taken(*moments: float) -> dict[tuple[str, str], list[float]]:
    return {ANN: list(moments)}


def test_all_is_well() -> None:
    counts = count([webhook("a", 0.0), webhook("a", 1.0, is_resend=True), webhook("b", 5.0)], {ANN: conversation("a", "b")}, taken(0.25, 0.5, 6.0))
    assert (counts.sent, counts.resent, counts.received, counts.answered, counts.lost, counts.doubled) == (2, 1, 2, 2, 0, 0)
    assert counts.seconds == [0.5, 1.0]


def test_what_was_not_stored_is_lost() -> None:
    counts = count([webhook("a"), webhook("b", 5.0)], {ANN: conversation("a")}, taken(0.2, 0.5))
    assert (counts.received, counts.lost, counts.doubled) == (1, 1, 0)
    assert count([webhook("a")], {}, {}).lost == 1


def test_what_the_platform_never_took_is_lost() -> None:
    counts = count([webhook("a"), webhook("b", 5.0)], {ANN: conversation("a", "b")}, taken(0.2, 0.5))
    assert (counts.received, counts.answered, counts.lost) == (2, 1, 1)


def test_what_rasa_never_heard_is_lost() -> None:
    said = conversation("a", "b")._replace(heard=["a"])
    assert count([webhook("a"), webhook("b", 5.0)], {ANN: said}, taken(0.2, 0.5, 6.0)).lost == 1


def test_a_second_turn_or_a_second_answer_is_doubled() -> None:
    assert count([webhook("a")], {ANN: conversation("a", "a")}, taken(0.2, 0.5, 0.6)).doubled == 2
    assert count([webhook("a")], {ANN: conversation("a")}, taken(0.2, 0.5, 0.6)).doubled == 1


def test_the_platforms_messages_are_sorted_by_person() -> None:
    sent = {"sms": [Sent(ANN[1], "x", (), 1.0), Sent("+447700900102", "y", (), 2.0), Sent(ANN[1], "z", (), 3.0)]}
    assert taken_by(sent) == {ANN: [1.0, 3.0], ("sms", "+447700900102"): [2.0]}


def test_each_message_has_a_mark_of_letters() -> None:
    assert mark(2, 17) == "refcaaabh"
    assert len({mark(seed, number) for seed in range(3) for number in range(500)}) == 1500
