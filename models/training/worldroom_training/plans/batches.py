"""Batches of windows of plans, partly known, from patches of reference towns."""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from worldroom_training.contract import (
    FLOORS,
    PLAN_CONTROLS,
    PLAN_HEIGHTS,
    PLAN_PATCH,
    PLAN_WINDOW,
    SOLID_KIND,
    UNKNOWN_KIND,
    UNTOLD,
    WALLS,
)
from worldroom_training.data.simulator import Watched
from worldroom_training.plans.masks import given_mask, revealed
from worldroom_training.plans.patches import PlanPatches, plan_files

#: Number of materials; as an input, a material that is not known.
MATERIALS = UNKNOWN_MATERIAL = len(FLOORS) + len(WALLS)
#: Share of windows in which materials are drawn, after kinds.
MATERIAL_SHARE = 0.4
#: Share of windows whose given walls have unknown heights, as the engine's height grid has them; share of
#: those whose given materials are unknown; share of controls told in windows that are told any.
HEIGHTS_UNKNOWN, MATERIALS_UNKNOWN, TOLD = 0.25, 0.25, 0.5
#: Weight of unknown cells around the tile that is drawn.
AROUND = 0.25
SOLID = np.array(PLAN_HEIGHTS) > 0


@dataclass
class PlanBatch:
    """B windows of S x S cells: inputs of the plan graph, the truth, the weight of each cell in the loss."""

    kinds: Tensor  # int64 [B,S,S]
    materials: Tensor  # int64 [B,S,S]
    asked: Tensor  # [B,T]
    target_kinds: Tensor  # int64 [B,S,S]
    target_materials: Tensor  # int64 [B,S,S]
    kind_weight: Tensor  # [B,S,S]
    material_weight: Tensor  # [B,S,S]


class PlanStore:
    """The patches on disk, whose number grows while the simulator runs."""

    def __init__(self, folder: Path, seed: int, untold: float, simulator: Watched | None = None) -> None:
        self.folder, self.simulator, self.untold = folder, simulator, untold
        self.random = np.random.default_rng(seed)
        self.towns: dict[Path, PlanPatches] = {}
        self.looked = 0.0

    def pick(self) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Cells [3,S,S] of a random patch, and its traits [T]."""
        while not self.towns or time.monotonic() - self.looked > 20:
            if self.simulator:
                self.simulator.check()
            for path in plan_files(self.folder):
                if path not in self.towns:
                    self.towns[path] = PlanPatches(path)
            self.looked = time.monotonic()
            if not self.towns:
                time.sleep(0.2)
        town = list(self.towns.values())[self.random.integers(len(self.towns))]
        patch = self.random.integers(len(town.traits))
        return town.cells[patch], town.traits[patch]

    def window(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """A random window [3,S,S] of a patch, turned and mirrored; the controls that are told of it [T]."""
        cells, traits = self.pick()
        row, column = self.random.integers(PLAN_PATCH - PLAN_WINDOW + 1, size=2)
        window = cells[:, row : row + PLAN_WINDOW, column : column + PLAN_WINDOW].astype(np.int64)
        if self.random.random() < 0.5:
            window = window[:, ::-1]
        if self.random.random() < 0.5:
            window = window[:, :, ::-1]
        if self.random.random() < 0.5:
            window = window.transpose(0, 2, 1)
        told = self.random.random(len(PLAN_CONTROLS)) < TOLD
        if self.random.random() < self.untold:
            told[:] = False
        return window, np.where(told, traits, np.float32(UNTOLD)).astype(np.float32)

    def batch(self, size: int) -> PlanBatch:
        rows = [self.sample() for _ in range(size)]
        stacked = [torch.from_numpy(np.stack(part)) for part in zip(*rows, strict=True)]
        return PlanBatch(*stacked)

    def sample(self) -> tuple[NDArray[np.generic], ...]:
        """One row of a batch."""
        random = self.random
        (kinds, materials, seen), asked = self.window()
        given, drawn = given_mask(seen > 0, random)
        unknown = drawn & ~given
        # Kinds are drawn first, in random order; then, with all of them known, materials.
        materials_next = random.random() < MATERIAL_SHARE
        shown = unknown if materials_next else revealed(unknown, random)
        known_kinds = given | shown
        known_materials = given | (revealed(unknown, random) if materials_next else np.zeros_like(given))
        if random.random() < MATERIALS_UNKNOWN:
            share = random.random()
            known_materials &= ~given | (random.random(given.shape) < share)
        flat = given & SOLID[kinds] & (random.random() < HEIGHTS_UNKNOWN)
        input_kinds = np.where(known_kinds, np.where(flat, SOLID_KIND, kinds), UNKNOWN_KIND)
        input_materials = np.where(known_materials, materials, UNKNOWN_MATERIAL)
        weight = np.where(drawn, np.float32(1), np.float32(AROUND))
        kind_weight = weight * (~known_kinds | flat)
        material_weight = weight * (known_kinds & ~known_materials)
        return input_kinds, input_materials, asked, kinds, materials, kind_weight, material_weight
