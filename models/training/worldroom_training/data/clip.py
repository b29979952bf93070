"""Reads a clip of the simulator (simulator/clip.ts). Needs no PyTorch."""

import json
from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from worldroom_training.config import ViewConfig
from worldroom_training.contract import ENTITY, ENTITY_FEATURES, ENTITY_KINDS

PLAYER = ENTITY.kind + ENTITY_KINDS.index("player")


class ClipSample(TypedDict):
    """A view to draw; see ClipSample in clip.ts. Frames are indices into the clip's frames."""

    target: int
    #: -1 for a still place.
    previous: int
    previousTransform: list[float]
    sources: list[int]
    sourceTransforms: list[list[float]]
    entities: list[float]


class Clip:
    def __init__(self, path: Path, view: ViewConfig) -> None:
        header = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        height, width, count = view.height, view.width, header["frames"]
        raw = np.memmap(path, np.uint8, "c")
        area = count * height * width
        self.rgb: NDArray[np.uint8] = raw[: 3 * area].reshape(count, 3, height, width)
        codes = raw[3 * area : 5 * area].view(np.uint16)
        self.inverse_depth: NDArray[np.uint16] = codes.reshape(count, height, width)
        self.entity: NDArray[np.uint8] = raw[5 * area :].reshape(count, height, width)
        #: Time of day and fog, each scaled to [0, 1].
        self.controls: NDArray[np.float32] = np.array(header["controls"], np.float32)
        samples: list[ClipSample] = header["samples"]
        self.moments = [s for s in samples if s["previous"] >= 0]
        #: Moments with a player among the possibly visible entities.
        self.meetings = [s for s in self.moments if shows_player(s)]
        self.stills = [s for s in samples if s["previous"] < 0]


def shows_player(sample: ClipSample) -> bool:
    return any(kind > 0.5 for kind in sample["entities"][PLAYER::ENTITY_FEATURES])
