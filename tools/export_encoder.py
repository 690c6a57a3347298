"""Writes a tuned encoder as the int8 ONNX file that the assistant loads; `tune_encoder.py` made the encoder.

    python -m tools.export_encoder FOLDER_WITH_BASE FOLDER_WITH_TUNED nlu/weights

A developer runs this, never the assistant; it needs PyTorch, in an environment of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Sequence

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import MPNetModel

from nlu.encoder import CHECKSUMS_FILE, MODEL_FILE, TOKENIZER_FILE
from nlu.training_sentences import sentences_in
from tools.encoder_layers import FROZEN_LAYERS, UpperLayers, load_base
from tools.tune_encoder import PROJECT

# Their inputs spread too far for 8 bits: with all in 8 bits the mean cosine is 0.86, with these in full 0.986, for 35 MB.
KEPT_IN_FULL = [f"/upper/layers.{place}/output/dense/MatMul" for place in range(5)]
LEAST_COSINE = 0.95
MOST_BYTES = 95_000_000
TENSORS_FILE = "encoder.int8.tensors"
CHECKED_SENTENCES = 120


class SentenceEncoder(torch.nn.Module):
    """Token numbers to sentence vectors: embeddings, frozen layers, tuned layers, mean pooling and L2 norm in one graph."""

    def __init__(self, base: MPNetModel, upper: UpperLayers) -> None:
        super().__init__()
        self.embeddings, self.upper = base.embeddings, upper
        self.encoder = base.encoder
        self.encoder.layer = base.encoder.layer[:FROZEN_LAYERS]

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Sentence vectors, shape (sentences, 768), of length 1."""
        positions = torch.cumsum(attention_mask, dim=1) + 1
        states = self.embeddings(input_ids=input_ids, position_ids=positions)
        bias = self.encoder.compute_position_bias(states)
        hidden = (1.0 - attention_mask[:, None, None, :].to(states.dtype)) * -1e4
        for layer in self.encoder.layer:
            states = layer(states, hidden, bias)[0]
        return self.upper(states, attention_mask, bias)


def export(encoder: SentenceEncoder, target: Path) -> None:
    """Write the fp32 graph of `encoder` to `target`."""
    ids = torch.ones(2, 8, dtype=torch.int64)
    axes = {0: "sentences", 1: "tokens"}
    torch.onnx.export(
        encoder,
        (ids, ids),
        str(target),
        input_names=["input_ids", "attention_mask"],
        output_names=["sentence_embedding"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "sentence_embedding": {0: "sentences"}},
        opset_version=17,
        dynamo=False,
    )


def cosines(encoder: SentenceEncoder, model: Path, lines: Sequence[Sequence[int]]) -> np.ndarray:
    """Cosine between the fp32 encoder and the ONNX file for the tokens of `lines`, each encoded alone as at run time."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    found = []
    for line in lines:
        ids, mask = np.array([line]), np.ones((1, len(line)), dtype=np.int64)
        small = session.run(None, {"input_ids": ids, "attention_mask": mask})[0][0]
        with torch.no_grad():
            full = encoder(torch.from_numpy(ids), torch.from_numpy(mask))[0].numpy()
        found.append(float(small @ full))
    return np.array(found)


def store(model: Path, folder: Path) -> list[str]:
    """Write the graph to `folder` with its largest tensors in a file beside it, so that neither is too large; return the files' names."""
    graph = onnx.load(str(model))
    moved = 0
    for tensor in sorted(graph.graph.initializer, key=lambda tensor: -len(tensor.raw_data)):
        if moved < model.stat().st_size // 2 and tensor.HasField("raw_data"):
            moved += len(tensor.raw_data)
            onnx.external_data_helper.set_external_data(tensor, TENSORS_FILE)
    (folder / TENSORS_FILE).unlink(missing_ok=True)
    onnx.save(graph, str(folder / MODEL_FILE))
    for name in (MODEL_FILE, TENSORS_FILE):
        if (folder / name).stat().st_size > MOST_BYTES:
            raise SystemExit(f"{folder / name} has more than {MOST_BYTES} bytes; keep fewer layers")
    return [MODEL_FILE, TENSORS_FILE]


def main() -> None:
    """Export, quantise, compare and store; stops when int8 strays from fp32 or a file is too large."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("tuned", type=Path)
    parser.add_argument("target", type=Path)
    wanted = parser.parse_args()
    base, tokenizer = load_base(wanted.base)
    made_from = json.loads((wanted.tuned / "made_from.json").read_text(encoding="utf-8"))
    upper = UpperLayers(base, [layer for layer in made_from["layers"] if layer >= FROZEN_LAYERS])
    upper.load_state_dict(torch.load(wanted.tuned / "tuned.pt")["upper"])
    encoder = SentenceEncoder(base, upper.eval()).eval()
    sentences = [tokenizer.encode(sentence.read).ids for sentence in sentences_in(PROJECT / "data")]
    lines = sentences[:: len(sentences) // CHECKED_SENTENCES]
    with tempfile.TemporaryDirectory() as scratch:
        full, small = Path(scratch) / "fp32.onnx", Path(scratch) / "int8.onnx"
        export(encoder, full)
        quantize_dynamic(full, small, per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=KEPT_IN_FULL)
        cosine = cosines(encoder, small, lines)
        print(f"{small.stat().st_size / 1e6:.1f} MB; cosine of int8 to fp32: least {cosine.min():.4f}, mean {cosine.mean():.4f}")
        if cosine.min() < LEAST_COSINE:
            raise SystemExit(f"int8 strays from fp32: {cosine.min():.4f} < {LEAST_COSINE}")
        wanted.target.mkdir(parents=True, exist_ok=True)
        names = [*store(small, wanted.target), TOKENIZER_FILE]
        tokenizer.save(str(wanted.target / TOKENIZER_FILE))
        shutil.copy(wanted.tuned / "made_from.json", wanted.target / "made_from.json")
    sums = [f"{hashlib.sha256((wanted.target / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (wanted.target / CHECKSUMS_FILE).write_text("".join(sums), encoding="utf-8")


if __name__ == "__main__":
    main()
