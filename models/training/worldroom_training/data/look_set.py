"""Reads moments of one world under several controls (simulator/look-files.ts). Needs no PyTorch."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from worldroom_training.config import ViewConfig


class LookSet:
    """P moments of R renders each."""

    def __init__(self, path: Path, view: ViewConfig) -> None:
        header = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        height, width = view.height, view.width
        #: [P, RELIGHT_CAMERA_FEATURES]
        self.camera: NDArray[np.float32] = np.array(header["cameras"], np.float32)
        #: [P,R,3]: time of day, fog, and an index into LOOKS.
        self.controls: NDArray[np.float32] = np.array(header["controls"], np.float32)
        moments, renders, _ = self.controls.shape
        raw = np.memmap(path, np.uint8, "c")
        area = moments * height * width
        rgb, rest = raw[: 3 * renders * area], raw[3 * renders * area :]
        self.rgb: NDArray[np.uint8] = rgb.reshape(moments, renders, 3, height, width)
        codes = rest[: 2 * area].view(np.uint16)
        self.inverse_depth: NDArray[np.uint16] = codes.reshape(moments, height, width)
        self.entity: NDArray[np.uint8] = rest[2 * area :].reshape(moments, height, width)
