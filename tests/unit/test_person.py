"""Whom a conversation is about, and what is remembered of each."""

from __future__ import annotations

from nlu.person import NOBODY, SELF, People, Person


def heard(*messages: tuple[str, str | None, tuple[str, ...], tuple[str, ...], int | None]) -> People:
    people = NOBODY
    for text, who, conditions, cautions, week in messages:
        people = people.hear(text, who, conditions, cautions, week)
    return people


def test_what_visitors_say_of_themselves_is_remembered_for_the_whole_conversation() -> None:
    people = heard(("i have a dvt", None, (), ("dvt",), None), ("where are you", None, (), (), None))
    assert (people.about, people.current) == (SELF, Person(cautions=("dvt",)))


def test_a_pronoun_goes_on_with_the_person_named_before() -> None:
    people = heard(("my mum is 82", "mother", (), (), None), ("she has osteoporosis", None, ("osteoporosis",), (), None))
    assert (people.about, people.current.conditions) == ("mother", ("osteoporosis",))


def test_what_is_said_of_another_is_not_the_visitors_own() -> None:
    people = heard(("my dad has a clot", "father", (), ("dvt",), None), ("is it safe for me", None, (), (), None))
    assert (people.about, people.current) == (SELF, Person())
    assert people.persons["father"].cautions == ("dvt",)


def test_somebody_who_was_never_named_is_somebody_else() -> None:
    assert heard(("can he come", None, (), (), None)).about == "other"


def test_the_week_of_a_pregnancy_stays_until_another_is_told() -> None:
    people = heard(("im 14 weeks", None, (), ("pregnancy",), 14), ("is it ok", None, (), (), None))
    assert people.current.week == 14
    assert people.hear("15 weeks now", None, (), (), 15).current.week == 15


def test_no_i_meant_takes_the_condition_back() -> None:
    people = NOBODY.hear("does it help my back", None, ("back_pain",), (), None)
    assert people.hear("no i meant my knee", None, ("knee_pain",), (), None, corrects=True).current.conditions == ("knee_pain",)


def test_people_come_back_from_the_tracker_as_they_went() -> None:
    people = heard(("my wife is 20 weeks", "wife", (), ("pregnancy",), 20), ("i have sciatica", SELF, ("sciatica",), (), None))
    assert People.from_json(people.as_json()) == people
    assert People.from_json(None) == NOBODY
