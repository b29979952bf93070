"""Rays through the height grid: what each of them hits first, and whether walls hide the sun.

Instead of walking from cell to cell (ray-cast.ts), all rays are cut with one plane between cells after
another, and with one horizontal plane for each height of walls. So the steps are the same for every ray.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from worldroom_training.renderer.scene import EAST, NORTH, SKY, SOUTH, TOP, WEST, PerView

#: Stands for the inverse of 0.
HUGE = 1e30

Direction = tuple[Tensor, Tensor, Tensor]


@dataclass
class Hit:
    """Of each ray: the multiple of its direction (infinity for the sky), the cell, the face."""

    t: Tensor
    cell: Tensor
    face: Tensor


def inverse(value: Tensor) -> Tensor:
    return torch.where(value != 0, 1 / value, torch.full_like(value, HUGE))


class Grid:
    """The cells of the rays' worlds."""

    def __init__(self, views: PerView) -> None:
        scene = views.scene
        self.heights, self.size, self.stride = scene.heights, scene.size, scene.stride
        self.first = views.first_cell

    def nearest_wall(self, axis: int, eye: Direction, direction: Direction) -> Tensor:
        """t at which rays enter a wall across the planes of x (axis 0) or z (axis 1); infinity if they do
        not."""
        (start, y, other), (along, dy, across) = eye, direction
        if axis == 1:
            start, other, along, across = other, start, across, along
        inverted = inverse(along)
        behind = torch.where(along > 0, 0.0, 1.0)
        # The cell's index is a sum of whole numbers, which 32-bit floats hold exactly.
        own, beside = (1, self.stride) if axis == 0 else (self.stride, 1)
        first = self.first.to(along.dtype) + (self.stride + 1) - behind * own
        t = torch.full_like(along, torch.inf)
        for plane in range(1, self.size):
            at = (plane - start) * inverted
            place = torch.addcmul(other, across, at).floor_().clamp_(-1, self.size)
            cell = place.mul_(beside).add_(first).add_(plane * own).to(torch.int64)
            wall = torch.addcmul(y, dy, at) < self.heights[cell]
            t = torch.minimum(t, torch.where(wall & (at > 0), at, torch.inf))
        return t

    def cell(self, column: Tensor, row: Tensor) -> Tensor:
        """Index of the cell at whole numbers x and z; those outside share the cells of the ring."""
        inside = lambda at: at.clamp(-1, self.size).to(torch.int64) + 1
        return self.first + inside(row) * self.stride + inside(column)


def cast(views: PerView, direction: Direction) -> Hit:
    """What rays from the eyes of their views hit. Eyes are inside the compound and in no wall."""
    grid = Grid(views)
    (x, y, z), (dx, dy, dz) = views.numbers("eye"), direction
    # Walls, by the planes between cells.
    along_x = grid.nearest_wall(0, (x, y, z), (dx, dy, dz))
    along_z = grid.nearest_wall(1, (x, y, z), (dx, dy, dz))
    t, faces_x = torch.minimum(along_x, along_z), along_x <= along_z
    reached = torch.where(torch.isinf(t), 0.0, t)
    plane = torch.round(torch.where(faces_x, x + dx * reached, z + dz * reached))
    entered = plane - torch.where(torch.where(faces_x, dx, dz) > 0, 0.0, 1.0)
    beside = torch.floor(torch.where(faces_x, z + dz * reached, x + dx * reached))
    cell = grid.cell(torch.where(faces_x, entered, beside), torch.where(faces_x, beside, entered))
    face = torch.where(faces_x, torch.where(dx > 0, WEST, EAST), torch.where(dz > 0, SOUTH, NORTH))
    # Flat tops and the ground, which also lies around the compound.
    inverted, down = inverse(dy), dy < 0
    for height in (0.0, *views.scene.wall_heights):
        at = (height - y) * inverted
        found = grid.cell(torch.floor(x + dx * at), torch.floor(z + dz * at))
        own = grid.heights[found]
        flat = own <= 0 if height == 0 else own == height
        nearer = down & (at > 0) & (at < t) & flat
        t, cell = torch.where(nearer, at, t), torch.where(nearer, found, cell)
        face = torch.where(nearer, TOP, face)
    return Hit(t, cell, torch.where(torch.isinf(t), SKY, face))


def in_shadow(views: PerView, point: tuple[Tensor, Tensor, Tensor], column: Tensor, row: Tensor) -> Tensor:
    """Whether walls hide the sun from points in (or on the border of) the cells (column, row), which
    themselves never hide it."""
    grid = Grid(views)
    x, y, z = point
    dx, dz, slope = views.number("acrossX"), views.number("acrossZ"), views.number("slope")
    hidden = torch.zeros_like(x, dtype=torch.bool)
    for axis, (start, along, first) in enumerate(((x, dx, column), (z, dz, row))):
        step = torch.where(along > 0, 1.0, -1.0)
        ahead = torch.where(along > 0, 1.0, 0.0)
        other, across, own = (z, dz, row) if axis == 0 else (x, dx, column)
        forward = across > 0
        for crossing in range(min(int(views.scene.shadow_reach) + 2, grid.size)):
            at = (first + ahead + crossing * step - start) / along
            beside = torch.floor(other + across * at)
            # Rounding must not lead back behind the cell in which the point lies.
            beside = torch.where(forward, torch.maximum(beside, own), torch.minimum(beside, own))
            entered = first + (crossing + 1) * step
            found = grid.cell(entered, beside) if axis == 0 else grid.cell(beside, entered)
            hidden = hidden | (y + slope * at < grid.heights[found])
    return hidden
