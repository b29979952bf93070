"""What views of the reference world show, as the simulator writes it (simulator/view-states.ts). Needs no
PyTorch."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Offsets over the ground (x, z) to the neighbours of a cell, in the order of the bits of WorldGrid.walled:
#: W, E, S, N, SW, SE, NW, NE.
NEIGHBOURS = ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1))
#: Material of the ground outside of the compound.
OUTER_FLOOR = 1

#: Sun, sky and air (Daylight in sky.ts); `look` is None in the plain look.
Light = dict[str, Any]


class WorldGrid:
    """The cells of a world with a ring of cells around them; arrays [stride * stride], indexed
    z * stride + x."""

    def __init__(self, state: dict[str, Any]) -> None:
        self.size: int = state["size"]
        self.stride = self.size + 2
        self.sun_azimuth: float = state["sunAzimuth"]
        #: Metres, 0 = open, -1 = outside.
        self.heights = self.padded(np.array(state["heights"], np.float32), -1)
        self.wall_material = self.padded(np.array(state["wallMaterial"], np.float32), 0)
        self.floor_material = self.padded(np.array(state["floorMaterial"], np.float32), OUTER_FLOOR)
        #: Bit i is set if neighbour i of an open cell is a wall.
        self.walled = self.walls_around()

    def padded(self, values: NDArray[np.float32], outside: float) -> NDArray[np.float32]:
        return np.pad(values.reshape(self.size, self.size), 1, constant_values=outside).reshape(-1)

    def walls_around(self) -> NDArray[np.int64]:
        solid = self.heights.reshape(self.stride, self.stride) > 0
        walled = np.zeros(solid.shape, np.int64)
        for bit, (x, z) in enumerate(NEIGHBOURS):
            walled |= np.roll(solid, (-z, -x), (0, 1)).astype(np.int64) << bit
        inside = np.zeros(solid.shape, bool)
        inside[1:-1, 1:-1] = True
        return np.where(inside & ~solid, walled, 0).reshape(-1)


@dataclass(frozen=True)
class ViewState:
    """A camera in a world, and what it can see besides the world."""

    world: WorldGrid
    light: Light
    #: x, y, z, yaw, pitch
    pose: list[float]
    #: Index into ENTITY_KINDS, x, y, z, yaw, red, green, blue, state.
    entities: list[list[float]]


def read_states(path: Path) -> dict[str, Any]:
    """Contents of a file of the simulator that ends in .gz."""
    states: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return states


def clip_views(states: dict[str, Any]) -> list[ViewState]:
    """The frames of a clip (ClipStates in clip.ts)."""
    world = WorldGrid(states["world"])
    return [ViewState(world, states["light"], frame["pose"], frame["entities"]) for frame in states["frames"]]


def look_views(states: dict[str, Any]) -> list[ViewState]:
    """The renders of a look set (LookStates in look-set.ts), those of a moment one after another."""
    world = WorldGrid(states["world"])
    return [
        ViewState(world, render["light"], moment["frame"]["pose"], moment["frame"]["entities"])
        for moment in states["moments"]
        for render in moment["renders"]
    ]
