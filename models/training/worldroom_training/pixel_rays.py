"""Rays through the centres of a view's pixels; conventions of camera space: shared/geometry/camera.ts."""

import torch
from torch import Tensor


def pixel_rays(width: int, height: int, focal: float) -> Tensor:
    """Camera-space directions [3, height * width] with z = 1 through the pixel centres."""
    x = (torch.arange(width) + 0.5 - width / 2) / focal
    y = (height / 2 - torch.arange(height) - 0.5) / focal
    rows, columns = torch.meshgrid(y, x, indexing="ij")
    return torch.stack([columns, rows, torch.ones_like(rows)]).reshape(3, -1)
