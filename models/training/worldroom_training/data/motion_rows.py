"""One-step transitions of bodies (simulator/motion-rows.ts), to train motion. Needs no PyTorch."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from worldroom_training.contract import MOTION_FEATURES, MOTION_OUTPUTS

Rows = NDArray[np.float32]


def row_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("motion-*.bin"))


def read_motion_rows(folder: Path) -> tuple[Rows, Rows]:
    """All motion rows on disk: features [N,MOTION_FEATURES] and targets [N,MOTION_OUTPUTS]."""
    inputs, targets = (
        [np.zeros((0, MOTION_FEATURES), np.float32)],
        [np.zeros((0, MOTION_OUTPUTS), np.float32)],
    )
    for path in row_files(folder):
        values = np.fromfile(path, np.float32)
        rows = len(values) // (MOTION_FEATURES + MOTION_OUTPUTS)
        inputs.append(values[: rows * MOTION_FEATURES].reshape(rows, MOTION_FEATURES))
        targets.append(values[rows * MOTION_FEATURES :].reshape(rows, MOTION_OUTPUTS))
    return np.concatenate(inputs), np.concatenate(targets)
