"""The chat widget's own checks: types, tests of its parts, and the build with its limits."""

from __future__ import annotations

from tools import widget


def test_the_types_hold() -> None:
    assert widget.run("check") == ""


def test_its_parts_do_what_they_should() -> None:
    printed = widget.run("test")
    assert "# fail 0" in printed
    assert "# pass 0" not in printed


def test_what_is_built_is_of_this_source() -> None:
    widget.build()
    assert not widget.is_stale()
