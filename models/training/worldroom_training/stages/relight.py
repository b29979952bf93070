"""Training of relighting: views under the controls of a world seed, and the same views under others."""

import torch
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.contract import INVERSE_DEPTH_SCALE
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.data.look_batches import LookStore
from worldroom_training.networks.relight import relight_loss


class RelightStage:
    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device) -> None:
        self.networks, self.device, self.untold = networks, device, config.relight.untold
        seed = int(store.random.integers(2**31))
        self.looks = LookStore(config, store.folder, seed, store.simulator, store.renders_on)

    def prepare(self, size: int) -> tuple[Tensor, ...]:
        batch = self.looks.batch(size)
        inverse = batch.inverse_depth.to(torch.float32).unsqueeze(1) * INVERSE_DEPTH_SCALE
        told = (torch.rand(size, 1, device=inverse.device) > self.untold).to(torch.float32)
        view = (batch.rgb, inverse, batch.entity, batch.camera, batch.controls)
        inputs = (*view, batch.asked, told, batch.target, batch.weight)
        return tuple(value.to(self.device) for value in inputs)

    def learn(self, prepared: tuple[Tensor, ...]) -> tuple[Tensor, dict[str, Tensor]]:
        return relight_loss(self.networks.relight(*prepared[:7]), *prepared[7:])
