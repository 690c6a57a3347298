"""What a visitor pastes from a mail is read without what others wrote in it, and no sign that only looks like it is lost."""

from __future__ import annotations

import time

import pytest

from channels.quotations import without_quotations

ATTRIBUTION = "On Mon, 3 Mar 2025 at 10:00, Willow Lane <hello@willowlane.example> wrote:"


def read(text: str) -> str:
    return " ".join(without_quotations(text).split())


@pytest.mark.parametrize(
    ("pasted", "typed"),
    [
        ("yes please\n> shall we book?\n> Ann", "yes please"),
        ("yes\r\n>shall we book?\r\n>> and when\r\nthanks", "yes thanks"),
        ("> is it 3?\n> 3 pm\nyes", "yes"),
        (f"yes\n{ATTRIBUTION}\n> shall we?\n>\n> Ann\nand bring a towel?", "yes and bring a towel?"),
        (f"yes\n{ATTRIBUTION}\n\nshall we?\nAnn", "yes"),
        ("yes\nOn 3 Mar 2025, at 10:00, Willow Lane\n<hello@willowlane.example> wrote:\n> shall we?", "yes"),
        ("how much is it?\n-----Original Message-----\nFrom: Ann\nchest pain", "how much is it?"),
        ("how much is it? ----- original message ----- From: Ann", "how much is it?"),
        ("how much is it?\n-- \nAnn Smith\nWillow Ltd", "how much is it?"),
    ],
)
def test_quoted_mail_and_signatures_are_not_read(pasted: str, typed: str) -> None:
    assert read(pasted) == typed


@pytest.mark.parametrize(
    ("pasted", "typed"),
    [
        ("<p>how much is it&nbsp;?</p>", "how much is it ?"),
        ("<div>one</div><div>two</div>", "one two"),
        ("a<br>b<BR/>c<br />d", "a b c d"),
        ("<b>ch</b>est pain", "chest pain"),
        ('<a href="https://a.example" class=link>here</a>', "here"),
        ("<!DOCTYPE html><html><body>hello</body></html>", "hello"),
        ("<o:p></o:p><style>p</style>hello", "phello"),
        ("fish &amp; chips &#163;5 &#x1F642;", "fish & chips £5 🙂"),
        (f"<div>yes</div><div>{ATTRIBUTION.replace('<', '&lt;').replace('>', '&gt;')}<br></div><blockquote>pain</blockquote>", "yes"),
    ],
)
def test_html_is_read_as_its_words(pasted: str, typed: str) -> None:
    assert read(pasted) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "<3",
        "i <3 massage",
        "</3 i want to die > help",
        "5 < 6",
        "i > you",
        "5 < 6 and 7 > 6",
        "<chest pain>",
        "<b and chest pain> help",
        "<script i want to die",
        '<p title="> i want to die',
        "my chest hurts <-- here -->",
        "AT&T, bed&breakfast&not more; pain&copy",
        ">:( my chest hurts",
        ">_< help",
        ">38 fever since monday",
        "> 3 days of bleeding\nhelp",
        "my doctor wrote: rest",
        "On Monday my doctor wrote:\nyou have a clot",
        "pain --\nsince monday -- bad",
        "--\ni want to die",
        "the original message",
    ],
)
def test_signs_that_only_look_like_it_stay(typed: str) -> None:
    assert read(typed) == " ".join(typed.split())


@pytest.mark.parametrize("text", ["> i want to die", ">\n> x", "-- \nAnn", "<p></p>"])
def test_of_a_quotation_alone_nothing_is_left(text: str) -> None:
    assert read(text) == ""


PIECES = ["<", "<p ", "<p>", "<p a='>", '<p a="', "<p x=", "<p x=a ", "<!--", "<!doctype ", "</", "&", "&#", "-", "- ", "-- original message ", "> ", ">\n",
          "On 2024 ", "On 2024\n", "On 10:00 it wrote:\n", "On 10:00 it wrote:\n\n"]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_no_text_that_a_platform_sends_takes_long(piece: str) -> None:
    text = (piece * 256_000)[:256_000]
    begun = time.process_time()
    without_quotations(text)
    assert time.process_time() - begun < 2.0
