"""Rays against entities (entity-shapes.ts): players are capsules and a sphere, doors and blocks are boxes,
orbs and balls are spheres."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from worldroom_training.contract import ENTITY_KINDS, HALF_EXTENTS
from worldroom_training.renderer.entity_paint import paint
from worldroom_training.renderer.entity_records import NEAREST, EntityRecords
from worldroom_training.renderer.ray_cast import HUGE, Direction
from worldroom_training.renderer.scene import PerView
from worldroom_training.renderer.sky import Colour, fog_colour, length_of

PLAYER, DOOR, BLOCK, ORB, BALL = (ENTITY_KINDS.index(k) for k in ("player", "door", "block", "orb", "ball"))
#: Surface numbers of entities are above those of walls.
FIRST_SURFACE = 2**30

Vector = Sequence[Tensor]


@dataclass
class EntityHit:
    """Of each pair of a ray and an entity: t (infinity if it misses), the part, the normal in the entity's
    axes, and the ray's direction there."""

    t: Tensor
    part: Tensor
    normal: Vector
    direction: Vector


def trace_entities(
    parts: list[list[float]], records: EntityRecords, which: Tensor, direction: Direction
) -> EntityHit:
    """Traces rays [P] to the entities `which` [P]. `parts`: the capsules of a player."""
    dx, dy, dz = direction
    cosine, sine = records.cosine[which], records.sine[which]
    own = (dx * cosine - dz * sine, dy, dx * sine + dz * cosine)
    eye = records.eye[which].unbind(1)
    kind = records.kind[which]
    is_player, is_door = kind == PLAYER, kind == DOOR
    is_box = is_door | (kind == BLOCK)
    player_t, player_part, player_normal = trace_player(parts, eye, own)
    radius = torch.where(kind == ORB, HALF_EXTENTS["orb"][0], HALF_EXTENTS["ball"][0])
    sphere_t = sphere_distance(eye, own, radius)
    sphere_normal = [(o + d * finite(sphere_t)) / radius for o, d in zip(eye, own, strict=True)]
    half = [
        torch.where(is_door, door, block)
        for door, block in zip(HALF_EXTENTS["door"], HALF_EXTENTS["block"], strict=True)
    ]
    box_t, box_normal = trace_box(half, eye, own)
    choose = lambda player, box, sphere: torch.where(is_player, player, torch.where(is_box, box, sphere))
    t = choose(player_t, box_t, sphere_t)
    normal = [choose(p, b, s) for p, b, s in zip(player_normal, box_normal, sphere_normal, strict=True)]
    part = choose(player_part, box_part(box_normal), torch.zeros_like(player_part))
    t = torch.where(t < NEAREST, torch.inf, t)
    return EntityHit(t, part, normal, own)


def finite(t: Tensor) -> Tensor:
    return torch.where(torch.isinf(t), 0.0, t)


def trace_player(parts: list[list[float]], eye: Vector, ray: Vector) -> tuple[Tensor, Tensor, Vector]:
    """t, part and normal of the nearest capsule."""
    t = torch.full_like(ray[0], torch.inf)
    part = torch.zeros_like(t, dtype=torch.int64)
    for index, capsule in enumerate(parts):
        found = capsule_distance(capsule, eye, ray)
        part = torch.where(found < t, index, part)
        t = torch.minimum(t, found)
    x, z, low, high, radius = t.new_tensor(parts)[part].unbind(-1)
    hit = finite(t)
    y = eye[1] + ray[1] * hit
    normal = (
        (eye[0] + ray[0] * hit - x) / radius,
        (y - torch.maximum(torch.minimum(y, high), low)) / radius,
        (eye[2] + ray[2] * hit - z) / radius,
    )
    return t, part, normal


