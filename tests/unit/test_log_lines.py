"""What may stand in a log line: our own messages, what a library's source holds, places; no word from outside."""

from __future__ import annotations

import io
import json
import logging
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered

from content.topics import TOPICS
from core.metrics import OUTCOMES, outcome_and_topics
from tests.unit.test_docs import PROJECT, TEXT
from watch import conversation
from watch.conversation import about, current_mark, mark_of, take_over
from watch.lines import FIELDS, JsonLines, ReadableLines, fields_of
from watch.logs import Handler, is_json, level_of
from watch.metrics import KINDS, OTHER, kind_of
from watch.structured import configure_structlog

WORDS = "zanzibarquux"
LIBRARY = '''
import logging, warnings
logger = logging.getLogger("far.library")
def plain(words): logger.warning("The depth is %d for %s", 7, words)
def woven(words): logger.warning(f"Received {words} from somebody")
def begun(words): logger.warning("Failed to run '{}' at last".format(words))
def bare(words): logger.warning(words)
def warn(words): warnings.warn(f"Careful with {words}")
def fail(words):
    kept = words
    try:
        raise KeyError(kept)
    except KeyError as error:
        raise ValueError(f"no {kept}") from error
def caught(words):
    try:
        fail(words)
    except ValueError:
        logger.exception("It failed with %s", words)
'''


@pytest.fixture
def library(tmp_path: Path) -> dict[str, Any]:
    """A library that has no care for what it logs."""
    file = tmp_path / "far_library.py"
    file.write_text(LIBRARY)
    space: dict[str, Any] = {}
    exec(compile(LIBRARY, str(file), "exec"), space)
    return space


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged by the root, as JSON."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = Handler(stream)
    handler.setFormatter(JsonLines("assistant"))
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def line(stream: io.StringIO) -> dict[str, Any]:
    return json.loads(stream.getvalue().splitlines()[-1])


@pytest.mark.parametrize(
    ("function", "event"),
    [
        ("plain", "The depth is 7 for …"),
        ("woven", "Received …"),
        ("begun", "Failed to run '…"),
        ("bare", "…"),
        ("caught", "It failed with …"),
    ],
)
def test_of_a_librarys_message_its_own_text_stays(library: dict[str, Any], lines: io.StringIO, function: str, event: str) -> None:
    library[function](WORDS)
    assert line(lines)["event"] == event
    assert re.fullmatch(r"far_library\.py:\d+", line(lines)["place"])
    assert WORDS not in lines.getvalue()


def test_of_an_exception_its_class_its_causes_and_its_way_stay(library: dict[str, Any], lines: io.StringIO) -> None:
    library["caught"](WORDS)
    assert (line(lines)["error"], line(lines)["caused_by"]) == ("ValueError", ["KeyError"])
    assert line(lines)["frames"] == ["far_library.py:17", "far_library.py:14"]


