"""The encoder that is tuned: its frozen layers, whose output is computed once, and the layers above them.

A developer uses it by `tune_encoder.py` and `export_encoder.py`; it needs PyTorch, in an environment of its own.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Sequence

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from transformers import MPNetModel

BASE_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
FROZEN_LAYERS = 6
MAX_TOKENS = 128
BATCH = 32
SCALE = 20.0


@dataclass(frozen=True)
class Batch:
    """Sentences after the frozen layers: states (sentences, tokens, 768), mask (sentences, tokens), places in the data."""

    states: torch.Tensor
    mask: torch.Tensor
    places: list[int]


class UpperLayers(nn.Module):
    """The tuned layers, mean pooling over the real tokens and L2 norm."""

    def __init__(self, base: MPNetModel, kept: Sequence[int]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(base.encoder.layer[place] for place in kept)

    def forward(self, states: torch.Tensor, mask: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Sentence vectors, shape (sentences, 768), of length 1."""
        hidden = (1.0 - mask[:, None, None, :].to(states.dtype)) * -1e4
        for layer in self.layers:
            states = layer(states, hidden, bias)[0]
        weights = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1e-9)
        return functional.normalize(mean, p=2.0, dim=1)


class CosineHead(nn.Module):
    """Intent scores: cosine to one direction an intent, times a fixed scale."""

    def __init__(self, intents: int, width: int) -> None:
        super().__init__()
        self.directions = nn.Parameter(torch.randn(intents, width) / width**0.5)

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        """Scores, shape (sentences, intents)."""
        return SCALE * vectors @ functional.normalize(self.directions, dim=1).T


class FrozenStates:
    """The output of the frozen layers for every sentence, computed once and kept at half precision."""

    def __init__(self, base: MPNetModel, tokenizer: Tokenizer, texts: Sequence[str], cache: Path | None = None) -> None:
        """Compute what `cache`, a file of an earlier run, does not hold; and store all there."""
        self._base = base
        self._lines = [tokenizer.encode(text).ids for text in texts]
        known: dict[str, torch.Tensor] = torch.load(cache) if cache and cache.is_file() else {}
        self._states = [known.get(text, torch.empty(0)) for text in texts]
        new = sorted((place for place, states in enumerate(self._states) if not len(states)), key=lambda place: len(self._lines[place]))
        for first in range(0, len(new), 64):
            self._compute(new[first : first + 64])
        if cache and new:
            torch.save(dict(zip(texts, self._states)), cache)

    def batches(self, places: Sequence[int], shuffle: random.Random | None = None) -> Iterator[Batch]:
        """Batches of sentences of about one length, in random order where `shuffle` is given."""
        order = list(places)
        if shuffle:
            shuffle.shuffle(order)
        pieces = []
        for first in range(0, len(order), BATCH * 32):
            near = sorted(order[first : first + BATCH * 32], key=lambda place: len(self._lines[place]))
            pieces += [near[start : start + BATCH] for start in range(0, len(near), BATCH)]
        if shuffle:
            shuffle.shuffle(pieces)
        for piece in pieces:
            mask = self._mask(piece)
            states = nn.utils.rnn.pad_sequence([self._states[place].float() for place in piece], batch_first=True)
            yield Batch(states, mask, piece)

    def _mask(self, places: Sequence[int]) -> torch.Tensor:
        lengths = torch.tensor([len(self._lines[place]) for place in places])
        return (torch.arange(int(lengths.max()))[None, :] < lengths[:, None]).long()

    @torch.no_grad()
    def _compute(self, places: Sequence[int]) -> None:
        mask = self._mask(places)
        lines = [torch.tensor(self._lines[place]) for place in places]
        ids = nn.utils.rnn.pad_sequence(lines, batch_first=True, padding_value=1)
        states = self._base.embeddings(input_ids=ids)
        bias = self._base.encoder.compute_position_bias(states)
        hidden = (1.0 - mask[:, None, None, :].float()) * -1e4
        for layer in self._base.encoder.layer[:FROZEN_LAYERS]:
            states = layer(states, hidden, bias)[0]
        for place, row, line in zip(places, states, lines):
            self._states[place] = row[: len(line)].half().clone()


def load_base(folder: Path) -> tuple[MPNetModel, Tokenizer]:
    """The original encoder and its tokenizer, after a look at its checksum.

    :raises SystemExit: the checksum differs.
    """
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != BASE_SHA256:
        raise SystemExit(f"{folder}/model.safetensors has SHA-256 {found}, not {BASE_SHA256}")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return MPNetModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager").eval(), tokenizer
