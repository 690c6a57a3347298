"""Tunes the sentence encoder on the project's own sentences and writes it as int8 ONNX: `make encoder`.

A developer runs this, never the assistant: it needs PyTorch, in an environment of its own (requirements-encoder.txt).
docs/encoder-card.md says what came out of it and how candidates compared.

The base is all-mpnet-base-v2. Its lower six layers stay as they are, so their output is computed once. The layers above are tuned
with cross-entropy over the intents (a cosine head, label smoothing, class weights). With a teacher, the student learns the
teacher's probabilities and vectors as well, also on unlabelled sentences.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Mapping, Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from transformers import MPNetModel

from nlu.training_sentences import OFF_TOPIC, Sentence, sentences_in, with_strange_contexts
from tools.encoder_layers import BASE_SHA256, BATCH, FROZEN_LAYERS, CosineHead, FrozenStates, UpperLayers, load_base

PROJECT = Path(__file__).parent.parent
LEARNING_RATE = 5e-5
HEAD_LEARNING_RATE = 1e-3
SMOOTHING = 0.1
TEMPERATURE = 2.0


def class_weights(labels: Sequence[int], classes: int) -> torch.Tensor:
    """Weights that lift rare intents, by the square root of how rare they are; shape (classes,), mean about 1."""
    counts = np.bincount(labels, minlength=classes)
    return torch.tensor(np.sqrt(counts.mean() / np.maximum(counts, 1)), dtype=torch.float32)


@dataclass
class Teacher:
    """What a tuned model said of every sentence: vectors (sentences, 768) and scores (sentences, intents)."""

    vectors: torch.Tensor
    scores: torch.Tensor


def tune(
    base: MPNetModel, states: FrozenStates, labels: Sequence[int | None], classes: int,
    kept: Sequence[int], epochs: int, seed: int, teacher: Teacher | None,
    start: Mapping[str, Any] | None = None, rate: float = LEARNING_RATE,
) -> tuple[UpperLayers, CosineHead]:
    """Tune the layers `kept` above the frozen ones.

    :param labels: the intent's number for each sentence, None for an unlabelled one (which only a teacher makes useful).
    :param teacher: learn its probabilities and vectors beside the labels.
    :param start: go on from what an earlier run stored.
    """
    torch.manual_seed(seed)
    shuffle = random.Random(seed)
    upper, head = UpperLayers(base, kept), CosineHead(classes, base.config.hidden_size)
    if start is not None:
        upper.load_state_dict(start["upper"])
        head.load_state_dict(start["head"])
    weights = class_weights([label for label in labels if label is not None], classes)
    places = [place for place, label in enumerate(labels) if label is not None or teacher is not None]
    steps = epochs * -(-len(places) // BATCH)
    step = _step_of(upper, head, rate, steps)
    began = time.monotonic()
    for epoch in range(epochs):
        upper.train()
        total = 0.0
        for batch in states.batches(places, shuffle):
            with torch.no_grad():
                bias = base.encoder.compute_position_bias(batch.states)
            vectors = upper(batch.states, batch.mask, bias)
            loss = loss_of(vectors, head(vectors), [labels[place] for place in batch.places], batch.places, weights, teacher)
            step(loss)
            total += float(loss.detach())
        print(f"epoch {epoch + 1}: loss {total / steps * epochs:.3f}, {time.monotonic() - began:.0f} s", flush=True)
    return upper.eval(), head.eval()


def _step_of(upper: UpperLayers, head: CosineHead, rate: float, steps: int) -> Callable[[torch.Tensor], None]:
    """Return what takes one step down a loss, by AdamW with a learning rate that rises and falls over `steps`."""
    optimizer = torch.optim.AdamW(
        [{"params": upper.parameters(), "lr": rate}, {"params": head.parameters(), "lr": HEAD_LEARNING_RATE}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda done: warmed_up(done / steps))

    def step(loss: torch.Tensor) -> None:
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([*upper.parameters(), *head.parameters()], 1.0)
        optimizer.step()
        schedule.step()

    return step


def warmed_up(done: float) -> float:
    """The share of the full learning rate after a share of the steps: up over the first tenth, then down to little."""
    return min((done + 1e-3) / 0.1, max(0.02, (1.0 - done) / 0.9))


def loss_of(
    vectors: torch.Tensor, scores: torch.Tensor, labels: Sequence[int | None], places: Sequence[int],
    weights: torch.Tensor, teacher: Teacher | None,
) -> torch.Tensor:
    """Cross-entropy over the labelled sentences, and the distance to the teacher over all."""
    labelled = [place for place, label in enumerate(labels) if label is not None]
    loss = torch.zeros(())
    if labelled:
        wanted = torch.tensor([labels[place] for place in labelled])
        loss = functional.cross_entropy(scores[labelled], wanted, weight=weights, label_smoothing=SMOOTHING)
    if teacher is not None:
        soft = functional.log_softmax(teacher.scores[list(places)] / TEMPERATURE, dim=1)
        mine = functional.log_softmax(scores / TEMPERATURE, dim=1)
        loss = 0.5 * loss + TEMPERATURE**2 * functional.kl_div(mine, soft, log_target=True, reduction="batchmean")
        loss = loss + 5.0 * (1.0 - (vectors * teacher.vectors[list(places)]).sum(dim=1)).mean()
    return loss


@torch.no_grad()
def encode_all(base: MPNetModel, states: FrozenStates, upper: UpperLayers, number: int) -> torch.Tensor:
    """Vectors of all `number` sentences, shape (number, 768)."""
    vectors = torch.zeros(number, base.config.hidden_size)
    for batch in states.batches(range(number)):
        vectors[batch.places] = upper(batch.states, batch.mask, base.encoder.compute_position_bias(batch.states))
    return vectors


def save(base: MPNetModel, upper: UpperLayers, head: CosineHead, intents: Sequence[str], card: dict[str, object], folder: Path) -> None:
    """Store the tuned model for `export_encoder.py`: layers, head, and what it was made from."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"upper": upper.state_dict(), "head": head.state_dict(), "intents": list(intents)}, folder / "tuned.pt")
    (folder / "made_from.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def data_hash(sentences: Sequence[Sentence]) -> str:
    """SHA-256 over the labelled sentences, in a fixed order."""
    lines = sorted(f"{sentence.intent}\t{sentence.read}" for sentence in sentences)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("base", type=Path, help="folder with all-mpnet-base-v2's model.safetensors, config.json, tokenizer.json")
    parser.add_argument("out", type=Path, help="folder for the tuned model")
    parser.add_argument("--layers", type=int, nargs="+", default=[6, 7, 8, 9, 10, 11], help="layers kept above the frozen six")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--off-topic", type=Path, help="a text file of more sentences that are off topic, one a line")
    parser.add_argument("--unlabelled", type=Path, help="a text file of sentences without labels, one a line; for a student")
    parser.add_argument("--cache", type=Path, help="a file for the frozen layers' output, for the next run")
    parser.add_argument("--start", type=Path, help="folder of an earlier run with the same layers and intents to go on from")
    parser.add_argument("--learning-rate", type=float, default=LEARNING_RATE)
    parser.add_argument("--teacher", type=Path, help="folder of a model that was tuned with all six layers")
    return parser.parse_args()


def stored_with(intents: Sequence[str], folder: Path | None, what: str) -> dict[str, Any] | None:
    """What an earlier run stored in `folder`; None without one.

    :raises SystemExit: it knows other intents.
    """
    stored: dict[str, Any] | None = torch.load(folder / "tuned.pt") if folder else None
    if stored and stored["intents"] != intents:
        raise SystemExit(f"{what} knows other intents; tune it anew on these sentences")
    return stored


def teacher_of(stored: dict[str, Any] | None, base: Path, states: FrozenStates, number: int) -> Teacher | None:
    """What the stored model says of all `number` sentences; None without one."""
    if stored is None:
        return None
    model = load_base(base)[0]
    upper, head = UpperLayers(model, [6, 7, 8, 9, 10, 11]).eval(), CosineHead(len(stored["intents"]), 768)
    upper.load_state_dict(stored["upper"])
    head.load_state_dict(stored["head"])
    vectors = encode_all(model, states, upper, number)
    with torch.no_grad():
        return Teacher(vectors, head(vectors))


def main() -> None:
    """Tune once, from the command line."""
    wanted = arguments()
    torch.set_num_threads(2)
    base, tokenizer = load_base(wanted.base)
    sentences = with_strange_contexts(list(sentences_in(PROJECT / "data")))
    if wanted.off_topic:
        sentences += [Sentence(line, OFF_TOPIC) for line in wanted.off_topic.read_text(encoding="utf-8").splitlines()]
    unlabelled = wanted.unlabelled.read_text(encoding="utf-8").splitlines() if wanted.unlabelled else []
    intents = sorted({sentence.intent for sentence in sentences})
    labels: list[int | None] = [intents.index(sentence.intent) for sentence in sentences]
    labels += [None] * len(unlabelled)
    began = time.monotonic()
    states = FrozenStates(base, tokenizer, [sentence.read for sentence in sentences] + unlabelled, wanted.cache)
    print(f"{len(sentences)} sentences, {len(unlabelled)} unlabelled; frozen layers {time.monotonic() - began:.0f} s", flush=True)
    teacher = teacher_of(stored_with(intents, wanted.teacher, "the teacher"), wanted.base, states, len(labels))
    start = stored_with(intents, wanted.start, "the earlier run")
    upper, head = tune(base, states, labels, len(intents), wanted.layers, wanted.epochs, wanted.seed, teacher, start, wanted.learning_rate)
    card = {
        "base": BASE_SHA256, "layers": [*range(FROZEN_LAYERS), *wanted.layers], "epochs": wanted.epochs, "seed": wanted.seed,
        "sentences": len(sentences), "sentences_sha256": data_hash(sentences),
        "unlabelled": len(unlabelled), "taught": bool(wanted.teacher),
        "started_from": json.loads((wanted.start / "made_from.json").read_text(encoding="utf-8")) if wanted.start else None,
    }
    save(base, upper, head, intents, card, wanted.out)


if __name__ == "__main__":
    main()
