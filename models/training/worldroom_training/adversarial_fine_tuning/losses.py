"""What a decoder owes besides the critic's favour: to keep large shapes, and not to draw the tokens' grid."""

import torch
import torch.nn.functional as F
from torch import Tensor

#: How much the large shapes, and the depths, of drawn tokens count that they were decoded to before.
HELD_COLOUR, HELD_DEPTH = 4.0, 4.0
#: Coarse pixels over which colours are averaged before they are held to what they were: one token.
SHAPE = 8


def held(decoded: Tensor, before: Tensor) -> Tensor:
    """How far drawn tokens' large shapes and depths have moved from what they were decoded to before."""
    colours = F.avg_pool2d(decoded[:, :3], SHAPE) - F.avg_pool2d(before[:, :3], SHAPE)
    return HELD_COLOUR * colours.abs().mean() + HELD_DEPTH * (decoded[:, 3:] - before[:, 3:]).abs().mean()


def grid_artefacts(decoded: Tensor, true: Tensor) -> Tensor:
    """How far details differ with their place in a token: what lies beside it decides nothing in true views.

    A decoder wins over a critic soonest by a fixed pattern, and a judge that looks for blur takes it for
    detail."""
    distance = torch.zeros(())
    for axis in (2, 3):
        drawn, real = (detail_by_phase(views, axis) for views in (decoded, true))
        # True views have no phases, but there are few of them in a step: their mean over phases is what to
        # come to.
        aim = real.mean(2, keepdim=True) * torch.tensor([0.0, 1.0]).reshape(2, 1, 1)
        mean = drawn.mean(2, keepdim=True)
        spread = drawn - mean
        distance = distance + spread.abs().mean() + 0.2 * (mean - aim)[1].abs().mean()
    return distance


def detail_by_phase(views: Tensor, axis: int) -> Tensor:
    """Change of colours along an axis and its size, by place in a token: [2,3,SHAPE*SHAPE]."""
    height, width = views.shape[2:]
    beside = F.pad(views[:, :3], (0, 1, 0, 1), mode="replicate")
    change = torch.diff(beside, dim=axis)[:, :, :height, :width]
    phases = F.pixel_unshuffle(change, SHAPE).reshape(len(views), 3, SHAPE * SHAPE, -1)
    return torch.stack([phases.mean((0, 3)), phases.abs().mean((0, 3))])
