"""What the chaos suite would say of a turn that is lost, doubled, mixed up or left without a word."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from tests.chaos.count import Counts, Held, Said, count
from tests.chaos.experiment import longest_wait, seconds_to_recover
from tests.chaos.visitors import Guest

REPLY = "It may."


def visit(number: int, told_at: Sequence[float] = ()) -> Guest:
    """A guest who has asked once, at 100, and has the answer, at 103, on the screen."""
    guest = Guest(number, random.Random(number))
    question = guest.next_question()
    question.asked_at, question.answered_at, question.told_at = 100.0, 103.0, list(told_at)
    guest.take({"id": f"q{number}", "seq": 1, "from": "visitor", "text": question.text, "client_msg_id": question.client_msg_id})
    guest.take({"id": f"a{number}", "seq": 2, "from": "assistant", "text": REPLY, "topic": "sleep"})
    return guest


def told_by(guests: Sequence[Guest]) -> dict[str, list[Said]]:
    """What the three tables hold when all is well."""
    tables: dict[str, list[Said]] = {"website": [], "events": [], "desk": []}
    for guest in guests:
        (question,) = guest.questions
        conversation, asked = f"c{guest.number}", question.client_msg_id
        tables["website"] += [Said(conversation, "visitor", question.text, asked, f"q{guest.number}")]
        tables["website"] += [Said(conversation, "assistant", REPLY, asked, f"a{guest.number}")]
        for name in ("events", "desk"):
            tables[name] += [Said(conversation, "visitor", question.text), Said(conversation, "assistant", REPLY)]
    return tables


def counted(guests: Sequence[Guest], tables: dict[str, list[Said]]) -> Counts:
    return count(guests, Held(**tables))


def test_when_all_is_well_every_message_is_answered_and_nothing_else_is_counted() -> None:
    guests = [visit(1), visit(2, told_at=[101.0])]
    assert counted(guests, told_by(guests)) == Counts(sent=2, answered=2, told=1)


@pytest.mark.parametrize("table", ["website", "events", "desk"])
@pytest.mark.parametrize("sender", ["visitor", "assistant"])
def test_an_answered_turn_of_which_a_table_lacks_a_part_is_lost(table: str, sender: str) -> None:
    guests = [visit(1), visit(2)]
    tables = told_by(guests)
    tables[table] = [said for said in tables[table] if (said.conversation, said.sender) != ("c1", sender)]
    counts = counted(guests, tables)
    assert counts.lost >= 1
    assert not counts.is_well


@pytest.mark.parametrize("table", ["website", "events", "desk"])
@pytest.mark.parametrize("sender", ["visitor", "assistant"])
def test_a_message_or_an_answer_that_a_table_has_twice_is_doubled(table: str, sender: str) -> None:
    guests = [visit(1), visit(2)]
    tables = told_by(guests)
    place = next(place for place, said in enumerate(tables[table]) if said.sender == sender)
    tables[table].insert(place, tables[table][place])
    assert counted(guests, tables).doubled == 1


@pytest.mark.parametrize("table", ["website", "events", "desk"])
def test_a_message_that_stands_in_somebody_elses_conversation_is_mixed(table: str) -> None:
    guests = [visit(1), visit(2)]
    tables = told_by(guests)
    tables[table] = [said._replace(conversation="c1") for said in tables[table]]
    assert counted(guests, tables).mixed >= 1


def test_another_conversations_answer_on_a_screen_is_mixed() -> None:
    guests = [visit(1), visit(2)]
    guests[0].take({"id": "a2", "seq": 3, "from": "assistant", "text": REPLY, "topic": "sleep"})
    assert counted(guests, told_by(guests)).mixed == 1


def test_an_answer_that_was_seen_and_is_not_kept_is_lost() -> None:
    guests = [visit(1)]
    guests[0].take({"id": "a7", "seq": 3, "from": "assistant", "text": REPLY, "topic": "sleep"})
    assert counted(guests, told_by(guests)).lost == 1


def test_a_visitor_without_an_answer_and_without_a_word_is_stranded_and_one_who_was_told_is_not() -> None:
    guests = [visit(1), visit(2, told_at=[101.0])]
    for guest in guests:
        guest.questions[0].answered_at = None
    counts = counted(guests, told_by(guests))
    assert (counts.answered, counts.told, counts.stranded, counts.lost) == (0, 1, 1, 0)


def test_recovery_is_the_first_answer_after_the_last_trouble() -> None:
    assert seconds_to_recover([visit(1)], begun=99.0) == 0.0
    assert seconds_to_recover([visit(1, told_at=[98.0])], begun=99.0) == 0.0
    assert seconds_to_recover([visit(1), visit(2, told_at=[101.0])], begun=99.0) == 4.0
    assert longest_wait([visit(1)]) == 3.0
