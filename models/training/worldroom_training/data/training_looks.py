"""Look sets as tensors: from the simulator's pictures, or rendered from its states."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from worldroom_training.config import ViewConfig
from worldroom_training.data.look_set import LookSet
from worldroom_training.data.training_clip import StoredFrames
from worldroom_training.engine_rows import Pose, relight_camera_row


@dataclass
class TrainingLooks:
    """P moments of R renders each, on one device."""

    camera: Tensor  # [P,RELIGHT_CAMERA_FEATURES]
    controls: Tensor  # [P,R,3]: time of day, fog, and an index into LOOKS
    rgb: Tensor  # uint8 [P,R,3,H,W]
    frames: StoredFrames  # depths and masks of the moments

    @staticmethod
    def of_pictures(path: Path, view: ViewConfig) -> "TrainingLooks":
        """A looks-*.bin or drawn-*.bin; its pictures stay on disk until they are read."""
        looks, tensor = LookSet(path, view), torch.from_numpy
        rgb = tensor(looks.rgb)
        frames = StoredFrames(rgb[:, 0], tensor(looks.inverse_depth.view(np.int16)), tensor(looks.entity))
        return TrainingLooks(tensor(looks.camera), tensor(looks.controls), rgb, frames)

    @staticmethod
    def of_states(states: dict[str, Any], frames: StoredFrames) -> "TrainingLooks":
        """`frames`: all renders of the states, one after another."""
        moments, sun = states["moments"], states["world"]["sunAzimuth"]
        camera = np.stack([relight_camera_row(Pose(*moment["frame"]["pose"]), sun) for moment in moments])
        controls = [[[r["timeOfDay"], r["fog"], r["look"]] for r in moment["renders"]] for moment in moments]
        device, renders = frames.rgb.device, len(controls[0])
        rgb = frames.rgb.unflatten(0, (len(moments), renders))
        # The renders of a moment show the same surfaces.
        of_moments = StoredFrames(
            rgb[:, 0], frames.codes[::renders].clone(), frames.entity[::renders].clone()
        )
        return TrainingLooks(
            torch.from_numpy(camera).to(device),
            torch.tensor(controls, dtype=torch.float32, device=device),
            rgb,
            of_moments,
        )
