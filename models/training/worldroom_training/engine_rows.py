"""The engine's rows of numbers for cameras, entities and bodies, in Python.

For games that make their own training clips without the engine's TypeScript (docs/packs.md), and for tests
of code here that reads such rows. Golden vectors prove that both sides write the same bits. Each function
computes in 64 bits, in the engine's order, and rounds to 32 bits once. World space is left-handed: x
right, y up, z forward; metres and radians (shared/geometry/camera.ts). Needs no PyTorch.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worldroom_training.contract import (
    ENTITY,
    ENTITY_FEATURES,
    ENTITY_KINDS,
    FRICTION_SCALE,
    GRAVITY_SCALE,
    GROUNDED_BELOW,
    HALF_EXTENTS,
    INVERSE_DEPTH_SCALE,
    LARGEST_CODE,
    MOTION,
    MOTION_FEATURES,
    MOTION_OUTPUT,
    MOTION_OUTPUTS,
    RELIGHT_CAMERA_FEATURES,
    SCAN_RANGE,
    SCAN_RAYS,
    SKY_CODE,
    TIME_STEP_SCALE,
    VELOCITY_UNIT,
)

Row = NDArray[np.float32]
Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Pose:
    """A camera; yaw grows from +z towards +x, pitch upwards."""

    x: float
    y: float
    z: float
    yaw: float
    pitch: float


@dataclass(frozen=True)
class Intrinsics:
    """Pixels."""

    width: int
    height: int
    focal: float


@dataclass(frozen=True)
class Entity:
    """`state`: 0 to 1, how far a door is open."""

    kind: str
    x: float
    y: float
    z: float
    yaw: float
    colour: Vector
    state: float


@dataclass(frozen=True)
class Body:
    """`kind`: player or ball; feet, heading, and velocity in metres a second, in world space."""

    kind: str
    x: float
    y: float
    z: float
    heading: float
    vx: float
    vy: float
    vz: float


@dataclass(frozen=True)
class Intent:
    """`move` and `strafe`: -1 to 1."""

    move: float
    strafe: float
    jump: bool


@dataclass(frozen=True)
class Physics:
    """Metres a second squared; share of speed lost in a second of rolling; restitution."""

    gravity: float
    friction: float
    bounce: float


@dataclass(frozen=True)
class MotionChange:
    """Change of a body in a tick, in world space; logits of ground contact and of contact with a solid."""

    dx: float
    dy: float
    dz: float
    vx: float
    vy: float
    vz: float
    ground: float
    contact: float


def camera_axes(yaw: float, pitch: float) -> list[float]:
    """Rows right, up, forward of the rotation from world to camera: nine numbers."""
    sy, cy, sp, cp = math.sin(yaw), math.cos(yaw), math.sin(pitch), math.cos(pitch)
    return [cy, 0, -sy, -sy * sp, cp, -cy * sp, sy * cp, sp, cy * cp]


def to_camera(pose: Pose, point: Vector) -> Vector:
    """A world point in the camera space of `pose`."""
    a = camera_axes(pose.yaw, pose.pitch)
    x, y, z = point[0] - pose.x, point[1] - pose.y, point[2] - pose.z
    return (
        a[0] * x + a[1] * y + a[2] * z,
        a[3] * x + a[4] * y + a[5] * z,
        a[6] * x + a[7] * y + a[8] * z,
    )


def project(intrinsics: Intrinsics, pose: Pose, point: Vector) -> Vector:
    """Pixel (u right, v down) and depth of a world point; depth <= 0 is behind the camera."""
    x, y, z = to_camera(pose, point)
    focal = intrinsics.focal
    return intrinsics.width / 2 + (focal * x) / z, intrinsics.height / 2 - (focal * y) / z, z


def transform_row(source: Pose, target: Pose) -> Row:
    """The transform [3,4], row-major, from camera space of `source` to that of `target`."""
    s, t = camera_axes(source.yaw, source.pitch), camera_axes(target.yaw, target.pitch)
    dx, dy, dz = source.x - target.x, source.y - target.y, source.z - target.z
    out: list[float] = []
    for r in (0, 3, 6):
        out += [t[r] * s[c] + t[r + 1] * s[c + 1] + t[r + 2] * s[c + 2] for c in (0, 3, 6)]
        out.append(t[r] * dx + t[r + 1] * dy + t[r + 2] * dz)
    return np.array(out, np.float32)


def entity_row(camera: Pose, entity: Entity) -> Row:
    """An entity in a camera's space, ENTITY_FEATURES numbers."""
    out = np.zeros(ENTITY_FEATURES, np.float32)
    out[ENTITY.present] = 1
    out[ENTITY.kind + ENTITY_KINDS.index(entity.kind)] = 1
    out[ENTITY.centre : ENTITY.centre + 3] = to_camera(camera, (entity.x, entity.y, entity.z))
    view, own = camera_axes(camera.yaw, camera.pitch), camera_axes(entity.yaw, 0)
    out[ENTITY.axes : ENTITY.axes + 9] = [
        view[r] * own[a] + view[r + 1] * own[a + 1] + view[r + 2] * own[a + 2]
        for a in (0, 3, 6)
        for r in (0, 3, 6)
    ]
    out[ENTITY.half_extents : ENTITY.half_extents + 3] = HALF_EXTENTS[entity.kind]
    out[ENTITY.colour : ENTITY.colour + 3] = entity.colour
    out[ENTITY.state] = entity.state
    return out


