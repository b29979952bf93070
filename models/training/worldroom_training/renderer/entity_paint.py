"""Colours of entities' surfaces, in their own axes (entity-paint.ts), in [0,1]."""

from collections.abc import Sequence

import torch
from torch import Tensor

from worldroom_training.contract import ENTITY_KINDS, HALF_EXTENTS

#: Parts of a player.
TORSO, HEAD = 2, 3
GLOW_OF_ORBS = 0.9

Vector = Sequence[Tensor]


class Painted:
    """A colour of each ray that is painted over where a condition holds."""

    def __init__(self, colour: Sequence[Tensor]) -> None:
        self.colour = list(colour)

    def set(self, where: Tensor, red: float, green: float, blue: float) -> None:
        given = (red, green, blue)
        self.colour = [torch.where(where, g, c) for g, c in zip(given, self.colour, strict=True)]

    def scale(self, where: Tensor, factor: Tensor | float) -> None:
        self.colour = [torch.where(where, (c * factor).clamp(max=1), c) for c in self.colour]

    def blend(self, where: Tensor, colour: tuple[float, float, float], share: Tensor | float) -> None:
        self.colour = [
            torch.where(where, c + (given - c) * share, c)
            for given, c in zip(colour, self.colour, strict=True)
        ]


def paint(
    kind: Tensor, part: Tensor, point: Vector, normal: Vector, facing: Tensor, colour: Sequence[Tensor]
) -> tuple[list[Tensor], Tensor]:
    """The surface's colour at a point, and the share of light that it emits itself. `facing`: cosine between
    normal and view direction."""
    painted = Painted(colour)
    is_kind = {name: kind == index for index, name in enumerate(ENTITY_KINDS)}
    paint_player(painted, is_kind["player"], part, point, normal)
    paint_door(painted, is_kind["door"], point, normal)
    paint_block(painted, is_kind["block"], point, normal)
    paint_ball(painted, is_kind["ball"], normal)
    orb = is_kind["orb"]
    painted.blend(orb, (1, 1, 0.92), facing * facing * facing * 0.75)
    return painted.colour, torch.where(orb, GLOW_OF_ORBS, 0.0)


def paint_player(painted: Painted, player: Tensor, part: Tensor, point: Vector, normal: Vector) -> None:
    x, y, z = point
    nx, ny, nz = normal
    head = player & (part == HEAD)
    # The front has a dark visor that reaches round to the sides, with two eyes in it.
    visor = head & (nz > 0.15) & (ny > -0.25) & (ny < 0.42)
    ex, ey = nx.abs() - 0.36, ny - 0.08
    eyes = visor & (nz > 0.5) & (ex * ex + ey * ey < 0.032)
    stripe = (nz < -0.1) & (nx.abs() < 0.3)
    painted.blend(head & ~visor & stripe, (1, 1, 1), 0.75)
    painted.blend(head & ~visor & ~stripe, (1, 0.93, 0.85), 0.3)
    painted.set(visor, 0.09, 0.11, 0.17)
    painted.set(eyes, 1, 1, 1)
    legs = player & (part < TORSO)
    painted.scale(legs, torch.where(y < -0.74, 0.22, 0.5))
    # A light stripe down the back, a round badge on the chest, a belt.
    torso = player & (part == TORSO)
    back = torso & (z < 0) & (x.abs() < 0.085)
    badge = torso & ~back & (z > 0) & (x * x + (y - 0.1) * (y - 0.1) < 0.0075)
    belt = torso & ~back & ~badge & (y < -0.28) & (y > -0.35)
    painted.blend(back, (1, 1, 1), 0.75)
    painted.blend(badge, (0.1, 0.12, 0.2), 0.8)
    painted.scale(belt, 0.5)


def paint_door(painted: Painted, door: Tensor, point: Vector, normal: Vector) -> None:
    x, y, _ = point
    width, height, _ = HALF_EXTENTS["door"]
    edge = door & (normal[2] == 0)
    front = door & ~edge
    hx, hy = x + 0.38, y + 0.05
    handle = front & (hx * hx + hy * hy < 0.0036)
    frame = (width - x.abs() < 0.1) | (height - y.abs() < 0.12) | ((y - 0.12).abs() < 0.07)
    # Three boards in each panel.
    board = torch.floor((x + 0.4) / 0.267)
    tone = torch.where(board == 1, 1.08, 0.95)
    painted.scale(edge, 0.8)
    painted.scale(front & ~handle, torch.where(frame, 1.4, tone))
    painted.set(handle, 1, 0.85, 0.35)


def paint_block(painted: Painted, block: Tensor, point: Vector, normal: Vector) -> None:
    x, y, z = point
    a = torch.where(normal[0] != 0, z, x).abs()
    b = torch.where(normal[1] != 0, z, y).abs()
    border = HALF_EXTENTS["block"][0] - torch.maximum(a, b)
    rim = block & (border < 0.07)
    mark = block & ~rim & (a + b < 0.2)
    painted.blend(rim, (1, 1, 1), 0.5)
    painted.blend(mark, (1, 1, 1), 0.8)
    painted.scale(block & ~rim & ~mark & (border < 0.1), 0.6)


def paint_ball(painted: Painted, ball: Tensor, normal: Vector) -> None:
    """White with a patch at each end of its three axes."""
    nx, ny, nz = normal
    along_z = ball & (nz.abs() > 0.8)
    along_x = ball & ~along_z & (nx.abs() > 0.8)
    along_y = ball & ~along_z & ~along_x & (ny.abs() > 0.8)
    painted.set(along_z & (nz > 0), 0.9, 0.2, 0.2)
    painted.set(along_z & (nz <= 0), 0.98, 0.6, 0.15)
    painted.set(along_x & (nx > 0), 0.2, 0.4, 0.9)
    painted.set(along_x & (nx <= 0), 0.2, 0.75, 0.35)
    painted.set(along_y, 0.55, 0.25, 0.75)
