"""The one action space that every device maps to (shared/action.ts)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from gymnasium import spaces

AXES = ("move", "strafe", "turn", "look")
BUTTONS = ("jump", "use", "place", "remove")


@dataclass(frozen=True, slots=True)
class Action:
    """What a body does in a tick.

    Axes are in [-1, 1]: `move` forward and `strafe` right as a share of the walking speed, `turn` right and `look` up
    as a share of the fastest turn. A button acts once per press: it has to be let go before it acts again.
    """

    move: float = 0.0
    strafe: float = 0.0
    turn: float = 0.0
    look: float = 0.0
    jump: bool = False
    use: bool = False
    place: bool = False
    remove: bool = False

    def fields(self) -> dict[str, float | bool]:
        """The fields of the message, with axes held to their range."""
        axes = {name: min(1.0, max(-1.0, float(getattr(self, name)))) for name in AXES}
        return {**axes, **{name: bool(getattr(self, name)) for name in BUTTONS}}


ActionArrays = dict[str, Any]
"""An action as environments take it: `axes` float32 [4] as in `AXES`, and `buttons` int8 [4] as in `BUTTONS`."""


def action_space() -> spaces.Dict:
    """The space of `ActionArrays`."""
    return spaces.Dict(
        {
            "axes": spaces.Box(-1.0, 1.0, (len(AXES),), np.float32),
            "buttons": spaces.MultiBinary(len(BUTTONS)),
        }
    )


def action_of(arrays: ActionArrays) -> Action:
    """The action that arrays stand for."""
    move, strafe, turn, look = (float(value) for value in arrays["axes"])
    jump, use, place, remove = (bool(value) for value in arrays["buttons"])
    return Action(move, strafe, turn, look, jump, use, place, remove)
