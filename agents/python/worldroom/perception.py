"""What an agent senses besides pictures (shared/agents/senses.ts), as it is told and as arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

SenseName = Literal["sight", "ranges"]

KINDS = ("player", "door", "block", "orb", "ball")
RAYS = 32
FARTHEST_RANGE = 4.0
# Rows of the array of things in sight, and metres within which they are.
THINGS = 12
SIGHT_RANGE = 17.0


@dataclass(frozen=True, slots=True)
class Thing:
    """Something in sight: its centre in metres, world space; its heading in radians; how far a door is open."""

    id: str
    kind: str
    x: float
    y: float
    z: float
    yaw: float
    state: float


@dataclass(frozen=True, slots=True)
class Perception:
    """What was perceived; nothing of a sense that was not asked for."""

    sight: Sequence[Thing] = ()
    """Nearest first."""
    ranges: NDArray[np.float32] | None = None
    """float32 [32] in metres, at most 4: to what is solid, at the heading first, then to the right all around."""


def perception_of(message: Mapping[str, Any]) -> Perception:
    """Reads the senses of an `observation`."""
    ranges = message.get("ranges")
    return Perception(
        sight=[Thing(**thing) for thing in message.get("sight", ())],
        ranges=None if ranges is None else np.array(ranges, np.float32),
    )


def perception_spaces(senses: Sequence[SenseName]) -> dict[str, spaces.Space[Any]]:
    """The spaces of these senses.

    `ranges` is float32 [32] in metres. `sight` is float32 [12, 6], a row for each thing, nearest first: 1 + its number
    in `KINDS`, or 0 for a row that is empty; metres to the right, up and forward, as the body stands; whether it turns
    its face, as the cosine of the angle between both headings; and how far a door is open.
    """
    lowest, highest = [0, *[-SIGHT_RANGE] * 3, -1, 0], [len(KINDS), *[SIGHT_RANGE] * 3, 1, 1]
    of_senses: dict[SenseName, spaces.Space[Any]] = {
        "sight": spaces.Box(
            np.tile(np.array(lowest, np.float32), (THINGS, 1)), np.tile(np.array(highest, np.float32), (THINGS, 1))
        ),
        "ranges": spaces.Box(0.0, FARTHEST_RANGE, (RAYS,), np.float32),
    }
    return {name: of_senses[name] for name in senses}


def perception_arrays(
    perception: Perception, senses: Sequence[SenseName], pose: tuple[float, float, float, float]
) -> dict[str, NDArray[np.float32]]:
    """The arrays of `perception_spaces`, seen from a camera at `pose`: x, y, z and yaw."""
    arrays: dict[str, NDArray[np.float32]] = {}
    if "sight" in senses:
        arrays["sight"] = _sight_rows(perception.sight[:THINGS], pose)
    if "ranges" in senses:
        if perception.ranges is None:
            raise ValueError("The room sent no ranges.")
        arrays["ranges"] = perception.ranges
    return arrays


def _sight_rows(things: Sequence[Thing], pose: tuple[float, float, float, float]) -> NDArray[np.float32]:
    rows = np.zeros((THINGS, 6), np.float32)
    x, y, z, yaw = pose
    sine, cosine = np.sin(yaw), np.cos(yaw)
    for row, thing in zip(rows, things, strict=False):
        east, north = thing.x - x, thing.z - z
        right, forward = east * cosine - north * sine, east * sine + north * cosine
        row[:] = (1 + KINDS.index(thing.kind), right, thing.y - y, forward, np.cos(thing.yaw - yaw), thing.state)
    return rows
