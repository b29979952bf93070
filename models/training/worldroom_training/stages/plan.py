"""Training of plan: windows of reference towns, partly known."""

import torch
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.plans.batches import PlanBatch, PlanStore
from worldroom_training.plans.network import plan_loss


class PlanStage:
    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device) -> None:
        self.networks, self.device = networks, device
        seed = int(store.random.integers(2**31))
        self.plans = PlanStore(store.folder, seed, config.plan.untold, store.simulator)

    def prepare(self, size: int) -> tuple[Tensor, ...]:
        return tuple(value.to(self.device) for value in vars(self.plans.batch(size)).values())

    def learn(self, prepared: tuple[Tensor, ...]) -> tuple[Tensor, dict[str, Tensor]]:
        return plan_loss(self.networks.plan, PlanBatch(*prepared))
