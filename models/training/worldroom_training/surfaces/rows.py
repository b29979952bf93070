"""Reads points on surfaces of reference towns (simulator/surface-rows.ts)."""

import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from worldroom_training.contract import SURFACE_AIR, SURFACE_LIGHT, SURFACE_PLACE
from worldroom_training.data.simulator import Watched

#: Numbers of the parts of a row: surface, place, light, air, controls, colour.
PARTS = (1, SURFACE_PLACE, SURFACE_LIGHT, SURFACE_AIR, 2, 3)


def surface_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("surfaces-*.bin"))


class SurfaceRows:
    """The rows on disk, whose number grows while the simulator runs."""

    def __init__(self, folder: Path, seed: int, simulator: Watched | None = None) -> None:
        self.folder, self.simulator = folder, simulator
        self.random = np.random.default_rng(seed)
        self.files: dict[Path, NDArray[np.float32]] = {}
        self.rows: NDArray[np.float32] = np.zeros((0, sum(PARTS)), np.float32)
        self.looked = 0.0

    def look(self) -> None:
        """Reads files that came since the last time."""
        while len(self.rows) == 0 or time.monotonic() - self.looked > 20:
            if self.simulator:
                self.simulator.check()
            new = [path for path in surface_files(self.folder) if path not in self.files]
            for path in new:
                self.files[path] = np.fromfile(path, np.float32).reshape(-1, sum(PARTS))
            if new:
                self.rows = np.concatenate(list(self.files.values()))
            self.looked = time.monotonic()
            if len(self.rows) == 0:
                time.sleep(0.2)

    def batch(self, size: int) -> tuple[Tensor, ...]:
        """surfaces int32 [B], places [B,3], lights [B,L], air [B,2], controls [B,2], colours [B,3]"""
        self.look()
        rows = torch.from_numpy(self.rows[self.random.integers(len(self.rows), size=size)])
        surfaces, *others = rows.split(PARTS, 1)
        return (surfaces[:, 0].to(torch.int32), *others)
