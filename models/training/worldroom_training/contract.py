"""What the engine and the trainer must agree on.

The engine's own modules are the source of every number here; models/training/contract/contract.ts lists them
and `npm run contract` writes them into contract.json, which lies beside this file. Needs no PyTorch.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CONTRACT: dict[str, Any] = json.loads(Path(__file__).with_name("contract.json").read_text(encoding="utf-8"))

PACK_FORMAT: int = _CONTRACT["packFormat"]
#: Names of the graphs' tensors, in their order (shared/pack.ts).
INPUT_NAMES: dict[str, list[str]] = {n: t["inputs"] for n, t in _CONTRACT["graphTensors"].items()}
OUTPUT_NAMES: dict[str, list[str]] = {n: t["outputs"] for n, t in _CONTRACT["graphTensors"].items()}
#: Most views, or bodies, that one run of a graph takes.
MOST_ROWS: int = _CONTRACT["mostRows"]

#: Inverse depths (1 / metres) are codes from 1 (the sky) to LARGEST_CODE; 0 means unknown, or an entity.
LARGEST_CODE = 65535
SKY_CODE: int = _CONTRACT["inverseDepth"]["sky"]
INVERSE_DEPTH_SCALE: float = _CONTRACT["inverseDepth"]["scale"]
MAXIMUM_INVERSE_DEPTH = float(_CONTRACT["inverseDepth"]["maximum"])

ENTITY_KINDS: list[str] = _CONTRACT["entity"]["kinds"]
#: Numbers that describe one entity to `condition`.
ENTITY_FEATURES: int = _CONTRACT["entity"]["features"]
#: Half extents in metres by kind: right, up, forward in the entity's own axes.
HALF_EXTENTS: dict[str, tuple[float, float, float]] = {
    kind: (right, up, forward) for kind, (right, up, forward) in _CONTRACT["entity"]["halfExtents"].items()
}
PLAYER_COLOURS: list[list[float]] = _CONTRACT["entity"]["playerColours"]


@dataclass(frozen=True)
class EntityLayout:
    """Where each property begins among ENTITY_FEATURES; see shared/entity.ts."""

    present: int
    kind: int
    centre: int
    axes: int
    half_extents: int
    colour: int
    state: int


@dataclass(frozen=True)
class MotionLayout:
    """Where each property begins among MOTION_FEATURES; see shared/motion-features.ts."""

    scan: int
    velocity: int
    height: int
    grounded: int
    move: int
    strafe: int
    jump: int
    kind: int
    radius: int
    gravity: int
    friction: int
    bounce: int
    time_step: int
    constant: int


@dataclass(frozen=True)
class MotionOutputLayout:
    """Where each property begins among MOTION_OUTPUTS."""

    displacement: int
    velocity: int
    ground: int
    contact: int


def _snake(names: dict[str, int]) -> dict[str, int]:
    """camelCase keys as Python writes them."""
    return {"".join(f"_{c.lower()}" if c.isupper() else c for c in name): at for name, at in names.items()}


ENTITY = EntityLayout(**_snake(_CONTRACT["entity"]["layout"]))

_MOTION = _CONTRACT["motion"]
MOTION_FEATURES: int = _MOTION["features"]
MOTION_OUTPUTS: int = _MOTION["outputs"]
MOTION = MotionLayout(**_snake(_MOTION["layout"]))
MOTION_OUTPUT = MotionOutputLayout(**_snake(_MOTION["outputLayout"]))
SCAN_RAYS: int = _MOTION["scanRays"]
#: Metres; metres a second that a velocity of 1 stands for.
SCAN_RANGE = float(_MOTION["scanRange"])
VELOCITY_UNIT = float(_MOTION["velocityUnit"])
#: What divides gravity and friction, and multiplies the time step.
GRAVITY_SCALE = float(_MOTION["scales"]["gravity"])
FRICTION_SCALE = float(_MOTION["scales"]["friction"])
TIME_STEP_SCALE = float(_MOTION["scales"]["timeStep"])
#: Metres above the ground below which a body stands on it.
GROUNDED_BELOW: float = _MOTION["groundedBelow"]

#: Numbers that `relight` is told of a camera: up [3], towards the sun [3], height of the eye.
RELIGHT_CAMERA_FEATURES: int = _CONTRACT["relightCameraFeatures"]

#: Mask value from which the engine takes a pixel of the previous frame for an entity.
ENTITY_THRESHOLD: int = _CONTRACT["thresholds"]["entity"]
#: Share of a coarse pixel that must be known for it to count as known.
KNOWN_FROM: float = _CONTRACT["thresholds"]["known"]

_REFERENCE = _CONTRACT["reference"]
#: Looks of the reference world; the first is the one that worlds are captured in.
LOOKS: list[str] = _REFERENCE["looks"]
#: Renders of a moment in the plain look, from which relighting starts.
PLAIN_RENDERS: int = _REFERENCE["lookSet"]["plainRenders"]
#: First seed of the reference world for each use.
SEEDS: dict[str, int] = _REFERENCE["seeds"]
#: Controls that rooms of the default pack start with, each scaled to [0, 1].
DEFAULT_CONTROLS: dict[str, float] = _REFERENCE["controls"]
DEFAULT_PHYSICS: dict[str, float] = _REFERENCE["physics"]
#: Metres.
EYE_HEIGHT: float = _REFERENCE["eyeHeight"]
#: Radians a second; radians.
TURN_RATE: float = _REFERENCE["turnRate"]
LOOK_RATE: float = _REFERENCE["lookRate"]
PITCH_LIMIT: float = _REFERENCE["pitchLimit"]

_JUDGES = _CONTRACT["judges"]
#: Pixels a side of a cell of the player detector, and bins of headings.
PLAYER_CELL: int = _JUDGES["player"]["cell"]
PLAYER_HEADINGS: int = _JUDGES["player"]["headings"]
#: Motion below which a camera stands still, by axis: metres and radians. And classes of each axis.
ACTION_STILL: dict[str, float] = {axis["name"]: axis["still"] for axis in _JUDGES["action"]["axes"]}
ACTION_CLASSES: int = _JUDGES["action"]["classes"]
#: How far a control may be from the truth to count as read right.
CONTROL_TOLERANCE: float = _JUDGES["control"]["tolerance"]


def carried_from(confidence: float) -> int:
    """The first confidence code (0 to 255) at which the engine carries a pixel of the previous frame on;
    `confidence` is what memory asks for (0 to 1). The same rule as carriedFrom of view-tensors.ts."""
    return math.ceil(confidence * 255)


def revealed_shares(steps: int) -> list[float]:
    """Share of tokens known after each decoding step: MaskGIT's cosine schedule, ending at 1.
    The same rule as revealedShare of sampler.ts."""
    return [1 - math.cos(math.pi / 2 * (step + 1) / steps) for step in range(steps - 1)] + [1.0]
