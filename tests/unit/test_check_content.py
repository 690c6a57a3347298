"""One mistake in a content file stops the start; the message names file, line, key and how to mend it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from content.loading import CONTENT_FOLDER
from tools.check_content import check_content

FILES = sorted(file.name for file in CONTENT_FOLDER.glob("*.yml"))


class Mistake(NamedTuple):
    """One edit of a file, the line that the message must name (found by how it begins), and what it must say."""

    file: str
    old: str
    new: str
    at: str
    key: str
    mend: str


PHONE = '"+44 20 7946 0321"'
CLINIC = [
    Mistake("clinic.yml", "  currency: GBP\n", "", "prices:", "prices.currency", "field required"),
    Mistake("clinic.yml", "  currency: GBP\n", "  currency: GBP\n  tax: 20\n", "  tax:", "prices.tax", "extra fields"),
    Mistake("clinic.yml", PHONE, '"020 7946 0321"', "  phone:", "contact.phone", 'such as "+44 20 7946 0321"'),
    Mistake("clinic.yml", PHONE, "442079460321", "  phone:", "contact.phone", "no phone number"),
    Mistake("clinic.yml", "sunday: closed", "sunday: never", "  sunday:", "hours.sunday", "write closed"),
    Mistake("clinic.yml", "sunday: closed", 'sunday: ["25:00-26:00"]', "  sunday:", "hours.sunday", "HH:MM-HH:MM"),
    Mistake("clinic.yml", "sunday: closed", "sunday: closed\n  sunday: closed", "  sunday: closed", "sunday", "stands twice"),
    Mistake("clinic.yml", "country: GB", "country: ZZ", "country:", "country", "not in safety.yml; use one of GB"),
    Mistake("clinic.yml", "example]", "example/]", "  origins:", "website.origins.0", "nothing after the name"),
    Mistake("clinic.yml", "example/privacy", " example/privacy", "  privacy_page:", "website.privacy_page", "write it with https://"),
    Mistake("clinic.yml", "country: GB", "country: [GB", "time_zone:", "(layout)", "check spaces and quotes"),
    Mistake("clinic.yml", "country: GB", "country: 2026-02-30", "country:", "(layout)", "`2026-02-30` is no day"),
    Mistake("clinic.yml", "country: GB", f"country: {'1' * 5000}", "country:", "(layout)", "no day, time or number"),
    Mistake("clinic.yml", "price: 68", "price: .nan", "    price: .nan", "prices.services.1.price", "write a plain number"),
    Mistake("clinic.yml", "sunday: closed", "sunday closed", "", "(layout)", "check spaces and quotes"),
]
STRESS = "  stress:\n    title: stress\n    topic: stress_anxiety\n"
CONDITIONS = [
    Mistake("conditions.yml", STRESS, STRESS.replace("    title: stress\n", ""), "  stress:", "conditions.stress.title", "required"),
    Mistake("conditions.yml", STRESS, STRESS + "    doctor: x\n", "    doctor:", "conditions.stress.doctor", "extra fields"),
    Mistake("conditions.yml", STRESS, STRESS.replace("_anxiety", "y"), "    topic: stressy", "conditions.stress.topic", "use one of"),
    Mistake("conditions.yml", STRESS, STRESS.replace("_anxiety", "_anxiety\n    topic: pain"), "    topic: pain", "topic", "stands twice"),
    Mistake("conditions.yml", STRESS, STRESS * 2, "  stress:", "stress", "stands twice"),
    Mistake(
        "conditions.yml", "names: [asthma,", "names: [frozen shoulder, asthma,", "- {title: asthma", "not_covered.0.names.0", "keep one"
    ),
    Mistake(
        "conditions.yml",
        "contraindications: []",
        "contraindications: [bad_luck]",
        "    contraindications: [bad_luck]",
        "conditions.stress.contraindications.0",
        "neither safety.yml nor treatments.yml has `bad_luck`",
    ),
    Mistake(
        "conditions.yml", "evidence: stress\n", "evidence: stres\n", "    evidence: stres", "conditions.stress.evidence", "no topic `stres`"
    ),
    Mistake(
        "conditions.yml", 'may_have: "yes"', "may_have: perhaps", "    may_have: perhaps", "conditions.stress.may_have", "unexpected value"
    ),
    Mistake("conditions.yml", 'may_have: "yes"', 'may_have: "yes', "", "(layout)", "check spaces and quotes"),
]
STATINS = "- id: statins\n  kind: medicine\n  level: fine\n"
PARACETAMOL = "  names: [paracetamol, "
TREATMENTS = [
    Mistake("treatments.yml", STATINS, STATINS.replace("fine", "good"), "  level: good", "treatments.6.level", "unexpected value"),
    Mistake("treatments.yml", STATINS, STATINS.replace("medicine", "drug"), "  kind: drug", "treatments.6.kind", "unexpected value"),
    Mistake("treatments.yml", STATINS, STATINS.replace("fine", "ask_doctor"), "  answer: Yes, you", "treatments.6.answer", "with level `ask_doctor` begin"),
    Mistake("treatments.yml", STATINS, STATINS.replace("statins", "diuretics"), "treatments:", "treatments", "the id `diuretics` stands twice"),
    Mistake("treatments.yml", STATINS, STATINS.replace("statins", "dvt"), "- id: dvt", "treatments.6.id", "the id `dvt` stands in safety.yml too"),
    Mistake("treatments.yml", PARACETAMOL, PARACETAMOL + "warfarin, ", "treatments:", "treatments", "the name `warfarin` stands twice"),
    Mistake("treatments.yml", PARACETAMOL, PARACETAMOL + "gout, ", PARACETAMOL, "treatments.30.names.1", "`gout` stands under `acute_inflammation` of"),
    Mistake("treatments.yml", PARACETAMOL, PARACETAMOL + "Calpol, ", PARACETAMOL, "treatments.30.names", "write it small"),
    Mistake("treatments.yml", "you took and when, and we", "you {took}, and we", "  answer: Yes, you", "treatments.30.answer", "without { }"),
    Mistake("treatments.yml", "you took and when, and we", "very " * 60 + "and we", "  answer: Yes, you", "treatments.30.answer", "keep to 60"),
    Mistake("treatments.yml", "reviewed: false\n", "reviewed: no idea\n", "reviewed:", "reviewed", "valid boolean"),
    Mistake("treatments.yml", "sources: [nhs_paracetamol]", "sources: [my_aunt]", "", "(whole file)", "the source `my_aunt`, which `sources` lacks"),
]
OTHERS = [
    Mistake(
        "evidence.yml",
        "    strength: some\n",
        "    strength: strong\n",
        "    strength: strong",
        "topics.stress.strength",
        "unexpected value",
    ),
    Mistake("evidence.yml", "    strength: some\n", "", "  stress:", "topics.stress.strength", "field required"),
    Mistake("evidence.yml", "    cites: [", "    cites: [nobody2020, ", "", "(whole file)", "cites `nobody2020`, which `sources` lacks"),
    Mistake("evidence.yml", "    strength: some\n", "    strength: some\n\tname: x\n", "\tname", "(layout)", "check spaces and quotes"),
    Mistake("safety.yml", "- code: GB\n", "- code: United Kingdom\n", "- code: United", "countries.0.code", "match regex"),
    Mistake("safety.yml", "  level: absolute\n", "", "- id: dvt", "contraindications.0.level", "field required"),
    Mistake("safety.yml", "- id: dvt\n", "- id: dvt\n  colour: red\n", "  colour:", "contraindications.0.colour", "extra fields"),
    Mistake("safety.yml", "- id: fever_infection\n", "- id: dvt\n", "contraindications:", "contraindications", "`dvt` stands twice"),
    Mistake("safety.yml", "- id: dvt\n", "- id: dvt\n  id: dvt\n", "  id: dvt", "id", "stands twice"),
    Mistake("topics.yml", "  sleep: {title: massage and sleep, ", "  sleep: {", "  sleep:", "topics.sleep.title", "field required"),
    Mistake("topics.yml", "  sleep: {", "  sleep: {colour: blue, ", "  sleep:", "topics.sleep.colour", "extra fields"),
    Mistake("topics.yml", "  sleep: {", "  slep: {", "topics:", "topics", "the topic `sleep` has no title; add it"),
    Mistake("topics.yml", "  sleep: {", "  pain: {", "  pain: {title: massage and sleep", "pain", "stands twice"),
    Mistake("channel_texts.yml", "empty: ", "emty: ", "", "empty", "field required"),
    Mistake("channel_texts.yml", "empty: ", "empty: No.\nnothing: ", "empty:", "empty", "at least 10 characters"),
    Mistake("channel_texts.yml", "empty: ", "empty: : ", "empty:", "(layout)", "check spaces and quotes"),
    Mistake("channel_texts.yml", "of {clinic_name}", "of {clinic}", "  greeting:", "website.greeting", "`{clinic}` cannot be filled in here"),
    Mistake("channel_texts.yml", "emergency. If your life may be in danger, call {emergency_number}", "emergency.", "  emergency:", "website.emergency", "put {emergency_number} where"),
    Mistake("channel_texts.yml", "call {emergency_number}", "call 999", "trouble:", "trouble", "put {emergency_number} where"),
    Mistake("channel_texts.yml", "call {crisis_line}", "call us", "  too_fast:", "website.too_fast", "put {crisis_line} where"),
    Mistake("channel_texts.yml", "That is more", "That is {limit} more", "  too_large:", "website.too_large", "`{limit}` cannot be filled in here"),
    Mistake("channel_texts.yml", "starters: [stress", "starters: [bad, stress", "  starters:", "website.starters", "at most 3 items"),
    Mistake("channel_texts.yml", "[stress_anxiety", "[stress", "  starters:", "website.starters", "no topic `stress`"),
    Mistake("channel_texts.yml", "[stress_anxiety", "[safety", "  starters:", "website.starters", "`safety` stands twice; keep one"),
    Mistake("channel_texts.yml", "    consent: ", "    content: ", "  callback:", "website.callback.consent", "field required"),
]


def copied(folder: Path) -> Path:
    """A copy of all content files."""
    place = folder / "content"
    place.mkdir()
    for name in FILES:
        shutil.copy(CONTENT_FOLDER / name, place)
    return place


def told(folder: Path) -> str:
    """What the start says about the content in `folder`."""
    with pytest.raises(SystemExit) as stopped:
        check_content(folder)
    return str(stopped.value)


def test_the_content_as_it_stands_is_right(tmp_path: Path) -> None:
    check_content()
    check_content(copied(tmp_path))


@pytest.mark.parametrize("mistake", CLINIC + CONDITIONS + TREATMENTS + OTHERS, ids=lambda mistake: f"{mistake.file} {mistake.key} {mistake.mend}")
def test_a_mistake_stops_the_start_with_file_line_key_and_mend(tmp_path: Path, mistake: Mistake) -> None:
    file = copied(tmp_path) / mistake.file
    right = file.read_text(encoding="utf-8")
    assert mistake.old in right
    wrong = right.replace(mistake.old, mistake.new, 1)
    file.write_text(wrong, encoding="utf-8")
    message = told(file.parent)
    lines = [number for number, line in enumerate(wrong.splitlines(), 1) if mistake.at and line.startswith(mistake.at)]
    assert message.startswith(f"The assistant cannot start. content/{mistake.file}")
    assert f": {mistake.key}: " in message
    assert mistake.mend in message
    if mistake.at:
        assert any(f"{mistake.file}, line {number}: " in message for number in lines)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    folder = copied(tmp_path)
    (folder / name).unlink()
    assert told(folder) == f"The assistant cannot start. content/{name}: (whole file): the file is missing; restore it"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", ""),
        (b"- a list\n", ""),
        (b"caf\xe9: x\n", "is not UTF-8 text; save it as UTF-8"),
        (b"\x00\x01", "check spaces and quotes"),
        (b"name: !!python/object/apply:os.system [id]\n", "check spaces and quotes"),
    ],
    ids=ascii,
)
@pytest.mark.parametrize("name", FILES)
def test_a_file_of_something_else_is_named_without_a_traceback(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    folder = copied(tmp_path)
    (folder / name).write_bytes(content)
    message = told(folder)
    assert message.startswith(f"The assistant cannot start. content/{name}")
    assert says in message
