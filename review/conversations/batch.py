"""Events of several senders on their way into the desk's tables."""

from __future__ import annotations

from collections import defaultdict
from typing import Sequence

from review.conversations import said as messages
from review.conversations import sittings, summary, website
from review.conversations.models import Message
from review.conversations.projection import message_of, moment
from review.conversations.reading import Event, buttons_before
from review.conversations.said import Said
from review.conversations.sittings import Sitting, new_sitting
from review.training.noting import note_for_inbox

_Key = tuple[str, int]  # a sender, and which of their sittings


class Batch:
    """What a few hundred events add to conversations; each table is read and written once."""

    def __init__(self, events: Sequence[Event]) -> None:
        """Sort the events into the conversations of their senders."""
        known = sittings.of_senders(sorted({event.sender_id for event in events}))
        self._known: dict[_Key, Sitting] = {(each.sender_id, each.number): each for each in known}
        self._current = {sender: each for (sender, _), each in self._known.items() if each.is_copied}
        self._begun: set[_Key] = set()
        self._said: dict[_Key, list[Said]] = defaultdict(list)
        self._late_slots: list[tuple[Sitting, Event]] = []
        self._buttons: dict[str, list[dict[str, str]]] = {}
        take = {"session_started": self._begin, "slot": self._set, "user": self._say, "bot": self._say}
        for event in events:
            if event.kind in take:
                take[event.kind](event)

    def write(self) -> Sequence[Sitting]:
        """Store all of it; the conversations that must be counted anew, as what was said before has changed."""
        recounted = self._add()
        for conversation, event in self._late_slots:
            messages.store_late_slot(conversation.pk, event.place.event_id, str(event.data.get("name")), event.data["value"])
        return recounted

    def _add(self) -> Sequence[Sitting]:
        last = messages.last_event_in([each.pk for key, each in self._known.items() if each.pk and key in self._said])
        fits = {key: summary.can_be_added(self._known[key], said, last.get(self._known[key].pk, 0)) for key, said in self._said.items()}
        for key, said in self._said.items():
            summary.link(said)
            if fits[key]:
                summary.add(self._known[key], said)
        self._store_conversations()
        messages.store([message for said in self._said.values() for message in said])
        added = [message for key, said in self._said.items() if fits[key] for message in said]
        summary.store_facets(added)
        note_for_inbox(added, are_new=True)
        return [self._known[key] for key, is_added in fits.items() if not is_added]

    def _store_conversations(self) -> None:
        # The last one of a sender may have begun without a word yet; its words come with the next batch.
        kept = {*self._said, *((each.sender_id, each.number) for each in self._current.values())}
        new = [self._known[key] for key in self._known if key in self._begun & kept and not self._known[key].pk]
        sittings.update([self._known[key] for key in {*self._said, *self._begun} if self._known[key].pk])
        codes = website.chat_codes_of([conversation.sender_id for conversation in new])
        for conversation in new:
            conversation.chat_code = codes.get(conversation.sender_id, "")
        sittings.insert(new)
        for key, said in self._said.items():
            for message in said:
                message.conversation_id = self._known[key].pk

    def _begin(self, event: Event) -> None:
        current = self._current.get(event.sender_id)
        if current and (not current.is_silent or self._said.get((event.sender_id, current.number))):
            self._current[event.sender_id] = self._conversation(event, current.number + 1)

    def _conversation(self, event: Event, number: int) -> Sitting:
        key = (event.sender_id, number)
        if key not in self._known:
            self._known[key] = new_sitting(event.sender_id, number, moment(event.timestamp))
        self._known[key].is_copied = True
        self._begun.add(key)
        return self._known[key]

    def _say(self, event: Event) -> None:
        conversation = self._current.get(event.sender_id) or self._conversation(event, 1)
        self._current[event.sender_id] = conversation
        self._said[event.sender_id, conversation.number].append(message_of(event, lambda: self._buttons_of(event)))
        if event.kind == "bot":
            self._buttons[event.sender_id] = (event.data.get("data") or {}).get("buttons") or self._buttons.get(event.sender_id, [])
        elif not conversation.channel:
            conversation.channel = str(event.data.get("input_channel") or "")[:64]

    def _buttons_of(self, event: Event) -> list[dict[str, str]]:
        return self._buttons.get(event.sender_id) or buttons_before(event.sender_id, event.place.event_id)

    def _set(self, event: Event) -> None:
        """Slots belong to the visitor's message before them."""
        current = self._current.get(event.sender_id)
        if current is None or event.data.get("value") is None:
            return
        said = self._said.get((event.sender_id, current.number), [])
        asked = next((message for message in reversed(said) if message.kind == Message.Kind.VISITOR), None)
        if asked:
            asked.slots = {**asked.slots, str(event.data.get("name")): event.data["value"]}
        elif current.pk:
            self._late_slots.append((current, event))
