"""What a stage of training is to the loop around it."""

from typing import Protocol

import torch
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.data.clip_batches import ClipStore


class Stage(Protocol):
    """One network's training. `prepare` may run in another process than `learn`."""

    def prepare(self, size: int) -> tuple[Tensor, ...]:
        """What the network sees and is told in one step, of so many samples."""
        ...

    def learn(self, prepared: tuple[Tensor, ...]) -> tuple[Tensor, dict[str, Tensor]]:
        """The loss of what was prepared, and figures to report."""
        ...


class StageClass(Protocol):
    def __call__(
        self, config: Config, networks: Networks, store: ClipStore, device: torch.device
    ) -> Stage: ...