def test_a_warning_is_told_by_its_kind_and_place(library: dict[str, Any], lines: io.StringIO) -> None:
    logging.captureWarnings(True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(False)
            logging.captureWarnings(True)
            library["warn"](WORDS)
    finally:
        logging.captureWarnings(False)
    assert line(lines)["event"] == "UserWarning: Careful with …"
    assert WORDS not in lines.getvalue()


def test_a_structured_line_keeps_its_name_and_the_mark_of_its_conversation(lines: io.StringIO) -> None:
    configure_structlog(logging.DEBUG)
    try:
        structlog.get_logger("rasa.core").debug("processor.message.parse", text=WORDS, sender_id=WORDS, event_info=f"read {WORDS}")
        assert {name: line(lines)[name] for name in ("event", "conversation")} == {"event": "processor.message.parse", "conversation": mark_of(WORDS)}
        structlog.get_logger("rasa.core").error(f"cannot read {WORDS}", exc_info=ValueError(WORDS))
        assert (line(lines)["event"], line(lines)["error"]) == ("…", "ValueError")
    finally:
        structlog.reset_defaults()
    assert WORDS not in lines.getvalue()


def test_our_own_message_stays_as_it_is(lines: io.StringIO) -> None:
    logging.getLogger("tests").warning("nothing of ours")  # tests are no room of the running project
    assert line(lines)["event"] == "nothing of ours"
    record = logging.LogRecord("core.server", logging.INFO, str(PROJECT / "core" / "server.py"), 1, "It is %s", ("so",), None)
    record.channel, record.milliseconds = "rest", 12.5
    assert fields_of(record, "assistant") | {"time": ""} == {
        **{"time": "", "level": "info", "part": "assistant", "logger": "core.server", "event": "It is so"},
        **{"channel": "rest", "milliseconds": 12.5},
    }


def test_nobody_begins_a_line_of_their_own() -> None:
    record = logging.LogRecord("core.server", logging.INFO, str(PROJECT / "core" / "server.py"), 1, "one\ntwo\r\nthree", (), None)
    assert len(ReadableLines("assistant").format(record).splitlines()) == len(JsonLines("assistant").format(record).splitlines()) == 1


def test_a_line_that_cannot_be_written_is_told_without_what_was_in_it() -> None:
    stream = io.StringIO()
    handler = Handler(stream)
    handler.setFormatter(JsonLines("assistant"))
    handler.handle(logging.LogRecord("core.server", logging.INFO, str(PROJECT / "core" / "server.py"), 7, "%d", (WORDS,), None))
    assert stream.getvalue() == "A line of the log could not be written: core/server.py:7\n"


def test_a_mark_is_the_same_for_a_conversation_and_another_under_another_secret() -> None:
    one, two = {"CLINIC_SECRET": "1" * 32}, {"CLINIC_SECRET": "2" * 32}
    assert mark_of("a", one) == mark_of("a", one) != mark_of("b", one)
    assert mark_of("a", one) != mark_of("a", two)
    assert mark_of("a", {}) == mark_of("a", {})


def test_lines_are_about_the_conversation_that_is_served() -> None:
    assert current_mark() is None
    with about("a"):
        assert current_mark() == mark_of("a")
        with about("b"):
            assert current_mark() == mark_of("b")
        assert current_mark() == mark_of("a")
    assert current_mark() is None


@pytest.mark.parametrize(("given", "kept"), [("0123456789ab", "0123456789ab"), (WORDS, None), ("0123456789AB\n", None), ("", None), (None, None)])
def test_a_mark_from_another_part_is_taken_if_it_is_one(given: str | None, kept: str | None) -> None:
    take_over(given)
    try:
        assert current_mark() == kept
    finally:
        conversation._given.set(None)


def test_every_field_is_explained_to_the_operator_and_no_other() -> None:
    section = TEXT[PROJECT / "docs" / "operator.md"].split("\n## Logs\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| `([a-z_]+)` \|", section, re.MULTILINE) == list(FIELDS)


def test_a_setting_that_cannot_be_ends_the_start() -> None:
    assert is_json({"CLINIC_LOG_FORMAT": "json"}) and not is_json({})
    assert level_of({"LOG_LEVEL": "debug"}) == logging.DEBUG
    with pytest.raises(SystemExit, match="CLINIC_LOG_FORMAT"):
        is_json({"CLINIC_LOG_FORMAT": "xml"})
    with pytest.raises(SystemExit, match="LOG_LEVEL"):
        level_of({"LOG_LEVEL": "loud"})


class OfOurs(ConnectionError):
    """An error of a class that nobody knows, of a kind that nobody knows."""


def test_a_kind_of_error_is_one_of_a_few() -> None:
    assert kind_of(KeyError(WORDS)) == "KeyError"
    assert kind_of(type(WORDS, (KeyError,), {})(WORDS)) == "KeyError"
    assert kind_of(TimeoutError()) == "TimeoutError"
    assert kind_of(OfOurs()) == OTHER not in KINDS


def said(response: str, *topics: str) -> list[Any]:
    return [UserUttered(WORDS), ActionExecuted(response), BotUttered("x", metadata={"utter_action": response, "topics": list(topics)})]


@pytest.mark.parametrize(
    ("events", "outcome", "topics"),
    [
        (said("utter_sleep", "sleep"), "answered", ["sleep"]),
        (said("utter_looked_up", "sleep", "safety"), "answered", ["sleep", "safety"]),
        (said("utter_did_you_mean"), "asked_back", []),
        (said("utter_ask_what"), "asked_back", []),
        (said("utter_out_of_scope", "out_of_scope"), "refused", ["out_of_scope"]),
        ([*said("utter_sleep", "sleep"), *said("utter_condition_not_covered", "condition_not_covered")], "refused", ["sleep", "condition_not_covered"]),
        (said("utter_emergency", "emergency"), "danger", ["emergency"]),
        (said("utter_outage"), "trouble", []),
        ([UserUttered(WORDS)], "trouble", []),
        (said("utter_x", WORDS), "answered", []),
    ],
)
def test_a_turn_has_the_outcome_of_what_was_said(events: list[Any], outcome: str, topics: list[str]) -> None:
    assert outcome_and_topics(events) == (outcome, topics)
    assert outcome in OUTCOMES and set(topics) <= set(TOPICS)
