"""What visitors experience, through the running assistant: one section for each thing that they come for."""

from __future__ import annotations

import pytest

from content.clinic import load_clinic
from content.safety import load_safety
from tests.conversation.visitor import Visitor
from tools.running import Running

CLINIC = load_clinic()
COUNTRY = load_safety().country(CLINIC.country)
HEALTH_BUTTONS = {"/safety", "/evidence", "/booking"}


@pytest.fixture
def visitor(assistant: Running) -> Visitor:
    """Somebody who opens the chat."""
    return Visitor(assistant)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("does massage help sleep", "sleep"),
        ("i toss and turn all night", "sleep"),
        ("will it calm my nerves, i am so stressed", "stress_anxiety"),
        ("any good for lower back pain", "pain"),
        ("does it bring my blood pressure down", "circulation"),
        ("will a massage make me more flexible", "range_of_motion"),
        ("does it boost the immune system", "immunity"),
        ("can it stop my headakes", "headaches"),
        ("what are the benefits of back massage", "benefits_overview"),
        ("which conditions do you know about", "conditions_overview"),
    ],
)
def test_a_benefit_is_answered_in_any_wording(visitor: Visitor, text: str, topic: str) -> None:
    turn = visitor.asks(text)
    assert set(turn.topics) - {"safety"} == {topic}
    assert {button["payload"] for button in visitor.buttons} >= HEALTH_BUTTONS


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("does massage help a frozen shoulder", {"range_of_motion", "pain"}),
        ("is it good for fibromialgia", {"pain"}),
        ("i have diabetis, does massage help", {"diabetes"}),
        ("high bp, any use?", {"circulation"}),
        ("T2D and massage", {"diabetes"}),
        ("can massage help my insomina", {"sleep"}),
    ],
)
def test_a_condition_is_known_by_its_everyday_name_and_misspelt(visitor: Visitor, text: str, topics: set[str]) -> None:
    assert set(visitor.asks(text).topics) & topics


def test_several_conditions_in_one_message_are_each_answered(visitor: Visitor) -> None:
    assert {"headaches", "sleep"} <= set(visitor.asks("does massage help with migraine and insomnia?").topics)


def test_a_condition_that_the_content_does_not_cover_is_said_to_be_so(visitor: Visitor) -> None:
    turn = visitor.asks("does it help asthma?")
    assert turn.topics == ("condition_not_covered",)
    assert "asthma" in turn.reply


def test_follow_ups_mean_what_was_talked_about(visitor: Visitor) -> None:
    visitor.asks("does massage help with sleep?")
    assert "safety" in visitor.asks("is it safe for me?").topics
    research = visitor.asks("what does the research say?")
    assert {"evidence", "sleep"} == set(research.topics)
    assert "Sources:" in research.reply
    assert set(visitor.asks("why?").topics) == {"evidence", "sleep"}
    assert visitor.asks("how often?").topics == ("frequency",)
    assert "headaches" in visitor.asks("does it help with headaches as well?").topics
    assert set(visitor.asks("what about my mum, she is diabetic").topics) & {"diabetes", "safety"}


@pytest.mark.parametrize(
    "text",
    [
        "i'm 30 weeks pregnant, may i come",
        "is it ok while taking warfarin",
        "i had an operation three weeks ago, can i have a massage",
        "i have a fever today, should i still come",
        "i felt sick and dizzy after my massage, is that normal",
    ],
)
def test_a_question_about_safety_gets_its_caution(visitor: Visitor, text: str) -> None:
    assert "safety" in visitor.asks(text).topics


@pytest.mark.parametrize(
    ("text", "topic", "number"),
    [
        ("i have chest pain and my left arm is numb", "emergency", COUNTRY.emergency),
        ("my calf is swollen, hot and red since the flight", "emergency", COUNTRY.urgent),
        ("i want to kill myself", "crisis", COUNTRY.crisis),
        ("upper back hurts, cant sleep and there is pressure in my chest and im sweating", "emergency", COUNTRY.emergency),
    ],
)
def test_danger_is_answered_alone_and_with_the_countrys_number(visitor: Visitor, text: str, topic: str, number: str) -> None:
    turn = visitor.asks(text)
    assert turn.topics == (topic,)
    assert number in turn.reply
    assert len(visitor.replies) == 1
    assert not visitor.buttons


@pytest.mark.parametrize("text", ["no chest pain, just a stiff back", "I had a stroke in 2019, can i have a massage", "this headache of a day"])
def test_what_is_denied_long_past_or_a_figure_of_speech_raises_no_alarm(visitor: Visitor, text: str) -> None:
    assert not set(visitor.asks(text).topics) & {"emergency", "crisis"}


def test_are_you_open_on_sunday_is_answered_with_sunday(visitor: Visitor) -> None:
    turn = visitor.asks("are you open on Sunday?")
    assert turn.topics == ("hours",)
    assert "Sunday" in turn.reply and "Tuesday" not in turn.reply


def test_how_much_is_an_hour_is_answered_with_the_price_of_an_hour(visitor: Visitor) -> None:
    turn = visitor.asks("how much is an hour?")
    hour = next(service for service in CLINIC.prices.services if service.minutes == 60)
    assert turn.topics == ("price",)
    assert f"{hour.price}" in turn.reply


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("do i have to tip", "tipping"),
        ("where are you", "location"),
        ("i'd like to book for friday", "booking"),
        ("what if i'm late", "late_arrival"),
        ("what's your cancellation policy", "cancellation"),
        ("is it covered by insurance", "insurance"),
        ("do you sell gift vouchers", "gift"),
        ("what's your phone number", "contact"),
        ("can i talk to a person", "handoff"),
        ("are you hiring", "jobs"),
        ("can my 12 year old come", "minimum_age"),
        ("do you come to people's homes", "home_visits"),
        ("can i keep my underwear on", "what_to_wear"),
        ("what if i fart", "what_to_expect"),
        ("happy ending?", "inappropriate"),
        ("are you a bot?", "bot_challenge"),
        ("what can you do?", "capabilities"),
        ("thank you", "thanks"),
    ],
)
def test_what_people_ask_a_clinic_is_answered(visitor: Visitor, text: str, topic: str) -> None:
    assert visitor.asks(text).topics == (topic,)


def test_two_different_questions_are_both_answered(visitor: Visitor) -> None:
    assert set(visitor.asks("where are you and what should i wear?").topics) == {"location", "what_to_wear"}


@pytest.mark.parametrize("text", ["who won the world cup", "what is the capital of peru", "how do i fix my car engine"])
def test_an_off_topic_question_gets_an_honest_refusal(visitor: Visitor, text: str) -> None:
    assert visitor.asks(text).topics == ("out_of_scope",)


def test_after_two_refusals_in_a_row_a_person_is_offered_and_a_yes_accepts(visitor: Visitor) -> None:
    visitor.asks("who won the world cup")
    turn = visitor.asks("what is the capital of peru")
    assert CLINIC.contact.phone in turn.reply
    assert visitor.asks("yes please").topics == ("handoff",)
