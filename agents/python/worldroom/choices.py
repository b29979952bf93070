"""What one chooses of an environment."""

from collections.abc import Sequence
from typing import TypedDict

from worldroom.judging import Judge
from worldroom.messages import PlaneName
from worldroom.perception import SenseName


class Choices(TypedDict, total=False):
    """All of it may be left out."""

    world: str | None
    """Name of a world of the pack; the server's first by default."""
    mode: str | None
    """Name of a game mode; free play by default."""
    planes: Sequence[PlaneName]
    """What agents see; nothing by default, which is fastest."""
    senses: Sequence[SenseName]
    """What they perceive without pictures; nothing by default."""
    ticks: int
    """Ticks a step, 1 (default) to 240."""
    max_steps: int | None
    """Steps after which an episode is truncated; never by default."""
    judge: Judge
    """Rewards and ends; `by_game_mode` by default."""
    render_mode: str | None
    """None (default) or `rgb_array`."""
