"""Commands in the terms of other bodies (shared/commands/command.ts): adapters of the room make actions of them."""

from dataclasses import asdict, dataclass
from typing import Literal

AdapterName = Literal["velocity", "position", "push", "words"]
CommandState = Literal["idle", "under-way", "done", "blocked", "unseen"]


@dataclass(frozen=True, slots=True)
class Timing:
    """How a body takes the commands of an adapter."""

    rate: float = 20.0
    """Most commands a second, and how often a controller of the room decides; 0.5 to 120."""
    latency: float = 0.0
    """Milliseconds from a command until the body moves by it; 0 to 2000."""


@dataclass(frozen=True, slots=True)
class Velocity:
    """A twist as in ROS' cmd_vel. It stops by itself 500 ms after the last one."""

    v: float
    """Metres a second, forward."""
    omega: float
    """Radians a second, positive to the left."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place to walk to, metres, and the heading to have there, radians (0 looks along z, positive to the right)."""

    x: float
    z: float
    heading: float | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """Pushes the nearest such body that was seen to (x, z), as a spring and a damper would."""

    thing: Literal["ball", "player"]
    x: float
    z: float
    stiffness: float = 20.0
    """Newtons a metre."""
    damping: float = 20.0
    """Newton seconds a metre."""


@dataclass(frozen=True, slots=True)
class Words:
    """A wish in words, such as "turn left, walk to the orb"."""

    text: str


Command = Velocity | Position | Push | Words


@dataclass(frozen=True, slots=True)
class CommandReport:
    """How far the newest command is, and how the body takes it."""

    adapter: AdapterName
    rate: float
    latency: float
    """Milliseconds, as the agent said."""
    measured: float | None
    """Milliseconds from the command that moves the body until it began to; None before that."""
    sequence: int
    state: CommandState
    step: str | None
    """The words that are carried out, or were last."""


def fields_of(command: Command) -> dict[str, object]:
    """The fields of the message."""
    if isinstance(command, Push):
        spring = {"stiffness": command.stiffness, "damping": command.damping}
        return {"adapter": "push", "thing": command.thing, "target": {"x": command.x, "z": command.z}, **spring}
    adapters: dict[type[Command], AdapterName] = {Velocity: "velocity", Position: "position", Words: "words"}
    given = {name: value for name, value in asdict(command).items() if value is not None}
    return {"adapter": adapters[type(command)], **given}
