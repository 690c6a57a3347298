"""Fills the clinic's facts into replies, inside Rasa's own process, and marks each reply with its topics.

`endpoints.yml` names it: `nlg: {type: core.response_generator.ClinicResponseGenerator}`. An emergency
reply therefore needs nothing but Rasa itself.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable, Mapping

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from content.clinic import check_country, load_clinic
from content.facts import facts
from content.languages import load_languages, replies_in
from content.loading import CONTENT_FOLDER, ContentError
from content.safety import Safety, load_safety
from content.topics import BENEFITS, CONDITIONS, topic_of_response
from core.wording import ACTION_WORDS, check_placeholders, fill, least_recently_said

ABOUT_CONDITIONS = frozenset((*BENEFITS, *CONDITIONS, "safety", "evidence", "frequency"))
ABOUT_HEALTH = ABOUT_CONDITIONS | {"condition_not_covered", "benefits_overview"}
IN_ANOTHER_LANGUAGE = "utter_other_language"
BARE_ANSWERS = frozenset({"affirm", "deny"})
ALARMS = frozenset({"emergency", "crisis"})
# The reply in the visitor's language that stands in the place of each of these words in domain.yml.
LANGUAGE_WORDS = {
    "other_language": "reply",
    "other_language_emergency": "emergency",
    "other_language_crisis": "crisis",
}
# More than a worker has under way at a time: their replies take turns.
TURNS_AT_ONCE = 100

Reply = dict[str, Any]


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(timezone.utc)


class ClinicResponseGenerator(TemplatedNaturalLanguageGenerator):
    """Rasa's responses with the clinic's facts, in a wording that was not used last, marked with topics."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,
        domain: Domain | None = None,
        folder: Path = CONTENT_FOLDER,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Load the facts.

        :param endpoint_config: the `nlg` entry of endpoints.yml; it has no options of its own.
        :param domain: the responses; Rasa starts with an empty one and sets `responses` with the model.
        :param folder: where the content files lie.
        :param clock: tells the moment of an answer; tests set it.
        :raises ContentError: clinic.yml, safety.yml or languages.yml has a mistake.
        """
        self._clinic, self._safety, self._clock = load_clinic(folder), load_safety(folder), clock
        check_country(self._clinic, self._safety, folder)
        self._languages = load_languages(folder)
        self._noted: deque[UserUttered] = deque(maxlen=TURNS_AT_ONCE)
        self._warned: deque[UserUttered] = deque(maxlen=TURNS_AT_ONCE)
        self._facts: tuple[datetime, dict[str, str]] | None = None
        super().__init__(domain.responses if domain else {})

    @property
    def responses(self) -> dict[str, list[Reply]]:
        """Every response of the domain with its wordings."""
        return self._responses

    @responses.setter
    def responses(self, responses: dict[str, list[Reply]]) -> None:
        try:
            known = {*facts(self._clinic, self._safety, self._clock()), *ACTION_WORDS, *LANGUAGE_WORDS}
            check_placeholders(responses, known)
        except ContentError as error:
            # Rasa logs any Exception at this point and would go on without a single reply.
            raise SystemExit(f"The assistant cannot start. {error}") from error
        self._responses = responses

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Reply | None:
        """The reply `utter_action` for this turn, or None where the domain has none that fits.

        :param kwargs: what an action sends along: words to fill in; its `topics` and `conditions` go first.
        """
        if utter_action not in self.responses:
            return None
        wordings = ResponseVariationFilter(self.responses).responses_for_utter_action(
            utter_action, output_channel, tracker.current_slot_values()
        )
        words = self._words(kwargs)
        if utter_action.startswith(IN_ANOTHER_LANGUAGE):
            words.update(self._words_of_language(language_of(tracker)))
        replies = [fill(wording, words) for wording in wordings]
        if not replies:
            return None
        said = [event.text for event in tracker.events if _said_as(utter_action, event)]
        reply = {**least_recently_said(replies, said), **marks(utter_action, tracker, kwargs)}
        return self._with_warning(self._with_note(reply, tracker), tracker, words)

    def _with_warning(self, reply: Reply, tracker: DialogueStateTracker, words: Mapping[str, str]) -> Reply:
        """`reply` behind a line of warning, and without an offer, while a danger is open that nobody has dealt with: once a turn."""
        message = tracker.latest_message
        danger = open_danger(message) if message and not ALARMS & set(reply["topics"]) else None
        warning = self.responses.get(f"utter_warning_{danger}")
        if not warning:
            return reply
        line = fill(warning[0], words)["text"] + "\n" if _is_first(message, self._warned) else ""
        return {**reply, "text": f"{line}{reply.get('text') or ''}", "buttons": []}

    def _with_note(self, reply: Reply, tracker: DialogueStateTracker) -> Reply:
        """`reply`, and to see a doctor where the visitor told of something that calls for it: once a turn."""
        message = tracker.latest_message
        note = note_for(message, self._safety) if message and ABOUT_HEALTH & set(reply["topics"]) else None
        if not message or not note or not _is_first(message, self._noted):
            return reply
        return {**reply, "text": f"{reply.get('text') or ''} {note}".strip()}

    def _words(self, sent_along: Mapping[str, Any]) -> dict[str, str]:
        given = {name: sent_along[name] for name in ACTION_WORDS if isinstance(sent_along.get(name), str)}
        return {**ACTION_WORDS, **self._facts_now(), **given}

    def _words_of_language(self, code: str | None) -> dict[str, str]:
        """The replies to a message in the language `code`, under their names in domain.yml."""
        replies = replies_in(self._languages.language(code), self._clinic, self._safety)
        return {name: replies[reply] for name, reply in LANGUAGE_WORDS.items()}

    def _facts_now(self) -> dict[str, str]:
        """The facts at this moment, worked out once a minute: what of them changes is told in minutes."""
        minute = self._clock().replace(second=0, microsecond=0)
        if self._facts is None or self._facts[0] != minute:
            self._facts = minute, facts(self._clinic, self._safety, minute)
        return self._facts[1]


def marks(utter_action: str, tracker: DialogueStateTracker, sent_along: Mapping[str, Any]) -> Reply:
    """`topics` and `conditions` of a reply, which Rasa stores as metadata of the bot's message."""
    message = tracker.latest_message
    intent = message.intent.get("name") if message else None
    topics = sent_along.get("topics") or topics_of(utter_action, intent)
    conditions = sent_along.get("conditions")
    if conditions is None and message and ABOUT_CONDITIONS & set(topics):
        conditions = [found["value"] for found in message.entities if found.get("entity") == "condition"]
    return {"topics": list(topics), "conditions": list(conditions or ())}


