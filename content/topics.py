"""The names of all topics that a reply can belong to, and what follows from a name."""

from __future__ import annotations

BENEFITS = (
    "benefits_overview",
    "conditions_overview",
    "stress_anxiety",
    "pain",
    "sleep",
    "circulation",
    "range_of_motion",
    "immunity",
    "headaches",
)
CONDITIONS = ("cancer_nausea", "diabetes", "depression", "mental_health", "condition_not_covered")
SAFETY = ("safety", "emergency", "crisis")
EVIDENCE = ("evidence",)
VISIT = (
    "what_to_expect",
    "what_to_wear",
    "does_it_hurt",
    "frequency",
    "duration",
    "aftercare",
    "massage_types",
    "therapist",
    "minimum_age",
    "home_visits",
)
CLINIC = (
    "hours",
    "price",
    "tipping",
    "location",
    "booking",
    "late_arrival",
    "cancellation",
    "insurance",
    "gift",
    "contact",
    "handoff",
    "jobs",
)
CONVERSATION = (
    "greet",
    "goodbye",
    "thanks",
    "bot_challenge",
    "capabilities",
    "affirm",
    "deny",
    "inappropriate",
    "out_of_scope",
)
TOPICS = BENEFITS + CONDITIONS + SAFETY + EVIDENCE + VISIT + CLINIC + CONVERSATION


# Responses that are named for something else than their topic.
_NAMED_OTHERWISE = {
    "other_language": "out_of_scope",
    "other_language_emergency": "emergency",
    "other_language_crisis": "crisis",
}


def topic_of_response(response: str) -> str | None:
    """Topic of a response name: the longest topic that the name after `utter_` begins with.

    `utter_sleep` → `sleep`; `utter_emergency_urgent` → `emergency`; None where no topic fits.
    """
    name = response[len("utter_") :] if response.startswith("utter_") else response
    if name in _NAMED_OTHERWISE:
        return _NAMED_OTHERWISE[name]
    fits = [topic for topic in TOPICS if name == topic or name.startswith(topic + "_")]
    return max(fits, key=len, default=None)
