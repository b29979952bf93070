"""Fills the gaps between splatted points, and the holes of pictures, after a reprojection."""

import torch
import torch.nn.functional as F
from torch import Tensor


def closed(inverse: Tensor, size: int) -> Tensor:
    """Morphological closing: removes gaps narrower than `size` pixels from nearer surfaces."""
    reach = size // 2
    grown = F.max_pool2d(F.max_pool2d(inverse, (1, size), 1, (0, reach)), (size, 1), 1, (reach, 0))
    return -F.max_pool2d(F.max_pool2d(-grown, (1, size), 1, (0, reach)), (size, 1), 1, (reach, 0))


def nearest_of_cells(planes: Tensor, size: int) -> Tensor:
    """The largest value in each cell of `size` x `size` pixels, [B,C,H,W] -> [B,C,H/size,W/size], where sides
    that are no multiples of `size` end with narrower cells."""
    ragged = any(side % size for side in planes.shape[2:])
    return F.max_pool2d(planes, size, ceil_mode=ragged)


def spread_cells(cells: Tensor, size: int, height: int, width: int) -> Tensor:
    """Gives each pixel the value of its cell: the way back from `nearest_of_cells` to [B,C,H,W]."""
    spread = F.interpolate(cells, scale_factor=float(size), mode="nearest")
    return spread if spread.shape[2:] == (height, width) else spread[..., :height, :width]


def fill_gaps(planes: Tensor, size: int) -> Tensor:
    """Fills holes narrower than `size` pixels in each keyframe's own plane.

    A surface that is seen from nearer, or less obliquely, becomes points with gaps, through which other
    keyframes' farther surfaces would show. Only holes are filled, so narrow openings that a keyframe saw
    itself stay.
    """
    return torch.where(planes > 0, planes, closed(planes, size))


def fill_holes(values: Tensor, known: Tensor) -> Tensor:
    """Fills holes with averages of known values from increasingly large surroundings (pull-push, Gortler
    et al., 1996): values [B,C,H,W], known [B,1,H,W] in [0,1]; H and W are multiples of 16."""
    result, weight = values * known, known
    for size in (4, 16):
        share = F.avg_pool2d(known, size)
        pulled_weight = (share * size).clamp(max=1.0)
        pulled = F.avg_pool2d(values * known, size) / (share + 1e-4) * pulled_weight
        # Colours and weights are interpolated alike, so that unknown pixels do not darken the result.
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
