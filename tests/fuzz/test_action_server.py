"""The action server stands on the loopback address, and still tells nobody of what it was sent."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.conftest import Place
from tests.fuzz.profiles import examples
from tests.fuzz.routes import tries
from tests.fuzz.shapes import bodies, encoded, header_values, mutated, paths
from tests.fuzz.texts import MARK, anything
from tests.fuzz.wire import INSIDES, MOST_SECONDS, Said, is_documented

ACTIONS = (
    *("action_answer_hours", "action_answer_price", "action_answer_condition", "action_answer_safety", "action_show_evidence"),
    *("action_explain_why", "action_did_you_mean", "action_answer_several", "action_answer_choice"),
)
DOMAIN = {"responses": {"utter_sleep": [], "utter_pain": []}}
READING = {"topics": ["sleep", "price"], "choices": ["sleep", "pain"], "gap": None}
ENTITIES = [{"entity": "condition", "value": "insomnia", "start": 0, "end": 8}, {"entity": "contraindication", "value": "pregnancy"}]
MESSAGE = {"text": "does massage help sleep", "intent": {"name": "sleep", "confidence": 0.9}, "entities": ENTITIES, "reading": READING}
EVENTS = [{"event": "user", "text": "hello", "parse_data": MESSAGE}, {"event": "bot", "text": "Hello.", "metadata": {"choices": ["sleep", "pain"]}}]
TRACKER: dict[str, Any] = {
    **{"sender_id": "an-id-of-somebody", "slots": {}, "latest_message": MESSAGE, "events": EVENTS, "paused": False},
    **{"followup_action": None, "active_loop": {}, "latest_action_name": "action_listen", "latest_input_channel": "rest"},
}


def call(action: str, tracker: Any) -> dict[str, Any]:
    """A call of Rasa's."""
    return {"next_action": action, "sender_id": "an-id-of-somebody", "tracker": tracker, "domain": DOMAIN, "version": "3.6.21"}


def tells_nothing(said: Said, place: Place) -> None:
    """Make sure that an answer holds nothing of what was sent, and the log neither; a fault is called one, and no more."""
    told, news = said.text + repr(said.headers), place.assistant.news()
    assert said.seconds < MOST_SECONDS
    assert MARK not in told + news, told + news
    assert not [inside for inside in (*INSIDES, *place.actions.secrets) if inside in told], told
    assert "Traceback" not in news, news
    if said.status >= 400:
        is_documented(said, "any")


@tries("actions", "POST /webhook")
@examples(30)
@given(st.sampled_from(ACTIONS), mutated(TRACKER, 4))
def test_any_conversation(place: Place, action: str, tracker: Any) -> None:
    said = place.actions.send("POST", "/webhook", encoded(call(action, tracker)))
    tells_nothing(said, place)
    assert said.status in (200, 400, 500)


@examples(24)
@given(st.sampled_from(ACTIONS), anything())
def test_any_words_are_looked_up(place: Place, action: str, words: str) -> None:
    tracker = {**TRACKER, "latest_message": {**MESSAGE, "text": words}}
    said = place.actions.send("POST", "/webhook", encoded(call(action, tracker)))
    tells_nothing(said, place)
    assert said.status == 200 and all(reply["text"] or reply["response"] for reply in said.json["responses"]), said.text


@examples(24)
@given(bodies(mutated(call(ACTIONS[0], TRACKER))), st.dictionaries(st.sampled_from(["Content-Type", "Content-Encoding", "Accept"]), header_values(), max_size=2))
def test_any_body(place: Place, body: bytes, headers: dict[str, str]) -> None:
    tells_nothing(place.actions.send("POST", "/webhook", body, headers), place)


@tries("actions", "GET /health", "GET /health/live", "GET /health/ready", "GET /actions", "GET /metrics")
@examples(18)
@given(st.sampled_from(["GET", "POST", "OPTIONS", "HEAD", "X"]), st.one_of(st.sampled_from(["/health", "/health/live", "/health/ready", "/actions", "/metrics"]), paths()))
def test_any_address(place: Place, method: str, path: str) -> None:
    said = place.actions.send(method, path)
    if method != "HEAD":
        tells_nothing(said, place)
    assert said.status < 500


def test_every_action_is_tried(place: Place) -> None:
    assert {action["name"] for action in json.loads(place.actions.send("GET", "/actions").body)} == set(ACTIONS)
