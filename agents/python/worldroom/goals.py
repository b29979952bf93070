"""How a goal in words goes on, as the room tells the agent whose body carries it out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

GoalState = Literal["refused", "step", "done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """A moment of a goal."""

    state: GoalState
    step: int
    """Number of the step that begins, or that failed; how many are done when the goal is."""
    steps: tuple[str, ...]
    """All steps, in the words in which they were said."""
    fault: str = ""
    """Code of why the goal is refused, or the step failed; docs/protocol.md lists them."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What the sentence of that code needs, such as words that are not known and examples of what is."""

    @property
    def over(self) -> bool:
        """Nothing more is told of the goal."""
        return self.state != "step"


def progress_of(message: Mapping[str, Any]) -> GoalProgress:
    """Reads a `goal` message."""
    fault = message.get("fault") or {}
    return GoalProgress(
        state=message["state"],
        step=message["step"],
        steps=tuple(message["steps"]),
        fault=fault.get("code", ""),
        values=fault.get("values", {}),
    )
