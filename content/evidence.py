"""What research says about each claim, and the sources it rests on, checked on load."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Literal, Optional, get_args

from pydantic import Field, root_validator, validator

from content.loading import CONTENT_FOLDER, Entry, load

FILE = "evidence.yml"
SENTENCES = r"^[A-Z].{15,}[.?!]$"

Strength = Literal["good", "some", "limited", "not_shown", "none"]


class Source(Entry):
    """Where a finding was read; `unseen` marks what nobody has read."""

    ref: str = Field(min_length=3)
    url: Optional[str] = Field(None, regex=r"^https?://\S+$")
    checked: Literal["publisher", "copy", "unseen"]


class EvidenceTopic(Entry):
    """What is known about one claim, and the most that a reply may say of it."""

    name: str = Field(min_length=3)
    strength: Strength
    finding: str = Field(regex=SENTENCES)
    careful: str = Field(regex=SENTENCES)
    cites: List[str] = Field(min_items=1)

    @validator("cites")
    def _cited_once(cls, cites: List[str]) -> List[str]:
        doubles = sorted({key for key in cites if cites.count(key) > 1})
        if doubles:
            raise ValueError(f"`{doubles[0]}` is cited twice; keep one")
        return cites


class Evidence(Entry):
    """The whole of `evidence.yml`."""

    strengths: Dict[Strength, str]
    topics: Dict[str, EvidenceTopic]
    sources: Dict[str, Source]

    @validator("strengths")
    def _all_strengths_have_words(cls, strengths: Dict[str, str]) -> Dict[str, str]:
        for strength in get_args(Strength):
            if not strengths.get(strength, "").strip():
                raise ValueError(f"has no words for `{strength}`; add a whole sentence")
        return strengths

    @root_validator(skip_on_failure=True)
    def _cites_exist_and_were_read(cls, values: Dict[str, Any]) -> Dict[str, Any]:
        sources: Dict[str, Source] = values["sources"]
        topics: Dict[str, EvidenceTopic] = values["topics"]
        for name, key in ((name, key) for name, topic in topics.items() for key in topic.cites):
            if key not in sources:
                raise ValueError(f"topic `{name}` cites `{key}`, which `sources` lacks; add it or drop it")
            if sources[key].checked == "unseen":
                raise ValueError(f"topic `{name}` cites `{key}`, which nobody has read; read it or drop it")
        return values

    def strength_in_words(self, topic: str) -> str:
        """The plain sentence for how strong the evidence on `topic` is.

        :raises KeyError: there is no such topic.
        """
        return self.strengths[self.topics[topic].strength]

    def sources_of(self, topic: str) -> tuple[Source, ...]:
        """The sources of `topic`, the most telling first.

        :raises KeyError: there is no such topic.
        """
        return tuple(self.sources[key] for key in self.topics[topic].cites)


def load_evidence(folder: Path = CONTENT_FOLDER) -> Evidence:
    """Read and check `evidence.yml` in `folder`.

    :raises ContentError: it is missing or wrong; the message says where and how to mend it.
    """
    return load(FILE, Evidence, folder)
