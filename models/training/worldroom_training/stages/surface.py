"""Training of surface: points on surfaces of reference towns, and the colours that are seen there."""

import torch
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.surfaces.network import surface_loss
from worldroom_training.surfaces.rows import SurfaceRows


class SurfaceStage:
    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device) -> None:
        self.networks, self.device = networks, device
        self.rows = SurfaceRows(store.folder, int(store.random.integers(2**31)), store.simulator)

    def prepare(self, size: int) -> tuple[Tensor, ...]:
        return tuple(part.to(self.device) for part in self.rows.batch(size))

    def learn(self, prepared: tuple[Tensor, ...]) -> tuple[Tensor, dict[str, Tensor]]:
        return surface_loss(self.networks.surface, prepared)
