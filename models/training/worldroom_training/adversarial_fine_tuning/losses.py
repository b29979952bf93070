"""Losses of the decoder besides the critic's: large shapes stay, and the grid of tokens is invisible."""

import torch
import torch.nn.functional as F
from torch import Tensor

#: Weights of the change of large shapes, and of depths, of sampled tokens.
HELD_COLOUR, HELD_DEPTH = 4.0, 4.0
#: Coarse pixels over which colours are averaged for that comparison: one token.
SHAPE = 8


def held(decoded: Tensor, before: Tensor) -> Tensor:
    """Difference of large shapes and depths of sampled tokens from the frozen decoder's."""
    colours = F.avg_pool2d(decoded[:, :3], SHAPE) - F.avg_pool2d(before[:, :3], SHAPE)
    return HELD_COLOUR * colours.abs().mean() + HELD_DEPTH * (decoded[:, 3:] - before[:, 3:]).abs().mean()


def grid_artefacts(decoded: Tensor, true: Tensor) -> Tensor:
    """Dependence of details on their position in a token; in true views there is none. A fixed pattern is
    the decoder's easiest way to deceive a critic, and a judge of blur takes it for detail."""
    distance = torch.zeros(())
    for axis in (2, 3):
        drawn, real = (detail_by_phase(views, axis) for views in (decoded, true))
        # In true views the mean over positions is the expectation of each; a step has too few views to
        # compare positions directly.
        aim = real.mean(2, keepdim=True) * torch.tensor([0.0, 1.0]).reshape(2, 1, 1)
        mean = drawn.mean(2, keepdim=True)
        spread = drawn - mean
        distance = distance + spread.abs().mean() + 0.2 * (mean - aim)[1].abs().mean()
    return distance


def detail_by_phase(views: Tensor, axis: int) -> Tensor:
    """Change of colours along an axis, mean and mean absolute value, by position in a token:
    [2,3,SHAPE*SHAPE]."""
    height, width = views.shape[2:]
    beside = F.pad(views[:, :3], (0, 1, 0, 1), mode="replicate")
    change = torch.diff(beside, dim=axis)[:, :, :height, :width]
    phases = F.pixel_unshuffle(change, SHAPE).reshape(len(views), 3, SHAPE * SHAPE, -1)
    return torch.stack([phases.mean((0, 3)), phases.abs().mean((0, 3))])
