"""What a room tells an agent, read from its frames. shared/agents/ is the source; docs/protocol.md lists it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from worldroom.commands import CommandReport
from worldroom.perception import Perception, perception_of

Pace = Literal["real-time", "lock-step"]
PlaneName = Literal["rgb", "depth", "entity", "confidence"]
Plane = NDArray[np.uint8] | NDArray[np.uint16]

# Codes of inverse depth per 1/m: shared/geometry/inverse-depth.ts.
MAXIMUM_INVERSE_DEPTH = 5.0
INVERSE_DEPTH_SCALE = MAXIMUM_INVERSE_DEPTH / 65535


@dataclass(frozen=True, slots=True)
class Pose:
    """Of a camera: metres; radians; x right, y up, z forward, a yaw of 0 looks along z."""

    x: float
    y: float
    z: float
    yaw: float
    pitch: float


@dataclass(frozen=True, slots=True)
class Joined:
    """The room, and what the agent can do and see in it."""

    id: str
    room: str
    world: str
    room_seed: int
    mode: str
    pace: Pace
    rate: float
    """Ticks a second."""
    turn_rate: float
    """Radians a second at a `turn` of 1."""
    look_rate: float
    speed_limit: float
    """Metres a second."""
    width: int
    height: int
    focal: float
    """Pixels."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What the agent sees."""

    tick: int
    pose: Pose
    planes: Mapping[PlaneName, Plane]
    """uint8 [3, H, W] for rgb, uint16 [H, W] codes of inverse depth, uint8 [H, W] for the others. Read-only."""

    def rgb(self) -> NDArray[np.uint8]:
        """uint8 [H, W, 3]."""
        return np.ascontiguousarray(self.planes["rgb"].transpose(1, 2, 0), dtype=np.uint8)

    def inverse_depth(self) -> NDArray[np.float32]:
        """float32 [H, W] in 1/m, from 0 (unknown, or something that moves) to 5; the sky is nearly 0."""
        return (self.planes["depth"] * np.float32(INVERSE_DEPTH_SCALE)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was heard (`sound`), felt (`rumble`) or announced (`announcement`), with its own values."""

    kind: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Observation:
    """What the agent knows after a tick."""

    tick: int
    time: float
    """Simulated seconds."""
    acknowledged: int
    """Sequence number of the newest action that moved the body."""
    latency: float
    """Milliseconds since the room received that action; simulated ones in lock-step."""
    pose: Pose
    velocity: tuple[float, float, float]
    score: float
    reward: float
    over: bool
    phase: str
    seconds_left: float | None
    events: Sequence[Event]
    picture: Picture | None
    perception: Perception
    """Of the senses that were asked for."""
    command: CommandReport | None = None
    """The newest command; None where axes and buttons move the body."""


def read_frame(frame: str | bytes) -> tuple[str, dict[str, Any], memoryview]:
    """The type, the fields and the bytes of planes of a frame (shared/agents/agent-frame.ts)."""
    if isinstance(frame, str):
        text, planes = frame, memoryview(b"")
    else:
        length = int.from_bytes(frame[:4], "little")
        text, planes = frame[4 : 4 + length].decode(), memoryview(frame)[4 + length :]
    message: dict[str, Any] = json.loads(text)
    return str(message.pop("type")), message, planes


def joined_of(message: Mapping[str, Any]) -> Joined:
    """Reads `joined`."""
    view = message["view"]
    return Joined(
        id=message["id"],
        room=message["room"],
        world=message["world"],
        room_seed=message["roomSeed"],
        mode=message["mode"],
        pace=message["pace"],
        rate=message["rate"],
        turn_rate=message["turnRate"],
        look_rate=message["lookRate"],
        speed_limit=message["speedLimit"],
        width=view["width"],
        height=view["height"],
        focal=view["focal"],
    )


def observation_of(message: Mapping[str, Any], planes: memoryview) -> Observation:
    """Reads `observation`, with the bytes of its planes."""
    velocity, match, picture = message["velocity"], message["match"], message.get("picture")
    return Observation(
        tick=message["tick"],
        time=message["time"],
        acknowledged=message["acknowledged"],
        latency=message["latency"],
        pose=Pose(**message["pose"]),
        velocity=(velocity["x"], velocity["y"], velocity["z"]),
        score=message["score"],
        reward=message["reward"],
        over=message["over"],
        phase=match["phase"],
        seconds_left=match.get("secondsLeft"),
        events=[_event_of(event) for event in message["events"]],
        picture=None if picture is None else _picture_of(picture, planes),
        perception=perception_of(message),
        command=_report_of(message.get("command")),
    )


def _report_of(command: Mapping[str, Any] | None) -> CommandReport | None:
    if command is None:
        return None
    return CommandReport(
        adapter=command["adapter"],
        rate=command["rate"],
        latency=command["latency"],
        measured=command.get("measured"),
        sequence=command["sequence"],
        state=command["state"],
        step=command.get("step"),
    )


def _event_of(event: Mapping[str, Any]) -> Event:
    return Event(event["kind"], {name: value for name, value in event.items() if name != "kind"})


def _picture_of(picture: Mapping[str, Any], planes: memoryview) -> Picture:
    read: dict[PlaneName, Plane] = {}
    at = 0
    for layout in picture["planes"]:
        dtype: np.dtype[Any] = np.dtype("<u2" if layout["type"] == "uint16" else "u1")
        count = int(np.prod(layout["shape"]))
        read[layout["name"]] = np.frombuffer(planes, dtype, count, at).reshape(layout["shape"])
        at += count * dtype.itemsize
    return Picture(picture["tick"], Pose(**picture["pose"]), read)
