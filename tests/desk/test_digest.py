"""The letter of the week tells the figures and nothing of anybody."""

from __future__ import annotations

import datetime as dt
import re
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.utils import timezone

from review.accounts.models import AuditEntry
from review.insights.digest import week_until_yesterday
from tests.desk.test_callbacks import requests  # noqa: F401 - fixture
from tests.desk.visits import visit

pytestmark = pytest.mark.django_db


def noon(days_ago: int) -> str:
    return f"{timezone.localdate() - dt.timedelta(days=days_ago)}T12:00"


def texts(letter: Any) -> tuple[str, str]:
    return str(letter.body), str(letter.alternatives[0][0])


def test_the_letter_has_the_weeks_figures_gaps_and_open_requests(requests: Any) -> None:  # noqa: F811
    for days_ago in (1, 4, 7):
        visit(noon(days_ago), topic="condition_not_covered", gap="asthma", fell_back=True)
    visit(noon(8), topic="pain")
    visit(noon(0), topic="pain")
    for key, status in (("a", "new"), ("b", "not reached"), ("c", "called"), ("d", "done"), ("e", "reached")):
        requests(key, status=status)
    call_command("digest", to=["boss@example.org"])
    (letter,) = mail.outbox
    assert letter.to == ["boss@example.org"] and ": 3 conversations from" in letter.subject
    plain, html = texts(letter)
    assert "Conversations: 3 (2 more than the week before)" in plain and "Fell back: 3 (3 more" in plain
    assert "asthma: asked 3 times" in plain and "Waiting to be called back: 3" in plain
    assert ">asthma</a>: asked 3 times" in html and re.search(r'callbacks/">3</a>', html)
    assert "pain" not in plain


def test_the_letter_has_no_words_and_no_names(requests: Any) -> None:  # noqa: F811
    visit(noon(1), "Rodney has a secret", topic="condition_not_covered", gap="Rodney and his wet lung", channel="Rodney, here")
    requests("a", name="Rodney", phone="+44 1234", email="rodney@example.org")
    call_command("digest", to=["boss@example.org"])
    for text in (mail.outbox[0].subject, *texts(mail.outbox[0])):
        assert not re.search("rodney|secret|1234|wet lung|rodney@", text, re.IGNORECASE)


def test_names_are_text_in_both_forms() -> None:
    visit(noon(1), topic="condition_not_covered", gap="Crohn's disease")
    call_command("digest", to=["boss@example.org"])
    plain, html = texts(mail.outbox[0])
    assert "Crohn's disease: asked 1 time\n" in plain and "Crohn&#x27;s disease" in html


def test_each_administrator_with_an_address_gets_a_letter_of_their_own(staff: dict[str, User]) -> None:
    User.objects.filter(username__in=["the-admin", "the-trainer"]).update(email="one@example.org")
    extra = User.objects.create_user("gone", email="gone@example.org", is_active=False)
    extra.groups.set(staff["admin"].groups.all())
    other = User.objects.create_user("other", email="two@example.org")
    other.groups.set(staff["admin"].groups.all())
    call_command("digest")
    assert [letter.to for letter in mail.outbox] == [["one@example.org"], ["two@example.org"]]
    assert AuditEntry.objects.get(action="digest sent").subject == "2 of 2 addresses"


def test_without_an_address_the_command_says_what_to_do(staff: dict[str, User]) -> None:
    with pytest.raises(CommandError, match="--to"):
        call_command("digest")
    with pytest.raises(CommandError, match="no e-mail address"):
        call_command("digest", to=["boss@example.org", "nobody"])
    assert mail.outbox == []


def test_one_address_that_is_refused_keeps_no_other_from_its_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    send = EmailMultiAlternatives.send

    def refuse(letter: EmailMultiAlternatives, *arguments: Any) -> int:
        if letter.to == ["bad@example.org"]:
            raise SMTPRecipientsRefused({})
        return send(letter, *arguments)

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    with pytest.raises(CommandError, match="bad@example.org"):
        call_command("digest", to=["bad@example.org", "good@example.org"])
    assert [letter.to for letter in mail.outbox] == [["good@example.org"]]


def test_the_week_is_the_seven_days_until_yesterday() -> None:
    week = week_until_yesterday()
    assert week.days == 7 and week.last == timezone.localdate() - dt.timedelta(days=1)


def test_links_of_the_letter_lead_to_the_desk() -> None:
    visit(noon(1), topic="stress_anxiety")
    call_command("digest", to=["boss@example.org"])
    plain, html = texts(mail.outbox[0])
    links = re.findall(r'href="([^"]*)"', html)
    assert len(links) > 8 and all(link.startswith("http://127.0.0.1:5006/") for link in links)
    assert "http://127.0.0.1:5006/figures/?from=" in plain and "stress anxiety: 1" in plain
    assert "style=" not in html and "<script" not in html and "<img" not in html
