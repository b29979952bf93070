"""Training of the tokenizer: reconstruction of coarse views of still places."""

import torch
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.networks.tokenizer import tokenizer_loss
from worldroom_training.stages.ground_truth import random_coarse


class TokenizerStage:
    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device) -> None:
        self.networks, self.store, self.device = networks, store, device

    def prepare(self, size: int) -> tuple[Tensor, ...]:
        coarse = random_coarse(self.store, size).to(self.device)
        mirror = torch.rand(size, 1, 1, 1, device=self.device) < 0.5
        return (torch.where(mirror, coarse.flip(3), coarse),)

    def learn(self, prepared: tuple[Tensor, ...]) -> tuple[Tensor, dict[str, Tensor]]:
        (coarse,) = prepared
        return tokenizer_loss(self.networks.tokenizer(coarse), coarse)
