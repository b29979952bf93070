"""Colours of sky and fog (sky.ts), 0 to 255."""

import torch
from torch import Tensor

from worldroom_training.renderer.ray_cast import Direction
from worldroom_training.renderer.scene import PerView
from worldroom_training.renderer.tables import RendererTables

Colour = tuple[Tensor, Tensor, Tensor]


def sky_colour(tables: RendererTables, views: PerView, direction: Direction, length: Tensor) -> Colour:
    """`length`: of the direction."""
    dx, dy, dz = direction
    up = dy / length
    low = (1 - up.clamp(min=0)) ** 2
    sky_fog = views.number("skyFog")
    haze = low * low * (1 - sky_fog) + sky_fog
    towards = dx * views.number("sunX") + dy * views.number("sunY") + dz * views.number("sunZ")
    near = (towards / length).clamp(min=0) ** 2
    glow = 0.45 * near + 0.9 * near**4
    reach = (0.9 * tables.cloud_size) / (6 * (up.clamp(min=0) + 0.16) * length)
    thickness = tables.cloud(dx * reach + views.number("cloudShift") * tables.cloud_size, dz * reach)
    raw = (thickness - (0.72 - 0.34 * views.number("cloudCover"))) / 0.16
    fade = ((up - 0.04) * 6).clamp(0, 1)
    dense = raw.clamp(0, 1) * fade * (1 - sky_fog) * 0.9
    shade = 1 - 0.1 * (raw - 1).clamp(0, 1)
    out = []
    for zenith, horizon, sun, cloud in zip(
        *(views.numbers(name) for name in ("zenith", "horizon", "glow", "cloud")), strict=True
    ):
        clear = zenith + (horizon - zenith) * haze + sun * glow
        out.append(255 * (clear + (cloud * shade - clear) * dense).clamp(max=1))
    return out[0], out[1], out[2]


def fog_colour(views: PerView, direction: Direction, length: Tensor) -> Colour:
    """The sky's at the horizon, warmer towards the sun."""
    dx, _, dz = direction
    towards = ((dx * views.number("sunX") + dz * views.number("sunZ")) / length).clamp(min=0)
    glow = 0.45 * towards * towards
    red, green, blue = (
        255 * (horizon + sun * glow).clamp(max=1)
        for horizon, sun in zip(views.numbers("horizon"), views.numbers("glow"), strict=True)
    )
    return red, green, blue


def length_of(direction: Direction) -> Tensor:
    dx, dy, dz = direction
    return torch.sqrt(dx * dx + dy * dy + dz * dz)
