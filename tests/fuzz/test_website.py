"""The website's chat takes whatever a browser, or somebody who is none, sends."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.conftest import Place
from tests.fuzz.profiles import examples
from tests.fuzz.routes import tries
from tests.fuzz.shapes import bodies, header_values, mutated, query_values
from tests.fuzz.texts import MARK, anything, short, with_personal_data
from tests.fuzz.wire import Said, keeps_its_promises

PREFIX = "/webhooks/website"
ID = "message-0001"
DOCUMENTS: Mapping[str, Any] = {
    "/session": {"page": "https://www.clinic.example/prices?name=Ann#x", "lang": "en-GB"},
    "/messages": {"client_msg_id": ID, "text": "does massage help sleep"},
    "/feedback": {"message_id": "abcdef.1", "vote": "up", "comment": "thank you"},
    "/callback": {"name": "Ann", "phone": "+44 7700 900999", "email": "ann@mail.example", "best_time": "mornings", "consent": True},
}
EVERYTHING = [*(("POST", path) for path in DOCUMENTS), ("DELETE", "/session"), ("GET", "/history"), ("GET", "/about")]
ACCEPTED = ("application/json", "text/event-stream", "*/*")
_visitors = itertools.count(1)


def visitor() -> dict[str, str]:
    """The header of an address that nobody has used before."""
    return {"X-Forwarded-For": f"2001:db8:{next(_visitors):x}::1"}


def begun(place: Place) -> dict[str, str]:
    """Headers of somebody whose chat has begun."""
    here = visitor()
    token = place.assistant.send("POST", f"{PREFIX}/session", b"", here).json["token"]
    return {**here, "Authorization": f"Bearer {token}"}


def has_its_type(said: Said, accept: str) -> None:
    """Make sure that an answer is what the browser asked for."""
    if said.status == 200 and accept == "application/json":
        assert [frame["event"] for frame in said.json][:1] == ["accepted"], said.text
    elif said.status == 200:
        assert said.headers["content-type"].startswith("text/event-stream") and said.text.rstrip().endswith("data: {}"), said.text[-200:]


@tries("assistant", *(f"POST {PREFIX}{path}" for path in ("/session", "/feedback", "/callback")))
@examples(28)
@given(st.data())
def test_any_body(place: Place, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(["/session", "/feedback", "/callback"]))
    said = place.assistant.send("POST", PREFIX + path, data.draw(bodies(mutated(DOCUMENTS[path]))), begun(place))
    keeps_its_promises(said, place.assistant, "website")
    assert said.status in (200, 204, 400, 404, 413, 422)


@tries("assistant", f"POST {PREFIX}/messages", f"GET {PREFIX}/history")
@examples(28)
@given(st.data())
def test_any_message(place: Place, data: st.DataObject) -> None:
    button = {"client_msg_id": ID, "button_id": data.draw(st.one_of(st.sampled_from(["booking", "x.0"]), anything()))}
    text = {**DOCUMENTS["/messages"], "text": data.draw(anything())}
    body, accept = data.draw(bodies(st.one_of(mutated(text), mutated(button)))), data.draw(st.sampled_from(ACCEPTED))
    person = begun(place)
    said = place.assistant.send("POST", f"{PREFIX}/messages", body, {**person, "Accept": accept})
    keeps_its_promises(said, place.assistant, "website", echo=said.status == 200)
    has_its_type(said, accept)
    history = place.assistant.send("GET", f"{PREFIX}/history", headers=person)
    assert history.status == 200 and bool(history.json["messages"]) == (said.status == 200)


@examples(17)
@given(short())
def test_any_words_are_answered_once(place: Place, words: str) -> None:
    person, body = begun(place), json.dumps({"client_msg_id": ID, "text": words}).encode()
    first, second = (place.assistant.send("POST", f"{PREFIX}/messages", body, {**person, "Accept": "application/json"}) for _ in range(2))
    assert first.json == second.json
    if first.status == 200:
        assert {frame["event"] for frame in first.json} == {"accepted", "message"}
        assert all(frame["data"]["text"].strip() for frame in first.json)


@tries("assistant", *(f"{method} {PREFIX}{path}" for method, path in EVERYTHING), *(f"OPTIONS {PREFIX}{path}" for _, path in EVERYTHING))
@examples(28)
@given(st.data())
def test_any_headers(place: Place, data: st.DataObject) -> None:
    method, path = data.draw(st.sampled_from([*EVERYTHING, *(("OPTIONS", path) for _, path in EVERYTHING)]))
    names = ("Authorization", "Origin", "Accept", "Content-Type", "X-Forwarded-For", "Cookie", "Access-Control-Request-Method", "Upgrade", "Range")
    made_up = data.draw(st.dictionaries(st.sampled_from(names), header_values(), max_size=4))
    headers = {**data.draw(st.sampled_from([begun(place), visitor()])), **made_up}
    body = json.dumps(DOCUMENTS.get(path, {})).encode() if method == "POST" else b""
    said = place.assistant.send(method, PREFIX + path, body, headers)
    if (method, said.status) == ("OPTIONS", 403):  # a browser reads no more of it
        assert said.body == b""
    else:
        keeps_its_promises(said, place.assistant, "website")
    assert said.headers.get("access-control-allow-origin") in (None, "http://localhost")


@tries("assistant", f"GET {PREFIX}/history", f"GET {PREFIX}/about", f"DELETE {PREFIX}/session")
@examples(28)
@given(st.data())
def test_any_address(place: Place, data: st.DataObject) -> None:
    method, path = data.draw(st.sampled_from([("GET", "/history"), ("GET", "/about"), ("DELETE", "/session")]))
    value, name = data.draw(query_values()), data.draw(st.sampled_from(["after", "after[]", MARK, ""]))
    query = f"?{name}={quote(value.encode(errors='replace')[:2000])}"
    keeps_its_promises(place.assistant.send(method, PREFIX + path + query, headers=begun(place)), place.assistant, "website")


@examples(28)
@given(with_personal_data(), st.sampled_from(["text", "comment", "page"]))
def test_personal_data_is_stored_nowhere(place: Place, written: tuple[str, str], where: str) -> None:
    text, secret = written
    person, accept = begun(place), {"Accept": "application/json"}
    told = place.assistant.send("POST", f"{PREFIX}/messages", json.dumps({"client_msg_id": ID, "text": text}).encode(), {**person, **accept})
    assert told.status == 422 or secret not in json.dumps(told.json, ensure_ascii=False)
    if where == "comment" and told.status == 200:
        vote = {"message_id": told.json[-1]["data"]["id"], "vote": "down", "comment": text}
        assert place.assistant.send("POST", f"{PREFIX}/feedback", json.dumps(vote).encode(), person).status in (204, 400)
    if where == "page":
        visit = {"page": f"https://www.clinic.example/?q={quote(text)}#{quote(text)}"}
        assert place.assistant.send("POST", f"{PREFIX}/session", json.dumps(visit).encode(), visitor()).status == 200 or len(text) > 60
    place.holds_no_personal_data(newest=20)
