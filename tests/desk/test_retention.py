"""Who has been silent for as long as the clinic keeps conversations is forgotten, and the figures of the day stay."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from review.accounts.models import AuditEntry
from review.conversations.models import Conversation, Message
from review.insights.models import DailyFigure
from review.privacy import retention, stores
from review.privacy.models import Tombstone
from review.privacy.retention import forget_old, would_go
from tests.desk.forgetting import CODE, DAY, Desk, leave_on_the_desk, talk

pytestmark = pytest.mark.django_db
DAYS = settings.CLINIC.days_kept
WORD = "quixotophobia"


def leave(sender: str, days_ago: float, word: str = "sleep") -> None:
    """A conversation in the assistant's events and on the desk."""
    talk(sender, word, time.time() - days_ago * DAY).save()
    leave_on_the_desk(sender, "", word, time.time() - days_ago * DAY)


def senders() -> tuple[set[str], set[str]]:
    """Who is still there: in the events, and on the desk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT sender_id FROM events")
        return {row[0] for row in cursor.fetchall()}, set(Conversation.objects.values_list("sender_id", flat=True))


def test_who_was_silent_for_so_long_is_forgotten_and_who_was_not_stays() -> None:
    leave("ann", DAYS + 1)
    leave("bob", DAYS - 1)
    gone = forget_old(time.time())
    assert (gone.senders, gone.conversations, gone.messages) == (1, 1, 2)
    assert senders() == ({"bob"}, {"bob"})


def test_the_old_conversation_of_a_returning_visitor_stays() -> None:
    leave("ann", DAYS + 30)
    leave("ann", 1)
    assert forget_old(time.time()).senders == 0
    assert Conversation.objects.filter(sender_id="ann").count() == 2


@pytest.mark.parametrize("recent", ["events", "desk"])
def test_a_visitor_who_is_back_in_one_place_only_stays_in_both(recent: str) -> None:
    leave("ann", DAYS + 30)
    if recent == "events":  # the desk has not copied it yet
        talk("ann", "sleep", time.time()).save()
    else:
        leave_on_the_desk("ann", "", "sleep", time.time())
    forget_old(time.time())
    assert senders() == ({"ann"}, {"ann"})


def test_what_only_one_place_knows_goes_too() -> None:
    talk("ann", "sleep", time.time() - (DAYS + 1) * DAY).save()
    leave_on_the_desk("bob", "", "sleep", time.time() - (DAYS + 1) * DAY)
    assert forget_old(time.time()).senders == 2
    assert senders() == (set(), set())


def test_more_senders_than_fit_into_one_step_all_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "SENDERS_A_STEP", 3)
    for each in range(10):
        leave(f"ann-{each}", DAYS + 1)
    leave("bob", 0)
    assert forget_old(time.time()).senders == 10
    assert senders() == ({"bob"}, {"bob"})


def test_a_dry_run_says_what_would_go_and_deletes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    leave("ann", DAYS + 1)
    call_command("retention", "--dry-run")
    assert "1 senders, 1 conversations, 2 messages and 0 requests to be called would be deleted" in capsys.readouterr().out
    assert senders() == ({"ann"}, {"ann"})
    assert would_go(time.time()).senders == 1


def test_the_figures_of_the_day_survive_and_are_not_counted_again_from_what_is_left() -> None:
    day = timezone.localdate(dt.datetime.fromtimestamp(time.time() - (DAYS + 1) * DAY, tz=dt.timezone.utc))
    leave("ann", DAYS + 1)
    leave("bob", DAYS + 1)
    leave("bob", DAYS - 5)  # goes some days later
    forget_old(time.time())
    counted = list(DailyFigure.objects.filter(day=day).order_by("name", "detail").values_list("name", "detail", "value"))
    assert any(value == 2 for _, _, value in counted), counted
    forget_old(time.time() + 10 * DAY)
    assert senders() == (set(), set())
    assert list(DailyFigure.objects.filter(day=day).order_by("name", "detail").values_list("name", "detail", "value")) == counted


def test_no_tombstone_is_set_so_the_visitor_is_welcome_again() -> None:
    leave("ann", DAYS + 1)
    forget_old(time.time())
    assert not Tombstone.objects.exists()


def test_the_log_stays_and_old_sign_ins_go(monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = timezone.now() - dt.timedelta(days=DAYS + 1)
    with monkeypatch.context() as then:
        then.setattr(timezone, "now", lambda: long_ago)
        AuditEntry.objects.create(action="read", subject="chat K7QP-3MXD")
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - dt.timedelta(days=1))
    forget_old(time.time())
    assert AuditEntry.objects.count() == 1
    assert not Session.objects.exists()


def test_a_failure_half_way_leaves_whole_conversations_and_the_next_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    leave("ann", DAYS + 1)
    with monkeypatch.context() as patch:
        patch.setattr(retention.stores, "delete_events", lambda senders: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            forget_old(time.time())
    assert senders() == ({"ann"}, {"ann"})
    assert Message.objects.count() == 2
    forget_old(time.time())
    assert senders() == (set(), set())


def test_what_is_forgotten_is_nowhere_in_the_databases_files(tmp_path: Path) -> None:
    desk = Desk(str(tmp_path / "conversations.db"), tmp_path)
    desk.run("migrate", "--verbosity", "0")
    desk.call("leave_many", 30)
    desk.call("leave_everywhere", "ann", CODE, WORD, DAYS + 1.0)
    desk.call("leave_many", 30, DAYS + 2.0)
    desk.run("shell", "--no-imports", "-c", "from review.training.models import Decision; Decision.objects.all().delete()")
    assert desk.has(WORD)
    assert "31 senders, 31 conversations, 62 messages and 1 requests to be called were deleted" in desk.run("retention")
    assert not desk.has(WORD)
    assert "0 senders" in desk.run("retention", "--dry-run")
