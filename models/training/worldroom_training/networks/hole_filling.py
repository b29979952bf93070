"""Filling what a reprojection leaves open: gaps between splatted points, and holes in pictures."""

import torch
import torch.nn.functional as F
from torch import Tensor


def closed(inverse: Tensor, size: int) -> Tensor:
    """Morphological closing: nearer surfaces show no gaps narrower than `size` pixels."""
    reach = size // 2
    grown = F.max_pool2d(F.max_pool2d(inverse, (1, size), 1, (0, reach)), (size, 1), 1, (reach, 0))
    return -F.max_pool2d(F.max_pool2d(-grown, (1, size), 1, (0, reach)), (size, 1), 1, (reach, 0))


def fill_gaps(planes: Tensor, size: int) -> Tensor:
    """Fills holes narrower than `size` pixels in each keyframe's own plane.

    A surface seen from nearer than before, or less slantingly, lands as points with gaps between them,
    through which other keyframes' farther surfaces would show. Only holes are filled, so what a keyframe
    itself saw through a narrow opening stays.
    """
    return torch.where(planes > 0, planes, closed(planes, size))


def fill_holes(values: Tensor, known: Tensor) -> Tensor:
    """Holes take the average of what is known near them, from ever wider surroundings (pull-push), in the end
    of all: values [B,C,H,W], known [B,1,H,W] in [0,1]; H and W are multiples of 16."""
    result, weight = values * known, known
    for size in (4, 16):
        share = F.avg_pool2d(known, size)
        pulled_weight = (share * size).clamp(max=1.0)
        pulled = F.avg_pool2d(values * known, size) / (share + 1e-4) * pulled_weight
        # Colours and their weights are spread alike, so that what is unknown darkens nothing.
        pushed = F.interpolate(
            torch.cat([pulled, pulled_weight], 1),
            scale_factor=float(size),
            mode="bilinear",
            align_corners=False,
        )
        push_weight = pushed[:, -1:]
        push = pushed[:, :-1] / (push_weight + 1e-4)
        result = result + (1 - weight) * push * push_weight
        weight = weight + (1 - weight) * push_weight
    mean = ((values * known).sum((2, 3), keepdim=True) + 0.5) / (known.sum((2, 3), keepdim=True) + 1.0)
    return result + (1 - weight) * mean
