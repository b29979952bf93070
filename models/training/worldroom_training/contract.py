"""The contract between the engine and the trainer.

The engine's own modules are the source of every number here. models/training/contract/contract.ts lists
them, and `npm run contract` writes them into contract.json beside this file. Needs no PyTorch.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CONTRACT: dict[str, Any] = json.loads(Path(__file__).with_name("contract.json").read_text(encoding="utf-8"))

PACK_FORMAT: int = _CONTRACT["packFormat"]
#: Names of the graphs' tensors, in order (shared/pack.ts).
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
#: Numbers of one entity in the input of `condition`.
ENTITY_FEATURES: int = _CONTRACT["entity"]["features"]
#: Half extents in metres by kind: right, up, forward in the entity's own axes.
HALF_EXTENTS: dict[str, tuple[float, float, float]] = {
    kind: (right, up, forward) for kind, (right, up, forward) in _CONTRACT["entity"]["halfExtents"].items()
}
PLAYER_COLOURS: list[list[float]] = _CONTRACT["entity"]["playerColours"]


@dataclass(frozen=True)
class EntityLayout:
    """Index of each property's first number among ENTITY_FEATURES; see shared/entity.ts."""

    present: int
    kind: int
    centre: int
    axes: int
    half_extents: int
    colour: int
    state: int


@dataclass(frozen=True)
class MotionLayout:
    """Index of each property's first number among MOTION_FEATURES; see shared/motion-features.ts."""

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
    """Index of each property's first number among MOTION_OUTPUTS."""

    displacement: int
    velocity: int
    ground: int
    contact: int


def _snake(names: dict[str, int]) -> dict[str, int]:
    """Converts camelCase keys to snake_case."""
    return {"".join(f"_{c.lower()}" if c.isupper() else c for c in name): at for name, at in names.items()}


ENTITY = EntityLayout(**_snake(_CONTRACT["entity"]["layout"]))

_MOTION = _CONTRACT["motion"]
MOTION_FEATURES: int = _MOTION["features"]
MOTION_OUTPUTS: int = _MOTION["outputs"]
MOTION = MotionLayout(**_snake(_MOTION["layout"]))
MOTION_OUTPUT = MotionOutputLayout(**_snake(_MOTION["outputLayout"]))
SCAN_RAYS: int = _MOTION["scanRays"]
#: Metres; metres a second of a velocity of 1.
SCAN_RANGE = float(_MOTION["scanRange"])
VELOCITY_UNIT = float(_MOTION["velocityUnit"])
#: Divisor of gravity and friction, and factor of the time step.
GRAVITY_SCALE = float(_MOTION["scales"]["gravity"])
FRICTION_SCALE = float(_MOTION["scales"]["friction"])
TIME_STEP_SCALE = float(_MOTION["scales"]["timeStep"])
#: Metres above the ground below which a body stands on it.
GROUNDED_BELOW: float = _MOTION["groundedBelow"]

#: Numbers of a camera in the input of `relight`: up [3], towards the sun [3], height of the eye.
RELIGHT_CAMERA_FEATURES: int = _CONTRACT["relightCameraFeatures"]

#: Mask value from which the engine treats a pixel of the previous frame as an entity.
ENTITY_THRESHOLD: int = _CONTRACT["thresholds"]["entity"]
#: Known share from which a coarse pixel counts as known.
KNOWN_FROM: float = _CONTRACT["thresholds"]["known"]

_PLAN = _CONTRACT["plan"]
#: Kinds of a plan's cells, by token, and the height of each in metres (0 = open); see shared/plan.ts.
PLAN_KINDS: list[str] = _PLAN["kinds"]
PLAN_HEIGHTS: list[float] = _PLAN["heights"]
#: Input tokens of cells of which nothing is known, and of solid ones whose height is not.
UNKNOWN_KIND: int = _PLAN["unknownKind"]
SOLID_KIND: int = _PLAN["solidKind"]
#: Cells a side of a tile, and of the window that it is filled in from.
PLAN_TILE: int = _PLAN["tile"]
PLAN_WINDOW: int = _PLAN["window"]
PLAN_CONTROLS: list[dict[str, str]] = _PLAN["controls"]
#: Neighbours (x, z) that a tile is filled in from, for each place in the order of tiles.
PLAN_NEIGHBOURS: list[list[tuple[int, int]]] = [[(x, z) for x, z in place] for place in _PLAN["neighbours"]]
#: Value of a control that is left open.
UNTOLD: float = _PLAN["untold"]

_SURFACE = _CONTRACT["surface"]
#: Numbers that describe a point on a surface: its place, its light, and the air before it; and points of a
#: group (server/surface-field/surface-samples.ts).
SURFACE_PLACE: int = _SURFACE["place"]
SURFACE_LIGHT: int = _SURFACE["light"]
SURFACE_AIR: int = _SURFACE["air"]
SURFACE_RAYS: int = _SURFACE["rays"]

_REFERENCE = _CONTRACT["reference"]
#: Cells a side of a patch of a reference town.
PLAN_PATCH: int = _REFERENCE["planPatch"]
#: Materials of plans, with names and mean colours: floors, then walls, of which the last are landmarks.
FLOORS: list[dict[str, Any]] = _REFERENCE["floors"]
WALLS: list[dict[str, Any]] = _REFERENCE["walls"]
FIRST_LANDMARK: int = _REFERENCE["firstLandmark"]
#: Looks of the reference world; the first is the one in which worlds are captured.
LOOKS: list[str] = _REFERENCE["looks"]
#: Renders of a moment in the plain look, from which relighting starts.
PLAIN_RENDERS: int = _REFERENCE["lookSet"]["plainRenders"]
#: First seed of the reference world for each use.
SEEDS: dict[str, int] = _REFERENCE["seeds"]
#: Initial controls of the default pack's rooms, each scaled to [0, 1].
DEFAULT_CONTROLS: dict[str, float] = _REFERENCE["controls"]
DEFAULT_PHYSICS: dict[str, float] = _REFERENCE["physics"]
#: Metres.
EYE_HEIGHT: float = _REFERENCE["eyeHeight"]
#: Radians a second; radians.
TURN_RATE: float = _REFERENCE["turnRate"]
LOOK_RATE: float = _REFERENCE["lookRate"]
PITCH_LIMIT: float = _REFERENCE["pitchLimit"]

_JUDGES = _CONTRACT["judges"]
#: Pixels a side of a cell of the player detector, and number of heading bins.
PLAYER_CELL: int = _JUDGES["player"]["cell"]
PLAYER_HEADINGS: int = _JUDGES["player"]["headings"]
#: Motion by axis below which a camera counts as still, in metres and radians; and classes of each axis.
ACTION_STILL: dict[str, float] = {axis["name"]: axis["still"] for axis in _JUDGES["action"]["axes"]}
ACTION_CLASSES: int = _JUDGES["action"]["classes"]
#: Largest error of a control that counts as correct.
CONTROL_TOLERANCE: float = _JUDGES["control"]["tolerance"]


def carried_from(confidence: float) -> int:
    """The first confidence code (0 to 255) from which the engine reuses a pixel of the previous frame;
    `confidence` is memory's threshold (0 to 1). The same rule as carriedFrom in view-tensors.ts."""
    return math.ceil(confidence * 255)


def revealed_shares(steps: int) -> list[float]:
    """Share of known tokens after each decoding step: MaskGIT's cosine schedule, ending at 1. The same
    rule as revealedShare in sampler.ts."""
    return [1 - math.cos(math.pi / 2 * (step + 1) / steps) for step in range(steps - 1)] + [1.0]
