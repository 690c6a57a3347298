"""What the channels count: whom they refused, who was too fast, and what became of messages for the platforms."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

from watch.metrics import one_of

# Why a message was given up, as docs/operator.md explains; what a platform says beyond that is `refused`.
REASONS = ("window", "opted_out", "refused", "gave_up", "too_old", "erased")
# From the answer's being ready to the platform's taking it.
SECONDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0)

REQUESTS_REFUSED = Counter("clinic_requests_refused", "Requests that were answered with an error.", ("channel", "status"))
RATE_LIMITED = Counter("clinic_rate_limited", "Requests that came too fast.", ("what", "by"))
RATES_WITHOUT_REDIS = Counter("clinic_rates_without_redis", "Requests that were counted by this worker alone, as Redis failed.")
RECEIVED = Counter("clinic_messages_received", "What people did on messaging channels, resends left out.", ("channel", "kind"))
DELIVERIES = Counter("clinic_deliveries", "Attempts to hand a message to a platform.", ("channel", "outcome"))
DELIVERY_FAILURES = Counter("clinic_delivery_failures", "Messages that were given up.", ("channel", "reason"))
DELIVERY_SECONDS = Histogram("clinic_delivery_seconds", "From an answer to the platform's taking it.", ("channel",), buckets=SECONDS)


def count_delivered(channel: str, seconds: float) -> None:
    """The platform took a message `seconds` after it was ready."""
    DELIVERIES.labels(channel, "sent").inc()
    DELIVERY_SECONDS.labels(channel).observe(max(0.0, seconds))


def count_failed(channel: str, reason: str) -> None:
    """A message was given up."""
    DELIVERIES.labels(channel, "failed").inc()
    DELIVERY_FAILURES.labels(channel, one_of(reason, REASONS)).inc()