def open_danger(message: UserUttered) -> str | None:
    """The danger that was told of before `message` and is still open, as the decider noted it."""
    reading = (message.parse_data or {}).get("reading") or {}
    danger = reading.get("open_danger")
    return str(danger) if danger else None


def language_of(tracker: DialogueStateTracker) -> str | None:
    """Code of the last language other than English that the decider noted: a "yes" after it has none of its own."""
    messages = (event for event in reversed(tracker.events) if type(event) is UserUttered)
    entities = (found for message in messages for found in message.entities)
    return next((found["value"] for found in entities if found.get("entity") == "language"), None)


def note_for(message: UserUttered, safety: Safety) -> str | None:
    """What an answer to `message` says on top, if the decider found a red flag in it that has a note."""
    flag = next((found["value"] for found in message.entities if found.get("entity") == "red_flag"), None)
    return safety.red_flag(flag).note if flag else None


def topics_of(utter_action: str, intent: str | None) -> list[str]:
    """Topics of a fixed reply; one without a topic of its own that meets a bare yes or no belongs to that."""
    topic = topic_of_response(utter_action)
    if topic:
        return [topic]
    return [intent] if intent in BARE_ANSWERS else []


def _is_first(message: UserUttered, seen: deque[UserUttered]) -> bool:
    """Whether `message` is not among `seen`, where it is from here on; by identity, for a turn that is taken again has the same id."""
    if any(message is each for each in seen):
        return False
    seen.append(message)
    return True


def _said_as(utter_action: str, event: Event) -> bool:
    # `type`, not `isinstance`: on Rasa's abstract classes that is slow, and this looks at each event.
    return type(event) is BotUttered and (event.metadata or {}).get("utter_action") == utter_action
