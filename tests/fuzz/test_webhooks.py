"""The webhooks of the messaging platforms take whatever comes: signed by the platform or by nobody, documented or of another shape."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.conftest import Place
from tests.fuzz.profiles import examples
from tests.fuzz.routes import tries
from tests.fuzz.shapes import bodies, encoded, header_values, mutated, query_values
from tests.fuzz.texts import MARK, anything, with_personal_data
from tests.fuzz.wire import Said, keeps_its_promises
from tests.platforms.everything import CHANNELS
from tests.platforms.server import Platform
from tests.platforms.shapes import BAD_SIGNINGS, FORM_TYPE, Person, Update

ROUTES = tuple(f"{method} /webhooks/{channel}/webhook" for channel in CHANNELS for method in ("GET", "POST"))
# A fake of a phone's network has some hundred numbers.
_numbers = itertools.cycle(range(200, 800))


def documented(platform: Platform, person: Person, words: str) -> Mapping[str, Update]:
    """Each kind of update that the platform documents, by name."""
    more = {"text": platform.text(person, words), "button": platform.pressed(person, "0123456789abcdef.0", "Yes")}
    return {**{name: update for name, update in platform.odd(person).items() if len(update.body) < 3000}, **more}


def of_another_shape(data: st.DataObject, update: Update) -> Update:
    """A documented update with a few parts changed, or its bytes."""
    if update.content_type == FORM_TYPE:
        return Update(data.draw(st.one_of(_fields(update), st.binary(max_size=80))), FORM_TYPE)
    try:
        document = json.loads(update.body)
    except ValueError:
        return update
    kind = data.draw(st.sampled_from([update.content_type, update.content_type, FORM_TYPE, "text/plain", ""]))
    return Update(data.draw(st.one_of(mutated(document, 4).map(encoded), bodies(mutated(document, 2)))), kind)


def sent(place: Place, platform: Platform, update: Update, headers: Mapping[str, str]) -> Said:
    """Post `update` and make sure that the answer keeps what the operator's page promises."""
    said = place.assistant.send("POST", platform.path, update.body, headers)
    is_slacks_question = b"url_verification" in update.body and said.status == 200
    keeps_its_promises(said, place.assistant, "webhooks", echo=is_slacks_question)
    return said


@tries("assistant", *ROUTES)
@pytest.mark.parametrize("channel", CHANNELS)
@examples(18)
@given(st.data())
def test_any_signed_update(place: Place, channel: str, data: st.DataObject) -> None:
    platform = place.platforms[channel]
    person = platform.person(next(_numbers))
    updates = documented(platform, person, data.draw(st.one_of(anything(), st.just(f"does massage help sleep {MARK}"))))
    update = of_another_shape(data, updates[data.draw(st.sampled_from(sorted(updates)))])
    said = sent(place, platform, update, platform.headers(update))
    # Two of them sign no bytes that are no text, and one signs a form by its fields.
    assert said.status in (200, 400, 403, 413)


@pytest.mark.parametrize("channel", CHANNELS)
@examples(9)
@given(st.data())
def test_any_update_that_is_not_signed(place: Place, channel: str, data: st.DataObject) -> None:
    platform = place.platforms[channel]
    person = platform.person(next(_numbers))
    before = place.texts(newest=5)
    update = of_another_shape(data, platform.text(person, f"does massage help sleep {MARK}"))
    headers = platform.headers(update, data.draw(st.sampled_from(BAD_SIGNINGS)))
    made_up = data.draw(st.dictionaries(st.sampled_from(sorted({*platform.headers(update), "X-Slack-Retry-Num"})), header_values()))
    assert sent(place, platform, update, {**headers, **made_up}).status in (400, 401, 403, 413)
    assert place.texts(newest=5) == before


@pytest.mark.parametrize("channel", CHANNELS)
@examples(7)
@given(with_personal_data())
def test_personal_data_is_stored_nowhere(place: Place, channel: str, written: tuple[str, str]) -> None:
    platform = place.platforms[channel]
    update = platform.text(platform.person(next(_numbers)), written[0])
    assert sent(place, platform, update, platform.headers(update)).status == 200
    place.holds_no_personal_data(newest=20)


@pytest.mark.parametrize("channel", CHANNELS)
@examples(4)
@given(st.dictionaries(st.sampled_from(["hub.mode", "hub.verify_token", "hub.challenge", "a"]), query_values(), max_size=4))
def test_any_handshake(place: Place, channel: str, arguments: dict[str, str]) -> None:
    query = "&".join(f"{name}={quote(value.encode(errors='replace')[:1500])}" for name, value in arguments.items())
    said = place.assistant.send("GET", f"{place.platforms[channel].path}?{query}")
    keeps_its_promises(said, place.assistant, "webhooks")
    assert said.status in (403, 404)


@st.composite
def _fields(draw: st.DrawFn, update: Update) -> bytes:
    """A form with fields left out, doubled, changed and joined by others; Slack's holds JSON in its one field."""
    fields: list[tuple[str, Any]] = parse_qsl(update.body.decode(errors="replace"), keep_blank_values=True)
    for place in draw(st.sets(st.integers(0, len(fields) - 1), max_size=3)) if fields else ():
        name, value = fields[place]
        changed = mutated(json.loads(value), 3).map(lambda document: encoded(document).decode()) if value.startswith("{") else anything()
        fields[place] = (draw(st.one_of(st.just(name), st.just(name), anything())), draw(changed).encode(errors="replace"))
    doubled = draw(st.lists(st.sampled_from(fields), max_size=2)) if fields else []
    return urlencode([(name.encode(errors="replace"), value) for name, value in [*fields, *doubled]]).encode()
