"""Rooms under one setting of their controls, seen from several places, to train the judge of controls."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from worldroom_training.config import Config
from worldroom_training.data.look_set import LookSet
from worldroom_training.data.simulator import Simulator

#: Blocks of POOLED x POOLED pixels are averaged, so that the probe ignores finer detail.
POOLED = 4


@dataclass
class SettingBatch:
    """S settings, V views of each."""

    frames: Tensor  # int16 [S,V,3,H/4,W/4], sums over the pixels of a block
    time_of_day: Tensor  # [S] in [0,1]
    fog: Tensor  # [S] in [0,1]
    look: Tensor  # int64 [S]


class SettingStore:
    """All settings of the worlds of `seeds` (stream.ts --kind looks --settings 1), pooled, in memory."""

    def __init__(
        self, config: Config, folder: Path, seeds: range, simulator: Simulator | None = None, seed: int = 5
    ) -> None:
        self.random = np.random.default_rng(seed)
        frames, controls = [], []
        for world in seeds:
            path = folder / f"looks-{world}.bin"
            while not path.exists():
                if simulator:
                    simulator.check()
                time.sleep(0.2)
            of = LookSet(path, config.view)
            frames.append(np.stack([pooled(of.rgb[:, i]) for i in range(of.rgb.shape[1])]))
            controls.append(of.controls[0])
        self.frames, self.controls = np.concatenate(frames), np.concatenate(controls)  # [N,V,3,h,w], [N,3]

    def batch(self, size: int, views: int) -> SettingBatch:
        """`size` random settings with `views` views of each, half of them mirrored."""
        chosen = self.of(self.random.integers(len(self.frames), size=size))
        seen = np.argsort(self.random.random(chosen.frames.shape[:2]), 1)[:, :views]
        chosen.frames = chosen.frames[torch.arange(size).unsqueeze(1), torch.from_numpy(seen)]
        turned = torch.from_numpy(self.random.random(size) < 0.5).reshape(-1, 1, 1, 1, 1)
        chosen.frames = torch.where(turned, chosen.frames.flip(4), chosen.frames)
        return chosen

    def of(self, indices: NDArray[np.integer]) -> SettingBatch:
        controls = torch.from_numpy(self.controls[indices])
        return SettingBatch(
            torch.from_numpy(self.frames[indices]),
            controls[:, 0],
            controls[:, 1],
            controls[:, 2].to(torch.int64),
        )

    def batches(self, size: int) -> Iterator[SettingBatch]:
        """Every setting once, in order."""
        for first in range(0, len(self.frames), size):
            yield self.of(np.arange(first, min(first + size, len(self.frames))))


def pooled(rgb: NDArray[np.uint8]) -> NDArray[np.int16]:
    """rgb uint8 [V,3,H,W] -> sums over blocks of POOLED x POOLED pixels, int16 [V,3,H/4,W/4]."""
    views, colours, height, width = rgb.shape
    blocks = rgb.reshape(views, colours, height // POOLED, POOLED, width // POOLED, POOLED)
    sums: NDArray[np.int16] = blocks.sum((3, 5), dtype=np.int16)
    return sums