def relight_camera_row(camera: Pose, sun: float | None) -> Row:
    """Camera row of relight: up [3], towards the sun [3], height; `sun` is the sun's azimuth, None if
    unknown."""
    axes = camera_axes(camera.yaw, camera.pitch)
    x, z = (0.0, 0.0) if sun is None else (math.sin(sun), math.cos(sun))
    out = np.zeros(RELIGHT_CAMERA_FEATURES, np.float32)
    for axis in range(3):
        out[axis] = axes[3 * axis + 1]
        out[3 + axis] = axes[3 * axis] * x + axes[3 * axis + 2] * z
    out[6] = camera.y
    return out


def encode_depth(depth: float) -> int:
    """The code (SKY_CODE to LARGEST_CODE) of a depth in metres; infinity is the sky."""
    # Halves are rounded up, as in JavaScript.
    code = math.floor(1 / (depth * INVERSE_DEPTH_SCALE) + 0.5) if math.isfinite(depth) else 0
    return max(SKY_CODE, min(LARGEST_CODE, code))


def decode_depth(code: int) -> float:
    """Depth in metres of a code from SKY_CODE on."""
    return 1 / (code * INVERSE_DEPTH_SCALE)


def motion_row(body: Body, intent: Intent, physics: Physics, scan: list[float], time_step: float) -> Row:
    """A body's MOTION_FEATURES numbers; `scan` holds SCAN_RAYS distances in metres, `time_step` is in
    seconds."""
    s, c = math.sin(body.heading), math.cos(body.heading)
    at, out = MOTION, np.zeros(MOTION_FEATURES, np.float32)
    out[at.scan : at.scan + SCAN_RAYS] = [min(distance, SCAN_RANGE) / SCAN_RANGE for distance in scan]
    out[at.velocity : at.velocity + 3] = [
        (body.vx * c - body.vz * s) / VELOCITY_UNIT,
        body.vy / VELOCITY_UNIT,
        (body.vx * s + body.vz * c) / VELOCITY_UNIT,
    ]
    out[at.height] = body.y
    out[at.grounded] = body.y < GROUNDED_BELOW
    out[at.move], out[at.strafe], out[at.jump] = intent.move, intent.strafe, intent.jump
    out[at.kind : at.kind + 2] = [body.kind == "player", body.kind == "ball"]
    out[at.radius] = HALF_EXTENTS[body.kind][0]
    out[at.gravity] = physics.gravity / GRAVITY_SCALE
    out[at.friction] = physics.friction / FRICTION_SCALE
    out[at.bounce] = physics.bounce
    out[at.time_step] = time_step * TIME_STEP_SCALE
    out[at.constant] = 1
    return out


def motion_target_row(heading: float, change: MotionChange) -> Row:
    """Change of a body, MOTION_OUTPUTS numbers in its own frame."""
    s, c = math.sin(heading), math.cos(heading)
    at, out = MOTION_OUTPUT, np.zeros(MOTION_OUTPUTS, np.float32)
    out[at.displacement : at.displacement + 3] = [
        change.dx * c - change.dz * s,
        change.dy,
        change.dx * s + change.dz * c,
    ]
    out[at.velocity : at.velocity + 3] = [
        (change.vx * c - change.vz * s) / VELOCITY_UNIT,
        change.vy / VELOCITY_UNIT,
        (change.vx * s + change.vz * c) / VELOCITY_UNIT,
    ]
    out[at.ground], out[at.contact] = change.ground, change.contact
    return out
