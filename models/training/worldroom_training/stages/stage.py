"""The interface of a training stage to the training loop."""

from typing import Protocol

import torch
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.data.clip_batches import ClipStore


class Stage(Protocol):
    """One network's training. `prepare` may run in another process than `learn`."""

    def prepare(self, size: int) -> tuple[Tensor, ...]:
        """Inputs and targets of one step with `size` samples."""
        ...

    def learn(self, prepared: tuple[Tensor, ...]) -> tuple[Tensor, dict[str, Tensor]]:
        """The loss of prepared samples, and figures to report."""
        ...


class StageClass(Protocol):
    def __call__(
        self, config: Config, networks: Networks, store: ClipStore, device: torch.device
    ) -> Stage: ...
