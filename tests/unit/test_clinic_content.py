"""What the office manager writes in clinic.yml is checked, and a mistake is told with line and mend."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from content.clinic import Clinic, check_country, load_clinic
from content.loading import CONTENT_FOLDER, ContentError
from content.safety import load_safety


def edited(folder: Path, old: str, new: str) -> Path:
    """A copy of the content with one change in clinic.yml."""
    text = (CONTENT_FOLDER / "clinic.yml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / "clinic.yml").write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_the_sample_clinic_is_complete() -> None:
    clinic = load_clinic()
    check_country(clinic, load_safety())
    assert clinic.contact.phone.startswith("+44")
    assert all(clinic.policies.dict().values())


@pytest.mark.parametrize(
    ("old", "new", "key", "mend"),
    [
        ('"+44 20 7946 0321"', '"020 7946 0321"', "contact.phone", "country code"),
        ('"+44 20 7946 0321"', '"+44 20"', "contact.phone", "country code"),
        ('"+44 20 7946 0321"', '"+44 20-7946-0321"', "contact.phone", "country code"),
        ("hello@willowlane.example", "hello at willowlane", "contact.email", "no e-mail address"),
        ("website: https://www.willowlane", "website: www.willowlane", "contact.website", "https://"),
        ("time_zone: Europe/London", "time_zone: London time", "time_zone", "Europe/London"),
        ('friday: ["09:00-18:00"]', 'friday: ["9-18"]', "hours.friday", "HH:MM-HH:MM"),
        ('friday: ["09:00-18:00"]', 'friday: ["18:00-09:00"]', "hours.friday", "ends before it begins"),
        ('friday: ["09:00-18:00"]', 'friday: ["14:00-18:00", "09:00-13:00"]', "hours.friday", "wrong order"),
        ('friday: ["09:00-18:00"]', "friday: shut", "hours.friday", "write closed"),
        ("  sunday: closed\n", "", "hours.sunday", "required"),
        ("currency: GBP", "currency: pounds", "prices.currency", "use one of GBP"),
        ("price: 58", "price: £58", "prices.services.4.price", "plain number"),
        ("price: 58", "price: -58", "prices.services.4.price", "above 0"),
        ("price: 58", "price: 58.125", "prices.services.4.price", "42.50"),
        ("minutes: 90", "minutes: 60", "prices.services", "stands twice"),
        ("tipping: Tips are", "tipping: tips are", "policies.tipping", "capital"),
        ("  tipping: Tips", "  tips: Tips", "policies.tips", "extra"),
        ("name: Willow Lane Massage Clinic", 'name: ""', "name", "at least"),
    ],
)
def test_a_mistake_in_the_clinic_file_is_told_with_line_key_and_mend(
    tmp_path: Path, old: str, new: str, key: str, mend: str
) -> None:
    with pytest.raises(ContentError) as caught:
        load_clinic(edited(tmp_path, old, new))
    assert caught.value.key == key
    assert mend in caught.value.mend
    assert "clinic.yml, line " in str(caught.value)


def test_a_country_without_emergency_numbers_is_refused_with_the_codes_to_choose_from(tmp_path: Path) -> None:
    folder = edited(tmp_path, "country: GB", "country: XX")
    with pytest.raises(ContentError, match="`XX` is not in safety.yml; use one of GB") as caught:
        check_country(load_clinic(folder), load_safety(), folder)
    assert caught.value.line is not None


def test_a_clinic_without_rules_of_its_own_is_welcome(tmp_path: Path) -> None:
    shutil.copy(CONTENT_FOLDER / "clinic.yml", tmp_path)
    bare = load_clinic().dict()
    bare["policies"] = {name: None for name in bare["policies"]}
    bare["contact"] = {"phone": "+44 20 7946 0321"}
    assert Clinic.parse_obj(bare).policies.tipping is None
