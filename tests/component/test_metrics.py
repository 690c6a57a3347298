"""What the running assistant tells Prometheus of real turns, and whom it tells."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.component.messaging_channels import Channel
from tools.rest_client import RestClient
from tools.running import Running, running_assistant
from tools.website_client import WebsiteClient

Numbers = dict[tuple[str, tuple[tuple[str, str], ...]], float]
MARK = "zanzibarquux"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An assistant with its desk, whose numbers no other test changes."""
    folder = tmp_path_factory.mktemp("metrics")
    with running_assistant(database=folder / "conversations.db", log=folder / "all.log", desk_port=0) as running:
        yield running


def page(url: str, headers: dict[str, str] | None = None) -> str:
    with urllib.request.urlopen(urllib.request.Request(f"{url}/metrics", headers=headers or {}), timeout=10) as answer:
        return str(answer.read().decode())


def numbers(url: str) -> Numbers:
    samples = (sample for family in text_string_to_metric_families(page(url)) for sample in family.samples)
    return {(sample.name, tuple(sorted(sample.labels.items()))): sample.value for sample in samples}


def number(url: str, name: str, **labels: str) -> float:
    return numbers(url).get((name, tuple(sorted(labels.items()))), 0.0)


@pytest.mark.parametrize(
    ("text", "outcome", "topic"),
    [
        ("does massage help sleep", "answered", "sleep"),
        ("are you open on sunday", "answered", "hours"),
        ("who won the world cup", "refused", "out_of_scope"),
        ("my chest hurts and my left arm is numb", "danger", "emergency"),
    ],
)
def test_a_turn_is_counted_by_what_it_came_to_and_its_topic(place: Running, text: str, outcome: str, topic: str) -> None:
    before, topics = number(place.url, "clinic_turns_total", channel="rest", outcome=outcome), number(place.url, "clinic_turn_topics_total", topic=topic)
    RestClient(place.url).say(uuid.uuid4().hex, text)
    assert number(place.url, "clinic_turns_total", channel="rest", outcome=outcome) == before + 1
    assert number(place.url, "clinic_turn_topics_total", topic=topic) == topics + 1


def test_a_turn_and_each_of_its_parts_are_timed_once(place: Running) -> None:
    parts = ("lock", "store", "understanding", "deciding", "action")
    before = [number(place.url, "clinic_turn_part_seconds_count", part=part) for part in parts]
    turns, began = number(place.url, "clinic_turn_seconds_count", channel="website"), time.monotonic()
    WebsiteClient(place.url).chat().ask("are you open on sunday")
    taken = time.monotonic() - began
    assert number(place.url, "clinic_turn_seconds_count", channel="website") == turns + 1
    assert 0 < number(place.url, "clinic_turn_seconds_sum", channel="website") < taken
    assert [number(place.url, "clinic_turn_part_seconds_count", part=part) for part in parts] == [count + 1 for count in before]
    assert number(place.url, "clinic_turns_under_way") == number(place.url, "clinic_turns_waiting") == 0
    assert number(place.actions_url, "clinic_look_ups_total", action="action_answer_hours", status="200") >= 1


def test_refusals_are_counted_by_channel_and_status(place: Running) -> None:
    WebsiteClient(place.url).request("POST", "/messages", b"{}", {"Authorization": "Bearer no"})
    RestClient(place.url).post(b"[]")
    assert number(place.url, "clinic_requests_refused_total", channel="website", status="401") == 1
    assert number(place.url, "clinic_requests_refused_total", channel="rest", status="400") == 1


def test_a_visitor_who_is_too_fast_is_counted(place: Running) -> None:
    chat = WebsiteClient(place.url).chat()
    for _ in range(31):
        chat.request("POST", "/messages", {})
    assert number(place.url, "clinic_rate_limited_total", what="messages", by="visitor") >= 1


def test_the_model_is_named_with_its_age(place: Running) -> None:
    assert [value for (name, _), value in numbers(place.url).items() if name == "clinic_model_info"] == [1]
    assert time.time() - 365 * 86_400 < number(place.url, "clinic_model_trained_timestamp_seconds") < time.time()


def test_the_numbers_hold_no_word_and_no_conversation(place: Running) -> None:
    sender = uuid.uuid4().hex
    RestClient(place.url).say(sender, f"does massage help sleep {MARK}")
    everything = "".join(page(url) for url in (place.url, place.actions_url, place.desk_url))
    assert MARK not in everything and sender not in everything


def test_what_a_proxy_passes_on_gets_no_numbers(place: Running) -> None:
    for url in (place.url, place.actions_url, place.desk_url):
        for header in ("X-Forwarded-For", "Forwarded"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                page(url, {header: "203.0.113.7"})
            assert refused.value.code == 404


def test_the_desk_tells_that_the_ingester_is_up_to_date_and_how_large_everything_is(place: Running) -> None:
    deadline = time.monotonic() + 20
    while number(place.desk_url, "clinic_ingester_events_behind") and time.monotonic() < deadline:
        time.sleep(0.2)
    assert number(place.desk_url, "clinic_ingester_events_behind") == number(place.desk_url, "clinic_ingester_seconds_behind") == 0
    assert number(place.desk_url, "clinic_database_answers") == 1
    assert 0 < number(place.desk_url, "clinic_disk_free_bytes") < number(place.desk_url, "clinic_disk_bytes")
    assert number(place.desk_url, "clinic_database_bytes") >= place.database.stat().st_size


def test_messages_and_deliveries_of_each_channel_are_counted(channel: Channel) -> None:
    url, name = channel.platform.assistant, channel.name
    sent, received = number(url, "clinic_deliveries_total", channel=name, outcome="sent"), number(url, "clinic_messages_received_total", channel=name, kind="text")
    answers = channel.ask(channel.somebody(), "does massage help sleep")
    assert number(url, "clinic_messages_received_total", channel=name, kind="text") == received + 1
    assert number(url, "clinic_deliveries_total", channel=name, outcome="sent") == sent + len(answers)
