"""Reads patches of reference towns as plan tokens (simulator/plan-patches.ts). Needs no PyTorch."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from worldroom_training.contract import PLAN_PATCH


class PlanPatches:
    """P patches of one town."""

    def __init__(self, path: Path) -> None:
        header = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        #: [P,T], what each patch is like, in the order of PLAN_CONTROLS.
        self.traits: NDArray[np.float32] = np.array(header["traits"], np.float32)
        #: [P,3,S,S]: kinds, materials, and 1 where a walk saw the cell.
        self.cells: NDArray[np.uint8] = np.memmap(path, np.uint8, "r").reshape(-1, 3, PLAN_PATCH, PLAN_PATCH)


def plan_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("plans-*.bin"))
