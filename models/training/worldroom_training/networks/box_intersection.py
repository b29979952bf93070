"""Intersections of rays with the oriented boxes of entities; layout of an entity: shared/entity.ts."""

import torch
from torch import Tensor

from worldroom_training.contract import ENTITY

#: Entry depth of a ray whose camera is inside the box, metres.
NEAREST = 0.02


def own_axes(entities: Tensor, rays: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The camera [N,3,1] and rays [N,3,R] in each entity's own axes, in units of half extents, and the half
    extents [N,3,1].

    entities [N,E], rays [N or 1,3,R] in camera space.
    """
    axes = entities[:, ENTITY.axes : ENTITY.axes + 9].reshape(-1, 3, 3)
    half = entities[:, ENTITY.half_extents : ENTITY.half_extents + 3].clamp(min=1e-3).unsqueeze(-1)
    origin = -(axes @ entities[:, ENTITY.centre : ENTITY.centre + 3].unsqueeze(-1)) / half
    direction = (axes @ rays) / half
    return origin, torch.where(direction.abs() < 1e-5, torch.full_like(direction, 1e-5), direction), half


def crossing(origin: Tensor, direction: Tensor) -> tuple[Tensor, Tensor]:
    """Depths [N,R] at which rays enter and leave the box from -1 to 1; a ray misses it if enter >= leave."""
    first, second = (-1.0 - origin) / direction, (1.0 - origin) / direction
    enter = torch.minimum(first, second).amax(1).clamp(min=NEAREST)
    return enter, torch.maximum(first, second).amin(1).clamp(max=1e3)


def ratio(a: Tensor, b: Tensor) -> Tensor:
    return a / b.clamp(min=1e-6)
