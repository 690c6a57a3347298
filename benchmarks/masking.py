"""What masking takes of a message, beside the sentence encoder, which is the floor of a turn: `python -m benchmarks.masking [--rounds 5]`.

Each question of the held-out set is masked as it stands, and once with a name, a phone number and an e-mail address behind it, as no
question is without need; then it is encoded. Medians of the rounds, processor time of this process.
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import Callable, Sequence

from benchmarks.questions import questions
from channels.masking import masker
from nlu.encoder import SentenceEncoder

MOST_OF_THE_ENCODER = 1 / 20
SECRETS = "i am Jane Brown, call me on 07911 123456 or write to jane.brown@mail.example"


def milliseconds(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Processor time that `work` takes for one of `texts`, in the mean."""
    begun = time.process_time()
    for text in texts:
        work(text)
    return 1000 * (time.process_time() - begun) / len(texts)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What masking takes of a message.")
    parser.add_argument("--rounds", type=int, default=5)
    rounds, plain = parser.parse_args().rounds, questions()
    mask, encode = masker().masked, SentenceEncoder().encode
    measured: dict[str, tuple[Callable[[str], object], Sequence[str]]] = {
        "masking a question": (mask, plain),
        "masking one with secrets": (mask, [f"{text} {SECRETS}" for text in plain]),
        "encoding a question": (encode, plain),
    }
    took: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(rounds + 1):  # the first warms up
        for name, (work, texts) in measured.items():
            took[name].append(milliseconds(work, texts))
    medians = {name: statistics.median(values[1:]) for name, values in took.items()}
    for name, median in medians.items():
        print(f"{name:26}{median:8.3f} ms")
    share = medians["masking a question"] / medians["encoding a question"]
    verdict = "kept" if share <= MOST_OF_THE_ENCODER else "MISSED"
    print(f"Masking takes {share:.3f} of the encoder's time; at most {MOST_OF_THE_ENCODER:.2f}: {verdict}")


if __name__ == "__main__":
    main()
