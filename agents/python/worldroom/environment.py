"""A room as a Gymnasium environment."""

from collections.abc import Sequence
from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray

from worldroom.actions import ActionArrays, action_of, action_space
from worldroom.episodes import LARGEST_SEED, Episodes, RoomChoice, moment_of
from worldroom.judging import Judge, by_game_mode
from worldroom.messages import Observation, PlaneName
from worldroom.rooms import view_of
from worldroom.sensing import Senses, info_of, sense_space, senses_of


class WorldroomEnv(gymnasium.Env[Senses, ActionArrays]):
    """One agent in a room that waits for it.

    `reset(seed=n)` opens a room whose every chance follows from n: the same seed and actions have the same outcome.
    `reset(options={"moment": name})` goes back to a moment of this room that `keep(name)` has kept.
    """

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 12}

    def __init__(
        self,
        url: str,
        *,
        world: str | None = None,
        mode: str | None = None,
        planes: Sequence[PlaneName] = (),
        ticks: int = 1,
        max_steps: int | None = None,
        judge: Judge = by_game_mode,
        render_mode: str | None = None,
    ) -> None:
        """`url` is the lobby of a server; see `LocalServer`.

        A step lasts `ticks` ticks, 1 to 240; an episode is truncated after `max_steps`. `judge` rewards and ends.
        """
        self.render_mode = render_mode
        self.observation_space = sense_space(*view_of(url), planes)
        self.action_space = action_space()
        self._planes = tuple(planes)
        self._ticks = ticks
        self._max_steps = max_steps
        self._judge = judge
        seen = planes if render_mode is None or "rgb" in planes else (*planes, "rgb")
        self._episodes = Episodes(url, RoomChoice(world, mode), 1, tuple(seen))
        self._last: Observation | None = None
        self._steps = 0

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Senses, dict[str, Any]]:
        """Begins an episode; see the class."""
        super().reset(seed=seed)
        moment = moment_of(options)
        if moment is not None:
            [observation] = self._episodes.return_to(moment)
        else:
            room_seed = int(self.np_random.integers(0, LARGEST_SEED)) if seed is None else seed
            [observation] = self._episodes.begin(room_seed)
        self._last, self._steps = observation, 0
        return senses_of(observation, self._planes), info_of(observation)

    def keep(self, name: str) -> None:
        """Keeps this moment, for `reset`, until an episode has another room. Eight at most."""
        self._episodes.keep(name)

    def step(self, action: ActionArrays) -> tuple[Senses, float, bool, bool, dict[str, Any]]:
        """Does something for `ticks` ticks."""
        if self._last is None:
            raise RuntimeError("Call reset before step.")
        [observation] = self._episodes.step([action_of(action)], self._ticks)
        reward, terminated = self._judge(self._last, observation)
        self._last = observation
        self._steps += 1
        truncated = self._max_steps is not None and self._steps >= self._max_steps
        senses = senses_of(observation, self._planes)
        return senses, float(reward), terminated, truncated, info_of(observation)

    def render(self) -> NDArray[np.uint8] | None:
        """uint8 [H, W, 3], the newest picture, with the render mode `rgb_array`."""
        picture = None if self._last is None else self._last.picture
        return None if self.render_mode is None or picture is None else picture.rgb()

    def close(self) -> None:
        """Leaves the room, which ends then."""
        self._episodes.close()
