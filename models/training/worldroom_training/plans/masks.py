"""What is known of a window of a plan, and what of it is drawn, in training. Needs no PyTorch.

The engine fills in tiles in a fixed order (server/map-generation/tile-order.ts), each from the tiles around
it that come before it. Most windows of training are known in the same way; the others are known as memory
knows ground: on one side, in a disc, or where a walk has seen it.
"""

import math

import numpy as np
from numpy.typing import NDArray

from worldroom_training.contract import PLAN_NEIGHBOURS, PLAN_TILE, PLAN_WINDOW

Mask = NDArray[np.bool_]

#: Shares of windows that are known in the order of tiles, where a walk has seen them, on one side, in a disc;
#: of the others nothing is known.
ORDER_SHARE = 0.7
WALK_SHARE, HALF_PLANE_SHARE, DISC_SHARE = 0.12, 0.07, 0.06
#: Share of windows in the tile order of which a walk has seen cells too.
ALSO_SEEN = 0.2


def tile_mask() -> Mask:
    """The tile in the middle of a window."""
    mask = np.zeros((PLAN_WINDOW, PLAN_WINDOW), bool)
    mask[PLAN_TILE : 2 * PLAN_TILE, PLAN_TILE : 2 * PLAN_TILE] = True
    return mask


def order_mask(place: int) -> Mask:
    """The tiles around it that are known at a place of the order of tiles."""
    mask = np.zeros((PLAN_WINDOW, PLAN_WINDOW), bool)
    for x, z in PLAN_NEIGHBOURS[place]:
        rows = slice((z + 1) * PLAN_TILE, (z + 2) * PLAN_TILE)
        mask[rows, (x + 1) * PLAN_TILE : (x + 2) * PLAN_TILE] = True
    return mask


def given_mask(seen: Mask, random: np.random.Generator) -> tuple[Mask, Mask]:
    """What is known of a window in all respects, and the cells that are being drawn."""
    lot = random.random()
    if lot < ORDER_SHARE:
        known = order_mask(int(random.integers(len(PLAN_NEIGHBOURS))))
        return (known | seen if random.random() < ALSO_SEEN else known), tile_mask()
    lot -= ORDER_SHARE
    everywhere = np.ones_like(seen)
    if lot < WALK_SHARE:
        return seen, everywhere
    if lot < WALK_SHARE + HALF_PLANE_SHARE:
        return half_plane(random), everywhere
    if lot < WALK_SHARE + HALF_PLANE_SHARE + DISC_SHARE:
        return disc(random), everywhere
    return np.zeros_like(seen), everywhere


def coordinates() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    axis = np.arange(PLAN_WINDOW) - (PLAN_WINDOW - 1) / 2
    z, x = np.meshgrid(axis, axis, indexing="ij")
    return x, z


def half_plane(random: np.random.Generator) -> Mask:
    x, z = coordinates()
    angle = random.uniform(0, 2 * math.pi)
    return x * math.cos(angle) + z * math.sin(angle) < random.uniform(-0.5, 0.5) * PLAN_WINDOW


def disc(random: np.random.Generator) -> Mask:
    x, z = coordinates()
    middle_x, middle_z = random.uniform(-0.4, 0.4, 2) * PLAN_WINDOW
    return np.hypot(x - middle_x, z - middle_z) < random.uniform(2, 12)


def revealed(cells: Mask, random: np.random.Generator) -> Mask:
    """The part of `cells` that is drawn already at a random step of the cosine schedule, in random order."""
    share = 1 - math.cos(random.random() * math.pi / 2)
    return cells & (random.random(cells.shape) < share)
