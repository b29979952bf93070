"""A room as a Gymnasium environment."""

from typing import Any, Unpack

import gymnasium
import numpy as np
from numpy.typing import NDArray

from worldroom.actions import ActionArrays
from worldroom.choices import Choices
from worldroom.episodes import LARGEST_SEED
from worldroom.parallel_environment import WorldroomParallelEnv
from worldroom.sensing import Senses

AGENT = "agent_0"


class WorldroomEnv(gymnasium.Env[Senses, ActionArrays]):
    """One agent in a room that waits for it.

    `reset(seed=n)` opens a room whose every chance follows from n: the same seed and actions have the same outcome.
    `reset(options={"moment": name})` goes back to a moment of this room that `keep(name)` has kept.
    """

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 12}

    def __init__(self, url: str, **choices: Unpack[Choices]) -> None:
        """`url` is the lobby of a server; see `LocalServer`."""
        self._room = WorldroomParallelEnv(url, agents=1, **choices)
        self.render_mode = self._room.render_mode
        self.observation_space = self._room.observation_space(AGENT)
        self.action_space = self._room.action_space(AGENT)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Senses, dict[str, Any]]:
        """Begins an episode; see the class."""
        super().reset(seed=seed)
        room_seed = int(self.np_random.integers(0, LARGEST_SEED)) if seed is None else seed
        senses, infos = self._room.reset(room_seed, options)
        return senses[AGENT], infos[AGENT]

    def keep(self, name: str) -> None:
        """Keeps this moment, for `reset`, until an episode has another room. Eight at most."""
        self._room.keep(name)

    def send(self, action: ActionArrays) -> None:
        """Begins the next step: `step` then only waits for it. So a program steps many rooms at once."""
        self._room.send({AGENT: action})

    def step(self, action: ActionArrays) -> tuple[Senses, float, bool, bool, dict[str, Any]]:
        """Does something for the chosen `ticks`."""
        if not self._room.agents:
            raise RuntimeError("Call reset before step.")
        senses, rewards, terminated, truncated, infos = self._room.step({AGENT: action})
        return senses[AGENT], rewards[AGENT], terminated[AGENT], truncated[AGENT], infos[AGENT]

    def render(self) -> NDArray[np.uint8] | None:
        """uint8 [H, W, 3], the newest picture, with the render mode `rgb_array`."""
        return self._room.render()

    def close(self) -> None:
        """Leaves the room, which ends then."""
        self._room.close()
