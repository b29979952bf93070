"""Clips as tensors: from the simulator's pictures, or rendered from its states."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from worldroom_training.config import ViewConfig
from worldroom_training.contract import ENTITY_KINDS, LARGEST_CODE
from worldroom_training.data.clip import Clip, ClipSample, shows_player
from worldroom_training.engine_rows import Entity, Pose, entity_row, transform_row
from worldroom_training.renderer.renderer import Frames


@dataclass
class StoredFrames:
    """F frames on one device, at six bytes a pixel."""

    rgb: Tensor  # uint8 [F,3,H,W]
    codes: Tensor  # int16 [F,H,W]: the bits of the unsigned codes, for which PyTorch has few operators
    entity: Tensor  # uint8 [F,H,W], 0 or 255

    def inverse_depth(self, which: int | list[int]) -> Tensor:
        """Codes int32, [H,W] or [N,H,W]."""
        return self.codes[which].to(torch.int32) & LARGEST_CODE

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(value.numel() * value.element_size() for value in (self.rgb, self.codes, self.entity))

    @staticmethod
    def empty(view: ViewConfig, device: torch.device) -> "StoredFrames":
        """One frame of which nothing is known."""
        shape = (1, view.height, view.width)
        zeros = lambda *shape, kind: torch.zeros(*shape, dtype=kind, device=device)
        rgb = zeros(1, 3, view.height, view.width, kind=torch.uint8)
        return StoredFrames(rgb, zeros(*shape, kind=torch.int16), zeros(*shape, kind=torch.uint8))

    @staticmethod
    def of(frames: Frames) -> "StoredFrames":
        return StoredFrames(frames.rgb, frames.inverse_depth.to(torch.int16), frames.entity)

    @staticmethod
    def together(parts: list["StoredFrames"]) -> "StoredFrames":
        names = ("rgb", "codes", "entity")
        rgb, codes, entity = (torch.cat([getattr(part, name) for part in parts]) for name in names)
        return StoredFrames(rgb, codes, entity)


class TrainingClip:
    """A clip's frames, and the views to draw among them."""

    def __init__(
        self, frames: StoredFrames, controls: NDArray[np.float32], samples: list[ClipSample]
    ) -> None:
        self.frames, self.controls = frames, controls
        self.moments = [s for s in samples if s["previous"] >= 0]
        #: Moments with a player among the possibly visible entities.
        self.meetings = [s for s in self.moments if shows_player(s)]
        self.stills = [s for s in samples if s["previous"] < 0]

    @staticmethod
    def of_pictures(path: Path, view: ViewConfig) -> "TrainingClip":
        """A clip-*.bin; its pictures stay on disk until they are read."""
        clip = Clip(path, view)
        tensor = torch.from_numpy
        frames = StoredFrames(
            tensor(clip.rgb), tensor(clip.inverse_depth.view(np.int16)), tensor(clip.entity)
        )
        return TrainingClip(frames, clip.controls, [*clip.moments, *clip.stills])

    @staticmethod
    def of_states(states: dict[str, Any], frames: StoredFrames) -> "TrainingClip":
        """`frames`: the states' frames, rendered."""
        poses = [Pose(*frame["pose"]) for frame in states["frames"]]
        entities = [frame["entities"] for frame in states["frames"]]
        samples = [clip_sample(sample, poses, entities) for sample in states["samples"]]
        return TrainingClip(frames, np.array(states["controls"], np.float32), samples)


def clip_sample(state: dict[str, Any], poses: list[Pose], entities: list[list[list[float]]]) -> ClipSample:
    """What the simulator writes of a sample beside its pictures (ClipSample in clip.ts)."""
    target, previous = state["target"], state["previous"]
    from_frame = lambda frame: transform_row(poses[frame], poses[target]).tolist()
    rows = [entity_row(poses[target], entity(entities[target][i])) for i in state["seen"]]
    return {
        "target": target,
        "previous": previous,
        "previousTransform": from_frame(previous) if previous >= 0 else [],
        "sources": state["sources"],
        "sourceTransforms": [from_frame(source) for source in state["sources"]],
        "entities": [float(value) for row in rows for value in row],
    }


def entity(state: list[float]) -> Entity:
    kind, x, y, z, yaw, red, green, blue, how = state
    return Entity(ENTITY_KINDS[int(kind)], x, y, z, yaw, (red, green, blue), how)
