"""Colours of the static world (surface-shader.ts): textures under the sun's and the sky's light, shadows of
walls, darker corners, fog."""

from dataclasses import dataclass

import torch
from torch import Tensor

from worldroom_training.renderer.ray_cast import Direction, cast, in_shadow
from worldroom_training.renderer.scene import NORTH, SKY, SOUTH, TOP, WEST, PerView
from worldroom_training.renderer.sky import Colour, fog_colour, length_of, sky_colour
from worldroom_training.renderer.tables import RendererTables

#: Metres within which walls darken the ground.
REACH = 0.4
#: Columns and rows from a wall's cell to the open cell in front of a face, by face.
FRONT_COLUMN = (1.0, -1.0, 0.0, 0.0, 0.0, 0.0)
FRONT_ROW = (0.0, 0.0, 1.0, -1.0, 0.0, 0.0)


@dataclass
class Shaded:
    """Of each ray: colour 0 to 255, t, and a number that is equal for points of one flat, evenly lit surface
    and differs across its borders."""

    colour: Colour
    t: Tensor
    surface: Tensor


def shade_surfaces(tables: RendererTables, views: PerView, direction: Direction) -> Shaded:
    """Traces rays from the eyes of their views through the world without entities."""
    scene, hit = views.scene, cast(views, direction)
    face, is_sky = hit.face, hit.face == SKY
    dx, dy, dz = direction
    length = length_of(direction)
    t = torch.where(is_sky, 1.0, hit.t)
    x, y, z = (eye + along * t for eye, along in zip(views.numbers("eye"), direction, strict=True))
    is_top = face == TOP
    faces_x = face < NORTH
    height = scene.heights[hit.cell]
    is_cap = is_top & (height > 0)
    material = torch.where(is_top & ~is_cap, scene.floor_material[hit.cell], scene.wall_material[hit.cell])

    across = torch.where(is_top, -dy, torch.where(faces_x, dx, dz).abs()).clamp(min=1e-9)
    footprint = t * length * torch.sqrt(length / across) * scene.pixel_angle
    slot = torch.where(is_top & ~is_cap, material + tables.floor_slot, material)
    u = torch.where(faces_x, z, x)
    v = torch.where(is_top, z, y)
    # Caps and the sky have no texture; what is read there has no effect.
    textured = ~(is_cap | is_sky)
    level = tables.mip_level(torch.where(textured, footprint, 0.0))
    texels = tables.sample(slot, level, torch.where(textured, u, 0.0), torch.where(textured, v, 0.0))
    caps = tables.caps[torch.where(is_cap, material, 0)].unbind(-1)

    walled = scene.walled[hit.cell]
    corner = corner_shade(walled, x - torch.floor(x), z - torch.floor(z))
    foot = (0.3 - y).clamp(min=0)
    shade = torch.where(is_top, corner, 1 - 1.8 * foot * foot - 0.25 * foot)
    shade = torch.where(is_cap, 1.0, shade)

    size = scene.stride
    own_cell = hit.cell - views.first_cell
    column = (own_cell % size - 1).to(x.dtype) + x.new_tensor(FRONT_COLUMN)[face]
    row = (own_cell // size - 1).to(x.dtype) + x.new_tensor(FRONT_ROW)[face]
    hidden = in_shadow(views, (x, y, z), column, row)
    sun = torch.where(faces_x, views.number("sunX"), views.number("sunZ"))
    away = torch.where((face == WEST) | (face == SOUTH), -sun, sun) <= 0
    # A face away from the sun shadows itself, so both rows of the table are equal.
    dark = hidden & (is_top | ~away)
    lit = views.index * 10 + torch.where(dark, 5, 0) + face.clamp(max=TOP)

    colour = []
    fog, sky = fog_colour(views, direction, length), sky_colour(tables, views, direction, length)
    clear = torch.exp(-views.number("fogDensity") * t * length)
    own = [torch.where(is_cap, cap, texel) for cap, texel in zip(caps, texels, strict=True)]
    own = with_look(views, own, is_top)
    light = scene.face_light[lit].unbind(-1)
    for channel in range(3):
        air = fog[channel]
        value = air + (own[channel] * light[channel] * shade - air) * clear
        colour.append(torch.where(is_sky, sky[channel], value.clamp(max=255)))

    plane = torch.round(torch.where(faces_x, x, z)).to(torch.int64)
    place = torch.where(is_top, torch.where(is_cap, (height * 5).to(torch.int64), 0), plane)
    kind = torch.where(is_cap, material * 3, material)
    surface = ((kind << 16) | (place << 4) | face | torch.where(dark, 8, 0)) + 1
    return Shaded((colour[0], colour[1], colour[2]), hit.t, torch.where(is_sky, 0, surface))


def with_look(views: PerView, colour: list[Tensor], faces_up: Tensor) -> list[Tensor]:
    """A surface's own colour under the look (lookAtSurface in looks.ts)."""
    grey = 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]
    covered = torch.where(faces_up, views.number("covered"), 0.0)
    fade = views.number("fade")
    out = []
    for value, tint, cover in zip(colour, views.numbers("tint"), views.numbers("cover"), strict=True):
        own = (value + (grey - value) * fade) * tint
        out.append(own + (255 * cover - own) * covered)
    return out


def corner_shade(walled: Tensor, fx: Tensor, fz: Tensor) -> Tensor:
    """Darkening of the ground near walls, at (fx, fz) within its cell."""
    bit = lambda mask: (walled & mask) != 0
    shade = torch.ones_like(fx)
    for mask, distance in ((1, fx), (2, 1 - fx), (4, fz), (8, 1 - fz)):
        shade = shade * torch.where(bit(mask), near_shade(distance), 1.0)
    corners = ((16, 5, fx, fz), (32, 6, 1 - fx, fz), (64, 9, fx, 1 - fz), (128, 10, 1 - fx, 1 - fz))
    for mask, sides, a, b in corners:
        shade = shade * torch.where(bit(mask) & ~bit(sides), near_shade(torch.sqrt(a * a + b * b)), 1.0)
    return shade


def near_shade(distance: Tensor) -> Tensor:
    closeness = (1 - distance / REACH).clamp(min=0)
    return 1 - 0.3 * closeness * closeness
