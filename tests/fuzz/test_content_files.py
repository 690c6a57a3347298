"""A content file with any mistake in it stops the start with one sentence that names the file and the key."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from content.channel_texts import load_channel_texts
from content.clinic import load_clinic
from content.conditions import load_conditions
from content.evidence import load_evidence
from content.languages import load_languages
from content.loading import CONTENT_FOLDER, ContentError
from content.safety import load_safety
from content.topic_titles import load_topic_titles
from tests.fuzz.profiles import examples
from tests.fuzz.shapes import mutated
from tests.fuzz.texts import anything

LOADERS: Mapping[str, Callable[[Path], object]] = {
    "channel_texts.yml": load_channel_texts,
    "clinic.yml": load_clinic,
    "conditions.yml": load_conditions,
    "evidence.yml": load_evidence,
    "languages.yml": load_languages,
    "safety.yml": load_safety,
    "topics.yml": load_topic_titles,
    "treatments.yml": load_safety,
}
TEXTS = {name: (CONTENT_FOLDER / name).read_text(encoding="utf-8") for name in LOADERS}
CLEAR = re.compile(r"^content/[a-z_]+\.yml(, line \d+)?: \S.*: \S", re.DOTALL)
# What somebody may type that YAML reads as something else than words.
VALUES = (
    *(".nan", ".inf", "-.inf", "1" * 5000, "1e999", "0x1", "0b2", "2026-02-30", "2026-11-23", "2026-11-23 25:00:00", "12:30:45", "1:99"),
    *("null", "~", "yes", "{}", "[]", "[[]]", "&a [*a]", "*nothing", "!!python/object:os.system x", "!!binary x", "!!set {a}", "!unknown x"),
    *("|", ">", "'", '"', "- -", "? x", "<<: 1", "@", "`", "%", "\t", "\x01", "\ufeff", "#", ": :", "a: b: c", '"\\ud800"', '"\\x00"'),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the content, to be changed."""
    copy = tmp_path_factory.mktemp("project") / "content"
    shutil.copytree(CONTENT_FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def is_told_clearly(folder: Path, name: str, text: str) -> None:
    """Load the content with `text` in the file `name`: it is right, or one clear sentence says what is wrong."""
    (folder / name).write_text(text, encoding="utf-8", errors="surrogateescape")
    try:
        LOADERS[name](folder)
    except ContentError as error:
        assert CLEAR.match(str(error)), error
    finally:
        (folder / name).write_text(TEXTS[name], encoding="utf-8")


@pytest.mark.parametrize("name", LOADERS)
@examples(2)
@given(st.data())
def test_any_value_in_place_of_another(folder: Path, name: str, data: st.DataObject) -> None:
    lines = TEXTS[name].splitlines()
    place = data.draw(st.integers(0, len(lines) - 1))
    value = data.draw(st.one_of(st.sampled_from(VALUES), anything()))
    key, colon, _ = lines[place].partition(":")
    lines[place] = data.draw(st.sampled_from([f"{key}{colon} {value}", value, f"{lines[place]}{value}", f"  {lines[place]}", ""]))
    is_told_clearly(folder, name, "\n".join(lines))


@pytest.mark.parametrize("name", LOADERS)
@examples(2)
@given(st.data())
def test_any_part_of_another_shape(folder: Path, name: str, data: st.DataObject) -> None:
    document = yaml.load(TEXTS[name], Loader=yaml.CSafeLoader)
    section = data.draw(st.sampled_from(sorted(document, key=str)))
    document[section] = data.draw(mutated(document[section], 2))
    try:
        text = yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True)
    except (yaml.YAMLError, UnicodeEncodeError, ValueError):
        return  # nothing that a file can hold
    is_told_clearly(folder, name, text)


@pytest.mark.parametrize("value", VALUES, ids=ascii)
def test_each_odd_value_of_the_clinics_facts(folder: Path, value: str) -> None:
    for line in ("country: GB", "  currency: GBP", "  sunday: closed", "name: "):
        assert line in TEXTS["clinic.yml"]
        is_told_clearly(folder, "clinic.yml", TEXTS["clinic.yml"].replace(line, f"{line.partition(':')[0]}: {value} #", 1))
    price = re.sub(r"price: [0-9.]+", lambda found: f"price: {value}", TEXTS["clinic.yml"], count=1)
    assert price != TEXTS["clinic.yml"]
    is_told_clearly(folder, "clinic.yml", price)


def test_every_content_file_is_tried() -> None:
    assert sorted(LOADERS) == sorted(file.name for file in CONTENT_FOLDER.glob("*.yml"))
