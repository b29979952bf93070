"""A small encoder of words, for people who say how a world and its map should look: prompt.json of a pack.

A phrase of one to five words is a bag of hashed character n-grams (after fastText, Bojanowski et al., 2017),
so that misspelt and inflected words are understood too. It is trained on the phrases of prompt_phrases.py
and on common words that mean nothing to it; server/pack/prompt-encoder.ts runs it.
"""

import base64
import hashlib
import json
import random
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.export.prompt_ngrams import BUCKETS, LONGEST_NGRAM, ngrams
from worldroom_training.export.prompt_phrases import PLAN_CONTROLS, Control, PhraseSource
from worldroom_training.moving_average import update_average

HIDDEN = 48
STEPS, BATCH = 8000, 256
PEAK_LEARNING_RATE = 2e-2
#: Of the running average of the weights, a step.
DECAY = 0.998


class PromptEncoder(nn.Module):
    """Phrase -> what it speaks of (nothing, something unknown, or a control), and each control's value."""

    def __init__(self, controls: list[Control]) -> None:
        super().__init__()
        self.embedding = nn.EmbeddingBag(BUCKETS, HIDDEN, mode="mean")
        self.topic = nn.Linear(HIDDEN, 2 + len(controls))
        self.value = nn.Linear(HIDDEN, sum(len(c.get("values", [0])) for c in controls))

    def forward(self, phrases: list[str]) -> tuple[Tensor, Tensor]:
        bags = [ngrams(phrase) for phrase in phrases]
        offsets = torch.tensor([0, *[len(bag) for bag in bags[:-1]]]).cumsum(0)
        hidden = F.relu(self.embedding(torch.tensor([gram for bag in bags for gram in bag]), offsets))
        return self.topic(hidden), self.value(hidden)


def train_prompt(controls: list[Control]) -> PromptEncoder:
    phrases = PhraseSource(controls, random.Random(3))
    torch.manual_seed(3)
    encoder, average = PromptEncoder(controls), PromptEncoder(controls)
    optimiser = torch.optim.Adam(encoder.parameters(), lr=PEAK_LEARNING_RATE)
    starts = [0]
    for control in controls:
        starts.append(starts[-1] + len(control.get("values", [0])))
    for step in range(STEPS):
        for group in optimiser.param_groups:
            group["lr"] = PEAK_LEARNING_RATE * (1 - 0.95 * step / STEPS)
        batch = [phrases.sample() for _ in range(BATCH)]
        topic, value = encoder([example.phrase for example in batch])
        loss = F.cross_entropy(topic, torch.tensor([example.topic for example in batch]))
        for index, control in enumerate(controls):
            rows = torch.tensor([i for i, example in enumerate(batch) if example.control == index])
            if len(rows) == 0:
                continue
            own = value[rows, starts[index] : starts[index + 1]]
            truth = torch.tensor([batch[i].value for i in rows])
            if "values" in control:
                loss = loss + F.cross_entropy(own, truth.to(torch.int64))
            else:
                loss = loss + 8 * F.mse_loss(torch.sigmoid(own[:, 0]), truth)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        update_average(average, encoder, step + 1, DECAY)
    return average.eval()


def write_prompt(controls: list[Control], folder: Path) -> dict[str, str]:
    """Trains the encoder for a pack's controls and those of maps, and writes prompt.json.

    Returns its entry in the manifest.
    """
    encoder = train_prompt([*controls, *PLAN_CONTROLS])
    content = {
        "format": 1,
        "controls": [
            {"name": c["name"], **({"values": c["values"]} if "values" in c else {})} for c in controls
        ],
        "plan": [c["name"] for c in PLAN_CONTROLS],
        "buckets": BUCKETS,
        "hidden": HIDDEN,
        "longest": LONGEST_NGRAM,
        "embedding": rounded(encoder.embedding.weight),
        "topic": {"weight": numbers(encoder.topic.weight), "bias": numbers(encoder.topic.bias)},
        "value": {"weight": numbers(encoder.value.weight), "bias": numbers(encoder.value.bias)},
    }
    data = (json.dumps(content, indent=1) + "\n").encode()
    (folder / "prompt.json").write_bytes(data)
    return {"file": "prompt.json", "sha256": hashlib.sha256(data).hexdigest()}


def numbers(tensor: Tensor) -> str:
    """Little-endian 32-bit floats in base64."""
    values = tensor.detach().to(torch.float32).contiguous().numpy().astype("<f4")
    return base64.b64encode(values.tobytes()).decode()


def rounded(tensor: Tensor) -> dict[str, str]:
    """A table in 8 bits: signed codes, and what each column's codes are multiplied by."""
    values = tensor.detach().to(torch.float32)
    scale = values.abs().amax(0) / 127
    codes = (values / scale).round().to(torch.int8)
    return {"scale": numbers(scale), "codes": base64.b64encode(codes.contiguous().numpy().tobytes()).decode()}
