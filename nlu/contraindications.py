"""spaCy component: what may speak against a massage, or for a careful one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from nlu.normaliser import characters

Status = Literal["present", "past", "denied"]
_LABEL = "caution:"

Doc.set_extension("contraindications", default=(), force=True)


@dataclass(frozen=True)
class ContraindicationMention:
    """One contraindication that a message names, whether that person has it now, and who that is."""

    id: str
    status: Status
    start_char: int
    end_char: int
    experiencer: str | None = None


def find_contraindications(doc: Doc) -> Doc:
    """Write `doc.spans["contraindications"]` and `doc._.contraindications`, the longest of names that overlap, no figure of speech."""
    found = [(label.removeprefix(_LABEL), places) for label, places in doc._.found.items() if label.startswith(_LABEL)]
    spans = [Span(doc, start, end, label=name) for name, places in found for start, end in places]
    doc.spans["contraindications"] = [span for span in filter_spans(spans) if not doc._.context.holds("idiom", [(span.start, span.end)])]
    doc._.contraindications = [_mention(span) for span in doc.spans["contraindications"]]
    return doc


def _mention(span: Span) -> ContraindicationMention:
    status: Status = "denied" if span._.is_negated else "past" if span._.is_historical else "present"
    return ContraindicationMention(span.label_, status, *characters(span), span._.experiencer)
