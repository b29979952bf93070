"""Trains stages one after another within a time."""

import time
from collections.abc import Iterator

import torch

from worldroom_training.checkpoint import Checkpoint
from worldroom_training.config import Config
from worldroom_training.data.training_data import TrainingData
from worldroom_training.networks.draw_teacher import DrawTeacher
from worldroom_training.training_loop import StageRun, train_stage

#: Stages whose running averages later stages read.
READ_BY: dict[str, tuple[str, ...]] = {"draw": ("figures", "tokenizer"), "imagine": ("figures", "tokenizer")}
READ_BY["lean"] = (*READ_BY["draw"], "draw")


class Budget:
    """Seconds from `start` (time.monotonic), or from now on; `reserved` of them are for what comes after
    training."""

    def __init__(self, seconds: float, start: float | None = None, reserved: float = 0.0) -> None:
        self.start = time.monotonic() if start is None else start
        self.seconds, self.reserved = seconds, reserved

    def left(self) -> float:
        return self.start + self.seconds - time.monotonic()

    def slice(self, share: float, shares: float) -> float:
        """Seconds of what is left for training, for a stage with `share` of the `shares` still to come. What
        one stage takes too long, the later ones share."""
        return max(0.0, self.left() - self.reserved) * share / shares


def train_stages(
    names: list[str],
    config: Config,
    checkpoint: Checkpoint,
    data: TrainingData,
    device: torch.device,
    budget: Budget,
    punctual: bool = False,
) -> Iterator[StageRun]:
    """Runs each stage when the one before was taken. `punctual`: training_loop.train_stage."""
    torch.manual_seed(int(data.store.random.integers(2**31)))
    for i, name in enumerate(names):
        for read in READ_BY.get(name, ()):
            averages = checkpoint.averages.of(read).state_dict()
            checkpoint.networks.of(read).load_state_dict(averages)
            checkpoint.networks.of(read).to(device)
        if name == "lean" and checkpoint.progress[name]["samples"] == 0:
            DrawTeacher(checkpoint.networks.draw).begin(checkpoint.networks.lean)
        shares = sum(config.stages[stage].share for stage in names[i:])
        seconds = budget.slice(config.stages[name].share, shares)
        yield train_stage(name, data.store_of(name), config, checkpoint, seconds, device, punctual)
