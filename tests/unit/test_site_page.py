"""The clinic's page says what the content says, no more, and takes every word of it for text."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from html import unescape

import pytest

from channels.site_page import SiteContent, SitePages, reasons
from content.clinic import Clinic
from content.opening_hours import DAYS, hours_of
from content.topics import BENEFITS

CONTENT = SiteContent.load()
CLINIC = CONTENT.clinic
MONDAY_MORNING = datetime(2026, 7, 6, 9, 30, tzinfo=timezone.utc)
SUNDAY_NIGHT_IN_LONDON = datetime(2026, 7, 5, 23, 30, tzinfo=timezone.utc)


def pages_of(**changes: object) -> SitePages:
    """The pages of the sample clinic with some of its facts changed."""
    clinic = Clinic.parse_obj({**CLINIC.dict(), **changes})
    return SitePages(SiteContent(clinic, CONTENT.safety, CONTENT.conditions, CONTENT.evidence))


def home(now: datetime = MONDAY_MORNING, **changes: object) -> str:
    return pages_of(**changes).home(now)


def words(page: str) -> str:
    """What a reader sees of `page`, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def headings(page: str) -> list[tuple[int, str]]:
    return [(int(level), words(text)) for level, text in re.findall(r"<h([1-6])[^>]*>(.*?)</h\1>", page, re.DOTALL)]


def test_a_visitor_reads_every_fact_of_the_clinic() -> None:
    contact, prices = CLINIC.contact, CLINIC.prices
    facts = [CLINIC.name, contact.phone, contact.address, contact.email, contact.directions, contact.parking, contact.access]
    facts += [CLINIC.hours.holidays, prices.payment, prices.deposit, prices.discounts, CLINIC.booking.how]
    page = words(home())
    assert [fact for fact in facts if fact not in page] == []


def test_every_session_stands_there_with_length_and_price() -> None:
    page = words(home())
    for treatment, rows in (("Relaxation massage", "60 minutes £68 90 minutes £94"), ("Sports massage", "45 minutes £58")):
        assert f"{treatment} {rows}" in page
    assert all(service.name in page for service in CLINIC.prices.services)


def test_the_links_ring_write_and_book() -> None:
    page = home()
    for link in ("tel:+442079460321", f"mailto:{CLINIC.contact.email}", CLINIC.booking.link):
        assert f'href="{link}"' in page


def test_every_day_has_its_hours_and_only_today_is_marked() -> None:
    page = home()
    for weekday, name in enumerate(DAYS):
        assert re.search(rf"{name.title()}( today)? {hours_of(CLINIC.hours, weekday)}", words(page))
    assert page.count('aria-current="date"') == 1
    assert "Monday today 9 am to 7 pm" in words(page)


def test_today_is_the_day_at_the_clinic_and_not_at_the_server() -> None:
    assert "Monday today" in words(home(SUNDAY_NIGHT_IN_LONDON))


def test_a_visitor_sees_whether_the_clinic_is_open_now() -> None:
    assert "We are open now, until 7 pm." in home() and "is-open" in home()
    assert "We are closed right now" in home(SUNDAY_NIGHT_IN_LONDON) and "is-open" not in home(SUNDAY_NIGHT_IN_LONDON)


def test_what_people_come_for_stands_beside_how_much_is_known() -> None:
    page = words(home())
    for group in reasons(CONTENT):
        names = " ".join(title[0].upper() + title[1:] for title in group.titles)
        assert f"{names} {' '.join(group.in_words.split())}" in page


def test_no_benefit_is_left_out_and_none_is_made_better_than_it_is() -> None:
    shown = {title: group.strength for group in reasons(CONTENT) for title in group.titles}
    headlines = [CONTENT.conditions.conditions[name] for topic in BENEFITS for name in CONTENT.conditions.headline(topic)]
    assert shown == {condition.title: condition.strength for condition in headlines}
    assert shown["the immune system"] == "not_shown"


def test_the_emergency_number_stands_on_every_page() -> None:
    number = CONTENT.safety.country(CLINIC.country).emergency
    for page in (home(), pages_of().privacy(MONDAY_MORNING)):
        assert f"In an emergency, call {number}." in words(page)


def test_a_name_with_markup_is_text() -> None:
    attack = '<script>alert("x")</script> & Sons'
    for page in (home(name=attack), pages_of(name=attack).privacy(MONDAY_MORNING)):
        assert "<script>alert" not in page
        assert attack in unescape(page)


def test_a_rule_with_markup_is_text_too() -> None:
    assert "<img src=x" not in home(policies={**CLINIC.policies.dict(), "tipping": "Tips are <img src=x onerror=alert(1)> never expected."})


@pytest.mark.parametrize(
    ("changes", "heading"),
    [
        ({"contact": {**CLINIC.contact.dict(), "parking": None}}, "Parking"),
        ({"contact": {**CLINIC.contact.dict(), "access": None}}, "Access"),
        ({"contact": {**CLINIC.contact.dict(), "directions": None}}, "Directions"),
        ({"policies": {**CLINIC.policies.dict(), "gift": None}}, "Vouchers"),
        ({"policies": {**CLINIC.policies.dict(), "cancellation": None}}, "Moving or cancelling"),
    ],
)
def test_a_fact_that_is_not_set_leaves_no_empty_heading(changes: dict[str, object], heading: str) -> None:
    assert re.search(rf">{heading}<", home())
    assert not re.search(rf">{heading}<", home(**changes))


def test_a_clinic_that_gives_only_a_phone_has_a_whole_page() -> None:
    bare = {"contact": {"phone": CLINIC.contact.phone}, "booking": {}, "policies": {}}
    page = home(**bare, prices={**CLINIC.prices.dict(), "payment": None, "deposit": None, "discounts": None})
    assert "None" not in page and "mailto:" not in page and "Book online" not in page
    assert not re.search(r"<(p|h[1-6]|dd|dt|a|address|dl|ul)[^>]*>\s*</\1>", page)
    assert "How to find us" not in page and "Find us" not in page
    assert "Call +44 20 7946 0321" in words(page)


def test_every_link_within_the_page_leads_somewhere() -> None:
    for page in (home(), home(contact={"phone": CLINIC.contact.phone})):
        aims = set(re.findall(r'href="(?:/clinic/)?#([^"]+)"', page))
        assert aims <= set(re.findall(r'\bid="([^"]+)"', page))


@pytest.mark.parametrize("page", [home(), pages_of().privacy(MONDAY_MORNING)], ids=["home", "privacy"])
def test_headings_begin_with_one_and_pass_no_level_over(page: str) -> None:
    levels = [level for level, _ in headings(page)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:]))
    assert all(text for _, text in headings(page))


def test_the_page_holds_no_style_and_no_script_of_its_own() -> None:
    for page in (home(), pages_of().privacy(MONDAY_MORNING)):
        assert not re.search(r"<style|\bstyle=|\bon[a-z]+=|<script(?![^>]*\bsrc=)", page)


def test_the_privacy_page_says_what_is_kept_how_long_and_how_to_erase_it() -> None:
    page = words(pages_of().privacy(MONDAY_MORNING))
    assert f"{SiteContent.load().clinic.website.days_kept} days after its last message" in page
    assert "Delete my chat" in page and "chat code" in page
    assert str(CLINIC.contact.email) in page
