"""Texts: what people type, what breaks parsers, and personal data among both."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

# Nothing of ours holds this word: where it turns up, something that was sent has leaked.
MARK = "quuxzanzibar"
TYPED = (
    *("does massage help sleep", "is it safe when pregnant", "are you open on sunday", "how much is an hour", "hello", "why?", "yes", "1"),
    *("my chest hurts and my arm is numb", "and for headaches?", "i want to talk to a person", "call me on", "my e-mail is"),
)
NASTY = (
    *("", " ", "\n\t", "\x00", "\u202e", "\u200b", "\ud800", "\U000e0041", "e\u0301" * 40, "😀" * 30, "👨\u200d👩\u200d👧", "ﷺ" * 20, "İ", "ß", "ſ"),
    *("/restart", '/intent{"x": 1}', "/session_start", "//back", "\\", "/" * 50, "<script>alert(1)</script>", "'; DROP TABLE events; --"),
    *("{{7*7}}", "{phone}", "{emergency_number}", "%s%n", "${jndi:ldap://x}", "**bold** [a](https://x.example)", "*_`~|>", "&amp;lt;", "<@U1>", "=1+1"),
    *("a" * 501, "(" * 300, "1" * 400, "0" * 5000, "a@" * 200, "dot " * 100, "1-" * 200, "massage " * 62, "9e999", "NaN", "null", "true", "-1"),
    *("25:99", "31 february", "at 99", "until noon until noon", "１２３", "٣", "½", "²", "1e5", "+", "--", "0x10", "12:00-11:00", "24:00", "£1,000.00"),
)


class Personal(NamedTuple):
    """Personal data as somebody types it, and the part of it that may stand nowhere."""

    typed: str
    secret: str


PERSONAL = (
    Personal("ann.other@mail.example", "ann.other"),
    Personal("Bo.Other+x@sub.mail.example", "Bo.Other"),
    Personal("+44 7700 900123", "900123"),
    Personal("07700 900456", "900456"),
    Personal("(020) 7946 0958", "7946 0958"),
    Personal("4111 1111 1111 1111", "1111 1111"),
    Personal("5500005555555559", "5500005555555559"),
    Personal("GB82 WEST 1234 5698 7654 32", "5698 7654"),
    Personal("943 476 5919", "476 5919"),
    Personal("QQ 12 34 56 C".replace("QQ", "AB"), "12 34 56"),
)


def anything() -> st.SearchStrategy[str]:
    """Any text: made up sign by sign, or of pieces that people type and pieces that break parsers."""
    pieces = st.lists(st.one_of(st.sampled_from(TYPED), st.sampled_from(NASTY), st.text(max_size=12)), max_size=6)
    joined = st.tuples(st.sampled_from(["", " ", "\n", ", "]), pieces).map(lambda found: found[0].join(found[1]))
    signs = st.text(st.characters(), max_size=80)
    return st.one_of(joined, signs, st.sampled_from(NASTY), st.sampled_from(TYPED))


def marked() -> st.SearchStrategy[str]:
    """Any text with the mark in it."""
    return st.tuples(anything(), anything()).map(lambda around: f"{around[0]}{MARK}{around[1]}")


def short() -> st.SearchStrategy[str]:
    """A text that the guard would let through, as far as its length goes."""
    return anything().map(lambda text: text[:200])


@st.composite
def with_personal_data(draw: st.DrawFn) -> tuple[str, str]:
    """Words with personal data among them, parted from it by white space or punctuation; and what may stand nowhere."""
    found = draw(st.sampled_from(PERSONAL))
    words = st.text(st.characters(categories=["Ll", "Lu", "Po", "So", "Zs", "Cf", "Mn"], exclude_characters="@"), max_size=40)
    before, after = draw(st.one_of(words, st.sampled_from(TYPED))), draw(st.one_of(words, st.sampled_from(TYPED)))
    parting = st.sampled_from([" ", "\n", ", ", ": ", " (", ") ", "! ", " – ", "\u00a0", " \u200b", "\u202e "])
    return f"{before}{draw(parting)}{found.typed}{draw(parting)}{after}", found.secret
