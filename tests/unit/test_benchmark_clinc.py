"""What the benchmark on CLINC150 counts, on a data set of five words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import clinc
from benchmarks.clinc import OUT_OF_SCOPE, Clinc, Figures, best_threshold, few, measure, table

# A text says what the model of these tests takes it for, and how sure it is: "pay 0.9".
SPLITS: dict[str, list[tuple[str, str]]] = {
    "train": [(f"{intent} {number}", intent) for intent in ("pay", "call") for number in range(30)],
    "val": [("pay 0.9", "pay"), ("call 0.8", "call"), ("pay 0.3", "call")],
    "test": [("pay 0.9", "pay"), ("call 0.4", "call"), ("pay 0.9", "call"), ("call 0.9", "call")],
    "oos_train": [(f"who {number}", "oos") for number in range(5)],
    "oos_val": [("pay 0.5", "oos"), ("call 0.7", "oos")],
    "oos_test": [("pay 0.5", "oos"), ("call 0.9", "oos"), (f"{OUT_OF_SCOPE} 0.9", "oos")],
}


class Model:
    """Takes each text for what it says."""

    intents = ["pay", "call", OUT_OF_SCOPE]

    def probabilities(self, text: str) -> Any:
        intent, chance = text.rsplit(" ", 1)
        return np.array([float(chance) if name == intent else 0.0 for name in self.intents])


def test_the_threshold_is_the_one_with_most_right_decisions() -> None:
    confidences, are_right = np.array([0.9, 0.8, 0.3]), np.array([True, True, False])
    assert best_threshold(confidences, are_right, np.array([0.5, 0.7])) == 0.8
    assert best_threshold(confidences, are_right, np.array([0.1])) == 0.3


def test_few_are_so_many_of_each_intent_the_same_each_time() -> None:
    kept = few(SPLITS["train"])
    assert sorted(intent for _, intent in kept) == ["call"] * 10 + ["pay"] * 10
    assert kept == few(SPLITS["train"]) != few(SPLITS["train"], seed=1)
    assert set(kept) <= set(SPLITS["train"])


def test_figures_of_both_ways_on_all_and_on_few(monkeypatch: pytest.MonkeyPatch) -> None:
    learnt: list[list[tuple[str, str]]] = []
    monkeypatch.setattr(clinc, "taught", lambda examples, encoder: learnt.append(list(examples)) or Model())
    found = measure(Clinc(SPLITS), encoder=None)  # type: ignore[arg-type]
    assert [len(examples) for examples in learnt] == [60, 65, 20, 25]
    assert {intent for _, intent in learnt[1]} == {"pay", "call", OUT_OF_SCOPE}
    assert list(found.values())[:2] == [Figures(0.75, 0.5, pytest.approx(1 / 3), 0.8), Figures(None, 0.75, pytest.approx(1 / 3))]


def test_the_papers_figures_stand_beside_and_are_called_quoted() -> None:
    told = table({"this": Figures(0.9, 0.85, 0.7, 0.42)}, 4500, 1000)
    assert "0.42" in told and "85.0" in told and "90.0" in told
    assert all(row in told for row in ("Rasa, all data, quoted", "BERT, all data, quoted", "45.3", "52.3", "Larson et al. 2019", "not run here"))


def test_the_data_set_is_read_and_anything_else_told_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "data_full.json"
    file.write_text(json.dumps(SPLITS), encoding="utf-8")
    assert Clinc.read(file)["val"] == SPLITS["val"]
    for text in ("no json", "[]", '{"train": []}', '{"train": [1]}'):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit, match=r"data_full\.json"):
            Clinc.read(file)
    with pytest.raises(SystemExit, match="nowhere"):
        Clinc.read(tmp_path / "nowhere.json")
