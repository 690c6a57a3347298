"""When a message is danger: a pattern and the classifier's score together, alone and behind the message before."""

from __future__ import annotations

import pytest

from nlu.danger import ALARMS, alarm
from nlu.reading import Probabilities
from nlu.thresholds import THRESHOLDS as T
from tests.unit.readings import caution, chances, reading, red_flag

SURE, LITTLE = 0.95, 0.001


def danger(**likely: float) -> Probabilities:
    return {intent: likely.get(intent, LITTLE) for intent in ALARMS}


def test_a_pattern_is_an_alarm() -> None:
    decision = alarm(reading("chest pain", chances(pain=0.5), danger=danger(emergency=0.1), red_flags=(red_flag("chest_pain"),)))
    assert decision
    assert (decision.intent, decision.red_flag, decision.open_danger) == ("emergency", "chest_pain", "emergency")


def test_a_pattern_is_an_alarm_however_low_the_score() -> None:
    nothing = dict.fromkeys(ALARMS, 0.0)
    assert alarm(reading("?", chances(pain=SURE), danger=nothing, red_flags=(red_flag("chest_pain"),)))


@pytest.mark.parametrize("intent", ALARMS)
def test_a_high_score_is_an_alarm_without_a_pattern(intent: str) -> None:
    decision = alarm(reading("?", chances(), danger=danger(**{intent: SURE})))
    assert decision
    assert decision.intent == intent


def test_what_several_alarms_share_adds_up() -> None:
    assert alarm(reading("?", chances(), danger=danger(emergency=0.4, emergency_urgent=0.4)))


def test_the_worst_window_of_a_long_message_counts_not_the_whole() -> None:
    assert alarm(reading("a long story", chances(pain=SURE), danger=danger(emergency=SURE)))


@pytest.mark.parametrize("found", [{"red_flags": (red_flag("chest_pain", denied=True),)}, {"contraindications": (caution("dvt", "denied"),)}])
def test_where_danger_is_denied_the_score_has_to_be_surer(found: dict[str, object]) -> None:
    likely = danger(emergency=(T.danger + T.danger_denied) / 2)
    assert alarm(reading("?", chances(), danger=likely))
    assert alarm(reading("?", chances(), danger=likely, **found)) is None


def test_a_sure_classifier_tells_the_kind_of_a_patterns_danger() -> None:
    decision = alarm(reading("?", chances(), danger=danger(emergency_pregnancy=SURE), red_flags=(red_flag("chest_pain"),)))
    assert decision
    assert decision.intent == "emergency_pregnancy"


def test_two_halves_of_a_danger_in_two_messages_are_one() -> None:
    halves = {"in_context": chances(emergency_pregnancy=SURE), "danger": danger(emergency=0.2)}
    decision = alarm(reading("and seeing spots", chances(headaches=0.6), **halves))
    assert decision
    assert decision.intent == "emergency_pregnancy"


def test_a_harmless_message_behind_a_danger_is_no_second_one() -> None:
    assert alarm(reading("how much is it", chances(price=SURE), in_context=chances(emergency=SURE), danger=danger())) is None


def test_a_pattern_over_two_messages_needs_a_score_in_context() -> None:
    joined = (red_flag("chest_pain"),)
    assert alarm(reading("?", chances(), joined_flags=joined, in_context=chances(emergency=0.3), danger=danger()))
    assert alarm(reading("?", chances(price=SURE), joined_flags=joined, in_context=chances(price=SURE), danger=danger())) is None


def test_the_score_is_not_asked_about_what_the_encoder_never_learnt() -> None:
    assert alarm(reading("quiero una cita", chances(), danger=danger(crisis=SURE), language="es")) is None
