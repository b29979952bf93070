"""Entities of views as rows of numbers, and the pixels that each of them may fill (entity-shapes.ts)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from worldroom_training.config import ViewConfig
from worldroom_training.contract import ENTITY_KINDS, HALF_EXTENTS
from worldroom_training.engine_rows import camera_axes
from worldroom_training.renderer.view_states import ViewState

#: Metres; nothing nearer is seen.
NEAREST = 0.05
EXTENTS = np.array([HALF_EXTENTS[kind] for kind in ENTITY_KINDS])
CORNERS = np.array([[x, y, z] for z in (-1, 1) for y in (-1, 1) for x in (-1, 1)])


@dataclass
class EntityRecords:
    """N entities that may be visible. Tensors are on one device."""

    #: The camera in the entity's own axes, metres [N,3]; cosine and sine of its yaw [N]; RGB in [0,1] [N,3];
    #: towards the sun in its own axes [N,3].
    eye: Tensor
    cosine: Tensor
    sine: Tensor
    colour: Tensor
    sun: Tensor
    #: Index into ENTITY_KINDS [N], number of the entity within its view [N], view [N].
    kind: Tensor
    number: Tensor
    view: Tensor
    #: Pixels that may show each entity, with the entity: P pairs. Pixels are counted over all views.
    pixel: Tensor
    which: Tensor


def entity_records(views: Sequence[ViewState], size: ViewConfig, device: torch.device) -> EntityRecords:
    rows: list[NDArray[np.float64]] = []
    views_of: list[int] = []
    numbers: list[int] = []
    kinds: list[int] = []
    boxes: list[NDArray[np.int64]] = []
    for index, view in enumerate(views):
        if not view.entities:
            continue
        given = np.array(view.entities, np.float64)
        seen, bounds = visible_bounds(view, given, size)
        for number, at in enumerate(np.flatnonzero(seen)):
            rows.append(record(view, given[at]))
            kinds.append(int(given[at, 0]))
            views_of.append(index)
            numbers.append(number)
            boxes.append(bounds[at])
    table = torch.from_numpy(np.array(rows).reshape(-1, 11).astype(np.float32)).to(device)
    whole = lambda values: torch.tensor(values, dtype=torch.int64, device=device)
    pixel, which = pixel_pairs(np.array(boxes, np.int64).reshape(-1, 4), views_of, size, device)
    return EntityRecords(
        eye=table[:, 0:3],
        cosine=table[:, 3],
        sine=table[:, 4],
        colour=table[:, 5:8],
        sun=table[:, 8:11],
        kind=whole(kinds),
        number=whole(numbers),
        view=whole(views_of),
        pixel=pixel,
        which=which,
    )


def record(view: ViewState, entity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Camera in the entity's axes, cosine and sine, colour, sun in its axes."""
    _, x, y, z, yaw, *colour, _ = entity
    cosine, sine = np.cos(yaw), np.sin(yaw)
    dx, dy, dz = view.pose[0] - x, view.pose[1] - y, view.pose[2] - z
    sun_x, sun_y, sun_z = view.light["sunX"], view.light["sunY"], view.light["sunZ"]
    eye = [dx * cosine - dz * sine, dy, dx * sine + dz * cosine]
    sun = [sun_x * cosine - sun_z * sine, sun_y, sun_x * sine + sun_z * cosine]
    return np.array([*eye, cosine, sine, *colour, *sun])


def visible_bounds(
    view: ViewState, entities: NDArray[np.float64], size: ViewConfig
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which entities [M] may be visible, and the pixel bounds of their boxes [M,4]: left, top, right,
    bottom."""
    axes = np.array(camera_axes(view.pose[3], view.pose[4])).reshape(3, 3)
    half = EXTENTS[entities[:, 0].astype(np.int64)]
    corner = CORNERS[None] * half[:, None]
    cosine, sine = np.cos(entities[:, 4])[:, None], np.sin(entities[:, 4])[:, None]
    turned = np.stack(
        [
            corner[..., 0] * cosine + corner[..., 2] * sine,
            corner[..., 1],
            corner[..., 2] * cosine - corner[..., 0] * sine,
        ],
        -1,
    )
    point = (turned + entities[:, None, 1:4] - np.array(view.pose[:3])) @ axes.T
    ahead = point[..., 2] >= NEAREST
    depth = np.where(ahead, point[..., 2], 1.0)
    u = size.width / 2 + size.focal * point[..., 0] / depth
    v = size.height / 2 - size.focal * point[..., 1] / depth
    least = lambda values: np.floor(np.where(ahead, values, np.inf).min(1) - 0.5)
    most = lambda values: np.ceil(np.where(ahead, values, -np.inf).max(1) + 0.5)
    bounds = np.stack([least(u), least(v), most(u), most(v)], -1)
    # What reaches behind the camera may fill the whole view.
    whole = [0, 0, size.width, size.height]
    bounds = np.where(ahead.all(1)[:, None], bounds, whole)
    bounds = np.clip(bounds, 0, [size.width, size.height] * 2).astype(np.int64)
    seen = ahead.any(1) & (bounds[:, 0] < bounds[:, 2]) & (bounds[:, 1] < bounds[:, 3])
    return seen, bounds


def pixel_pairs(
    boxes: NDArray[np.int64], views: list[int], size: ViewConfig, device: torch.device
) -> tuple[Tensor, Tensor]:
    """All pixels [P] of all boxes [N,4], counted over the views, and the box of each [P]."""
    widths, heights = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    counts = widths * heights
    total = int(counts.sum())
    first = np.cumsum(counts) - counts
    corner = np.array(views, np.int64) * size.width * size.height + boxes[:, 1] * size.width + boxes[:, 0]
    on_device = lambda values: torch.from_numpy(values).to(device)
    numbers = torch.arange(len(boxes), device=device)
    which = torch.repeat_interleave(numbers, on_device(counts), output_size=total)
    inside = torch.arange(total, device=device) - on_device(first)[which]
    width = on_device(widths)[which]
    return on_device(corner)[which] + inside // width * size.width + inside % width, which
