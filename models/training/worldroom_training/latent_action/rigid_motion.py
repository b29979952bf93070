"""Rigid motions between two cameras as tensors, and their effect on the first camera's points."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import ViewConfig
from worldroom_training.pixel_rays import pixel_rays


def rotation_of(turn: Tensor) -> Tensor:
    """Rotation [...,3,3] about `turn` [...,3], whose length is the angle in radians (Rodrigues)."""
    angle = (turn * turn).sum(-1).clamp(min=1e-12).sqrt()[..., None, None]
    x, y, z = turn.unbind(-1)
    zero = torch.zeros_like(x)
    cross = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).unflatten(-1, (3, 3))
    first, second = torch.sin(angle) / angle, (1 - torch.cos(angle)) / (angle * angle)
    return torch.eye(3, dtype=turn.dtype, device=turn.device) + first * cross + second * (cross @ cross)


def turn_of(rotation: Tensor) -> Tensor:
    """The inverse of rotation_of, for angles well below half a turn: [...,3,3] -> [...,3]."""
    axis = torch.stack([
        rotation[..., 2, 1] - rotation[..., 1, 2],
        rotation[..., 0, 2] - rotation[..., 2, 0],
        rotation[..., 1, 0] - rotation[..., 0, 1],
    ], -1) / 2  # fmt: skip
    length = (axis * axis).sum(-1, keepdim=True).clamp(min=1e-12).sqrt()
    return axis * (torch.asin(length.clamp(max=0.9999)) / length)


def pitched(pitch: Tensor) -> Tensor:
    """Rotation [...,3,3] from a level camera to one that looks up by `pitch` [...] radians."""
    c, s = torch.cos(pitch), torch.sin(pitch)
    zero, one = torch.zeros_like(c), torch.ones_like(c)
    return torch.stack([one, zero, zero, zero, c, -s, zero, s, c], -1).unflatten(-1, (3, 3))


def lattice(*axes: Tensor) -> Tensor:
    """All combinations [N,len(axes)] of the axes' numbers."""
    return torch.stack([axis.flatten() for axis in torch.meshgrid(*axes, indexing="ij")], 1)


def solved(matrix: Tensor, right: Tensor) -> Tensor:
    """Solves matrix x = right for positive definite matrices, [...,N,N] and [...,N], by Gauss-Jordan
    elimination, because ONNX has no solver."""
    rows = torch.cat([matrix, right.unsqueeze(-1)], -1)
    unit = torch.eye(matrix.shape[-1], dtype=matrix.dtype, device=matrix.device).unsqueeze(-1)
    for i in range(matrix.shape[-1]):
        pivot = rows[..., i : i + 1, :] / rows[..., i : i + 1, i : i + 1]
        rows = rows - (rows[..., i : i + 1] - unit[i]) * pivot
    return rows[..., -1]


class Geometry(nn.Module):
    """Cells of `size` pixels of a view, of which every `every`th along each side is used: P of them."""

    rays: Tensor

    def __init__(self, view: ViewConfig, size: int, every: int = 1) -> None:
        super().__init__()
        self.size, self.width, self.height = size, view.width // size, view.height // size
        self.focal, self.every = view.focal / size, every
        rays = pixel_rays(self.width, self.height, self.focal).reshape(3, self.height, self.width)
        self.register_buffer(
            "rays", rays[:, every // 2 :: every, every // 2 :: every].flatten(1), persistent=False
        )

    def thin(self, values: Tensor) -> Tensor:
        """The used cells of [B,C,h,w]: [B,C,P]."""
        return values[..., self.every // 2 :: self.every, self.every // 2 :: self.every].flatten(2)

    def points(self, inverse: Tensor, rotation: Tensor, shift: Tensor) -> Tensor:
        """inverse depth [B,P], K motions [B,K,3,3] and [B,K,3] -> points divided by their first depth
        [B,K,3,P]."""
        return rotation @ self.rays + shift.unsqueeze(3) * inverse[:, None, None]

    def grid(self, points: Tensor) -> tuple[Tensor, Tensor]:
        """points [B,K,3,P] -> grid_sample's coordinates [B,K,P,2], and 1 inside the view, else 0 [B,K,P]."""
        z = points[:, :, 2].clamp(min=0.05)
        u = points[:, :, 0] / z * (2 * self.focal / self.width)
        v = points[:, :, 1] / z * (-2 * self.focal / self.height)
        inside = (points[:, :, 2] > 0.05) & (u.abs() < 1 - 1 / self.width) & (v.abs() < 1 - 1 / self.height)
        return torch.stack([u, v], -1), inside.to(points.dtype)


def sampled(maps: Tensor, grid: Tensor) -> Tensor:
    """maps [B,C,h,w] at [B,K,P,2] -> [B,C,K,P]."""
    return F.grid_sample(maps, grid, mode="bilinear", padding_mode="border", align_corners=False)
