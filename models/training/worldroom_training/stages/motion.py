"""Training of motion on features and targets of random bodies."""

import time

import torch
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.contract import MOTION_FEATURES, MOTION_OUTPUTS
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.data.motion_rows import read_motion_rows, row_files
from worldroom_training.networks.motion import motion_loss

#: Interval in steps at which new rows of the simulator are read.
REREAD_EVERY = 200


class MotionStage:
    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device) -> None:
        self.networks, self.folder, self.device = networks, store.folder, device
        self.features, self.targets = torch.zeros(0, MOTION_FEATURES), torch.zeros(0, MOTION_OUTPUTS)
        self.calls = self.files = 0

    def prepare(self, size: int) -> tuple[Tensor, ...]:
        while self.calls % REREAD_EVERY == 0:
            files = len(row_files(self.folder))
            if files > self.files:
                self.files = files
                features, targets = read_motion_rows(self.folder)
                self.features = torch.from_numpy(features).to(self.device)
                self.targets = torch.from_numpy(targets).to(self.device)
            if len(self.features):
                break
            time.sleep(0.2)
        self.calls += 1
        rows = torch.randint(len(self.features), (size,), device=self.device)
        return self.features[rows], self.targets[rows]

    def learn(self, prepared: tuple[Tensor, ...]) -> tuple[Tensor, dict[str, Tensor]]:
        features, targets = prepared
        return motion_loss(self.networks.motion(features), targets)
