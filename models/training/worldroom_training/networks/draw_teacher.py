"""The dense network that a lean `draw` is distilled from (Hinton et al., 2015).

Features are learnt, too (FitNets, Romero et al., 2015).
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import Config, DrawConfig
from worldroom_training.networks.blocks import SubPixelUp
from worldroom_training.networks.draw import Draw
from worldroom_training.packed_weights import packed, unpacked

#: Weights of the teacher's pictures and of its features in a student's loss.
PICTURES, FEATURES = 0.5, 0.02

#: RGB, root inverse depth, entity and confidence logits.
Outputs = tuple[Tensor, Tensor, Tensor, Tensor]


class DrawTeacher(nn.Module):
    """A frozen network of the default `DrawConfig`, which has the levels' channels of its student."""

    def __init__(self, config: Config, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self.draw = Draw(replace(config, draw=DrawConfig())).eval().requires_grad_(False)
        self.draw.load_state_dict(weights)

    def loss(self, inputs: tuple[Tensor, ...], outputs: Outputs, features: list[Tensor]) -> Tensor:
        """How far a student's outputs and features are from the teacher's for the same inputs."""
        with torch.no_grad():
            taught, levels = self.draw.paint(*inputs)
        rgb, root, entity, confidence = outputs
        pictures = (rgb - taught[0]).abs().mean() + (root - taught[1]).abs().mean()
        logits = [(entity, taught[2], 0.1), (confidence, taught[3], 0.05)]
        for own, other, weight in logits:
            pictures = pictures + weight * F.binary_cross_entropy_with_logits(own, torch.sigmoid(other))
        apart = [
            F.mse_loss(own, level) / level.square().mean().clamp(min=1e-6)
            for own, level in zip(features, levels, strict=True)
        ]
        return PICTURES * pictures + FEATURES * torch.stack(apart).sum()

    @torch.no_grad()
    def begin(self, student: Draw) -> None:
        """Gives a student the layers that both have."""
        for name in ("enter", "to_middle", "to_deep", "head"):
            student.get_submodule(name).load_state_dict(self.draw.get_submodule(name).state_dict())
        for name in ("from_deep", "from_middle"):
            layer, own = self.draw.get_submodule(name), student.get_submodule(name)
            assert isinstance(layer, nn.ConvTranspose2d)
            assert isinstance(own, SubPixelUp)
            assert layer.bias is not None
            assert own.expand.bias is not None
            # [in, out, 2, 2] -> [4 out, in, 1, 1], in the order of a pixel shuffle.
            own.expand.weight.copy_(layer.weight.permute(1, 2, 3, 0).flatten(0, 2)[:, :, None, None])
            own.expand.bias.copy_(layer.bias.repeat_interleave(4))


def read_teacher(config: Config, path: Path) -> DrawTeacher | None:
    """The teacher in a file that `save_teacher` wrote.

    None where there is none, where the student is dense itself, or where its levels have other channels.
    """
    if config.draw.expansion == 0 or not path.exists():
        return None
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    if state["channels"] != list(config.draw.channels):
        return None
    return DrawTeacher(config, {key: unpacked(value) for key, value in state["weights"].items()})


def save_teacher(weights: dict[str, Tensor], path: Path) -> None:
    """8 bits are enough to be learnt from."""
    codes = {key: packed(value) for key, value in weights.items()}
    torch.save({"channels": list(DrawConfig().channels), "weights": codes}, path)