def capsule_distance(capsule: list[float], eye: Vector, ray: Vector) -> Tensor:
    """t of an upright capsule (x, z, low, high, radius), or infinity."""
    x, z, low, high, radius = capsule
    px, pz = eye[0] - x, eye[2] - z
    a = ray[0] * ray[0] + ray[2] * ray[2] + 1e-12
    b = px * ray[0] + pz * ray[2]
    c = px * px + pz * pz - radius * radius
    discriminant = b * b - a * c
    t = (-b - torch.sqrt(discriminant.clamp(min=0))) / a
    y = eye[1] + ray[1] * t
    cap = torch.where(y < low, low, high)
    end = sphere_distance((px, eye[1] - cap, pz), ray, torch.full_like(t, radius))
    t = torch.where((y >= low) & (y <= high), t, end)
    return torch.where(discriminant < 0, torch.inf, t)


def sphere_distance(eye: Vector, ray: Vector, radius: Tensor) -> Tensor:
    a = ray[0] * ray[0] + ray[1] * ray[1] + ray[2] * ray[2]
    b = eye[0] * ray[0] + eye[1] * ray[1] + eye[2] * ray[2]
    c = eye[0] * eye[0] + eye[1] * eye[1] + eye[2] * eye[2] - radius * radius
    discriminant = b * b - a * c
    t = (-b - torch.sqrt(discriminant.clamp(min=0))) / a
    return torch.where(discriminant < 0, torch.inf, t)


def trace_box(half: Vector, eye: Vector, ray: Vector) -> tuple[Tensor, Vector]:
    """Slab test (Kay and Kajiya, 1986): t, or infinity, and the normal of the side entered last."""
    near = torch.full_like(ray[0], -torch.inf)
    far = torch.full_like(near, torch.inf)
    normal = [torch.zeros_like(near) for _ in range(3)]
    for axis in range(3):
        inverted = torch.where(ray[axis] != 0, 1 / ray[axis], HUGE)
        middle, reach = -eye[axis] * inverted, half[axis] * inverted.abs()
        later = middle - reach > near
        near = torch.where(later, middle - reach, near)
        far = torch.minimum(far, middle + reach)
        side = torch.where(ray[axis] > 0, -1.0, 1.0)
        normal = [torch.where(later, side if i == axis else 0.0, value) for i, value in enumerate(normal)]
    return torch.where(near <= far, near, torch.inf), normal


def box_part(normal: Vector) -> Tensor:
    x, _, z = normal
    side_x, side_z = torch.where(x > 0, 0, 1), torch.where(z > 0, 2, 3)
    return torch.where(x != 0, side_x, torch.where(z != 0, side_z, 4))


def surface_numbers(records: EntityRecords, which: Tensor, part: Tensor) -> Tensor:
    return FIRST_SURFACE + records.number[which] * 16 + part


def shade_entities(
    records: EntityRecords, which: Tensor, hit: EntityHit, views: PerView, direction: Direction
) -> Colour:
    """Colours 0 to 255 of rays that hit: sun and sky, no shadows, fog."""
    normal, own = hit.normal, hit.direction
    point = [o + d * hit.t for o, d in zip(records.eye[which].unbind(1), own, strict=True)]
    length = length_of(direction)
    dot = lambda a, b: a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    facing = -dot(normal, own) / length
    kind = records.kind[which]
    base = records.colour[which].unbind(1)
    colour, glow = paint(kind, hit.part, point, normal, facing, base)
    towards = dot(normal, records.sun[which].unbind(1))
    sun = torch.where(towards > 0, 0.12 + 0.88 * towards, 0.0)
    sky = 0.5 + 0.5 * normal[1]
    fog = fog_colour(views, direction, length)
    clear = torch.exp(-views.number("fogDensity") * hit.t * length)
    lights = zip(*(views.numbers(name) for name in ("ambientSky", "ambientGround", "sun")), strict=True)
    out = []
    for value, air, (above, below, direct) in zip(colour, fog, lights, strict=True):
        received = glow + (1 - glow) * (above * sky + below * (1 - sky) + direct * sun)
        out.append((air + (255 * value * received - air) * clear).clamp(max=255))
    return out[0], out[1], out[2]
