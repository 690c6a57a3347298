"""The shipped classifier on CLINC150, a public data set with queries out of scope: `make bench-clinc DATA=data_full.json`.

The data set (Larson et al. 2019, CC BY 3.0) is no part of the repository. Trained on all sentences and on ten an intent, with two ways
to tell what is out of scope: the likeliest intent's confidence below a threshold, or an intent of its own that is taught.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Mapping, NamedTuple, Sequence

import numpy as np

from nlu.encoder import SentenceEncoder
from nlu.intent_model import IntentModel
from nlu.vectors import Vectors

SPLITS = ("train", "val", "test", "oos_train", "oos_val", "oos_test")
OUT_OF_SCOPE = "out of scope"
SHOTS, SEED = 10, 0
# The figures of the paper with all of the training data; not run here.
QUOTED = {"Rasa": (91.5, 45.3), "BERT": (96.2, 52.3)}

Examples = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Clinc:
    """The data set by split, each a list of (text, intent)."""

    splits: Mapping[str, Examples]

    @classmethod
    def read(cls, file: Path) -> Clinc:
        """Read `data_full.json`.

        :raises SystemExit: it is not there or has another form.
        """
        try:
            read = json.loads(file.read_text(encoding="utf-8"))
            return cls({name: [(str(text), str(intent)) for text, intent in read[name]] for name in SPLITS})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SystemExit(f"{file} does not hold CLINC150's splits {', '.join(SPLITS)}: {error!r}") from error

    def __getitem__(self, split: str) -> Examples:
        return self.splits[split]


class RememberingEncoder(SentenceEncoder):
    """The shipped encoder, which encodes no text twice: four models learn from the same sentences."""

    def __init__(self) -> None:
        """Load it."""
        super().__init__()
        self.encode = lru_cache(maxsize=None)(self._encode)


class Read(NamedTuple):
    """The likeliest intent of each text and its confidence, shape (texts,)."""

    intents: list[str]
    confidences: Vectors


class Figures(NamedTuple):
    """In-scope accuracy without and with what tells out of scope, and the share of out-of-scope queries that are found."""

    accuracy_alone: float | None
    accuracy: float
    recall: float
    threshold: float | None = None


def few(examples: Examples, shots: int = SHOTS, seed: int = SEED) -> Examples:
    """The first `shots` of each intent, after the examples were shuffled by `seed`."""
    shuffled = list(examples)
    random.Random(seed).shuffle(shuffled)
    kept: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for text, intent in shuffled:
        if len(kept[intent]) < shots:
            kept[intent].append((text, intent))
    return [example for found in kept.values() for example in found]


def taught(examples: Examples, encoder: SentenceEncoder) -> IntentModel:
    """The classifier, trained on `examples`."""
    return IntentModel(encoder).fit([text for text, _ in examples], [intent for _, intent in examples])


def read(model: IntentModel, examples: Examples) -> Read:
    """What `model` takes each text for."""
    chances = np.stack([model.probabilities(text) for text, _ in examples])
    return Read([model.intents[place] for place in chances.argmax(axis=1)], chances.max(axis=1))


def correct(found: Read, examples: Examples) -> Vectors:
    """Whether the likeliest intent is the right one, shape (texts,)."""
    return np.array([intent == right for intent, (_, right) in zip(found.intents, examples)])


def best_threshold(confidences: Vectors, are_right: Vectors, out_of_scope: Vectors) -> float:
    """The confidence below which a query counts as out of scope, for most right decisions over both kinds of query.

    :param are_right: of the in-scope queries, whether the likeliest intent is right.
    :param out_of_scope: confidences of the out-of-scope queries.
    """
    candidates = np.unique(np.concatenate([confidences, out_of_scope]))
    decided = [int(are_right[confidences >= least].sum() + (out_of_scope < least).sum()) for least in candidates]
    return float(candidates[int(np.argmax(decided))])


def by_threshold(data: Clinc, train: Examples, encoder: SentenceEncoder) -> Figures:
    """Out of scope is what the model is less sure of than a threshold, which the validation splits choose."""
    model = taught(train, encoder)
    seen = read(model, data["val"])
    threshold = best_threshold(seen.confidences, correct(seen, data["val"]), read(model, data["oos_val"]).confidences)
    asked, beyond = read(model, data["test"]), read(model, data["oos_test"])
    right = correct(asked, data["test"])
    return Figures(
        accuracy_alone=float(right.mean()),
        accuracy=float((right & (asked.confidences >= threshold)).mean()),
        recall=float((beyond.confidences < threshold).mean()),
        threshold=threshold,
    )


def by_intent(data: Clinc, train: Examples, encoder: SentenceEncoder) -> Figures:
    """Out of scope is an intent of its own, taught from all of `oos_train`."""
    model = taught([*train, *((text, OUT_OF_SCOPE) for text, _ in data["oos_train"])], encoder)
    found = np.array(read(model, data["oos_test"]).intents) == OUT_OF_SCOPE
    accuracy = correct(read(model, data["test"]), data["test"]).mean()
    return Figures(accuracy_alone=None, accuracy=float(accuracy), recall=float(found.mean()))


def table(rows: Mapping[str, Figures], number: int, queries: int) -> str:
    """The figures in %, and the paper's beside them."""
    head = f"{'in %':38}{'in scope, alone':>16}{'in scope':>10}{'oos recall':>12}{'threshold':>11}"
    lines = [f"CLINC150: {number} in-scope and {queries} out-of-scope test queries", head]
    for name, found in rows.items():
        alone = "–" if found.accuracy_alone is None else f"{100 * found.accuracy_alone:.1f}"
        threshold = "–" if found.threshold is None else f"{found.threshold:.2f}"
        lines.append(f"{name:38}{alone:>16}{100 * found.accuracy:10.1f}{100 * found.recall:12.1f}{threshold:>11}")
    for name, (accuracy, recall) in QUOTED.items():
        lines.append(f"{f'{name}, all data, quoted':38}{'–':>16}{accuracy:10.1f}{recall:12.1f}{'–':>11}")
    return "\n".join([*lines, *NOTES])


NOTES = (
    "in scope, alone: right intents of in-scope queries, none refused; in scope: one that is refused counts as wrong.",
    "Quoted from Larson et al. 2019, An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction; not run here.",
)


def measure(data: Clinc, encoder: SentenceEncoder) -> dict[str, Figures]:
    """All four ways of training and telling."""
    sizes = {"all data": data["train"], f"{SHOTS} an intent": few(data["train"])}
    ways = {"threshold": by_threshold, "intent of its own": by_intent}
    return {f"this, {size}, {way}": figures(data, train, encoder) for size, train in sizes.items() for way, figures in ways.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the classifier on CLINC150.")
    parser.add_argument("data", type=Path, help="data_full.json of the data set")
    data = Clinc.read(parser.parse_args().data)
    print(table(measure(data, RememberingEncoder()), len(data["test"]), len(data["oos_test"])))


if __name__ == "__main__":
    main()
