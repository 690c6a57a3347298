"""Requests and documents: JSON of any shape, and documented documents with a few parts of another shape."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.texts import MARK, NASTY, anything, marked

NUMBERS = (0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**400, 0.1, 1e308, float("inf"), float("nan"))
Path = tuple[Any, ...]


def values() -> st.SearchStrategy[Any]:
    """Anything that JSON can hold, and a little more: Python writes and reads NaN."""
    leaves = st.one_of(st.none(), st.booleans(), st.sampled_from(NUMBERS), st.integers(), marked(), anything())
    return st.recursive(leaves, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(anything(), inner, max_size=4)), max_leaves=8)


@st.composite
def mutated(draw: st.DrawFn, document: Any, most: int = 3) -> Any:
    """`document` with up to `most` of its parts replaced, left out, wrapped, doubled or joined by unknown ones."""
    changed = copy.deepcopy(document)
    for _ in range(draw(st.integers(0, most))):
        changed = _changed(draw, changed)
    return changed


def bodies(documents: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    """Bodies of requests: mostly JSON of `documents`, sometimes cut, damaged, deep, huge or no JSON at all."""
    as_json = documents.map(encoded)
    cut = st.tuples(as_json, st.floats(0, 1)).map(lambda found: found[0][: int(len(found[0]) * found[1])])
    damaged = st.tuples(as_json, st.integers(0, 400), st.binary(max_size=3)).map(lambda found: found[0][: found[1]] + found[2] + found[0][found[1] :])
    deep = st.sampled_from([b"[" * 15_000, b'{"a":' * 3_000, b'"' + b"x" * 17_000 + b'"', b"", b"null", b"\xff\xfe", b"\xef\xbb\xbf{}"])
    return st.one_of(as_json, as_json, as_json, cut, damaged, values().map(encoded), st.binary(max_size=60), deep)


def encoded(document: Any) -> bytes:
    """A document as JSON; a lone surrogate is written as an escape, which is how it can come."""
    return json.dumps(document).encode()


def header_values() -> st.SearchStrategy[str]:
    """What may stand in a header: Latin-1 without an end of line."""
    latin = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=60)
    known = ("application/json", "text/event-stream", "*/*;q=zz", "null", "https://[", "http://localhost", "gzip;q=1", "bytes=0-", 'W/"x"', "Bearer", "::1", "1.2.3.4, ,x")
    return st.one_of(st.sampled_from(known), latin, latin.map(lambda text: f"{text}{MARK}"))


def paths() -> st.SearchStrategy[str]:
    """Addresses that may be none of ours."""
    signs = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=" "), max_size=40)
    known = ("/", "/webhooks/", "/webhooks/website/", "/webhooks/rest/webhook", "/clinic/", "/chat/", "/health/", "/conversations/x/tracker", "/model", "/domain", "/status")
    return st.tuples(st.sampled_from(known), signs, st.sampled_from(["", MARK, "%00", "%ff", "/..", "//", "?a[]=1&a=2", ";x", "#x"])).map("".join)


def query_values() -> st.SearchStrategy[str]:
    """What may stand behind `=` in an address: texts, numbers and days at the ends of what can be."""
    days = ("0001-01-01", "9999-12-31", "2026-02-30", "2026-11-23", "2026-W01-1", "20261123", "1-1")
    numbers = ("0", "1", "-1", "007", "1" * 19, "9" * 30, "1" * 5000, "1e400", "-0.0", "nan", "inf", "0.5", "٣", "1-1", "1-" + "9" * 30, "9e18-1", "-1e300-5")
    return st.one_of(st.sampled_from(days), st.sampled_from(numbers), st.sampled_from(NASTY), anything())


def _changed(draw: st.DrawFn, document: Any) -> Any:
    place = draw(st.sampled_from(list(_places(document))))
    if not place:
        return draw(st.sampled_from([document, [document], None, {}, [], "", {"a": document}]))
    *above, last = place
    holder = document
    for step in above:
        holder = holder[step]
    kind = draw(st.sampled_from(["replace", "replace", "replace", "leave out", "wrap", "double", "join"]))
    if kind == "leave out":
        del holder[last]
    elif kind == "wrap":
        holder[last] = draw(st.sampled_from([[holder[last]], {"a": holder[last]}]))
    elif kind == "double" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[last]))
    elif kind == "join" and isinstance(holder, dict):
        holder[draw(anything())] = draw(values())
    else:
        holder[last] = draw(values())
    return document


def _places(document: Any, here: Path = ()) -> Iterator[Path]:
    yield here
    inner = document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    for key, value in inner:
        yield from _places(value, (*here, key))
