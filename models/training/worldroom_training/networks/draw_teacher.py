"""The dense network that a lean `draw` is distilled from (Hinton et al., 2015).

Features are learnt, too (FitNets, Romero et al., 2015).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.networks.blocks import SubPixelUp
from worldroom_training.networks.draw import Draw

#: Weights of the teacher's pictures and of its features in a student's loss.
PICTURES, FEATURES = 0.5, 0.02

#: RGB, root inverse depth, entity and confidence logits.
Outputs = tuple[Tensor, Tensor, Tensor, Tensor]


class DrawTeacher:
    """A dense network that has learnt. Its student has the same channels at each level."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw

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
