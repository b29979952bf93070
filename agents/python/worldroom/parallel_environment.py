"""A room as a PettingZoo environment."""

from typing import Any, Unpack

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray
from pettingzoo import ParallelEnv

from worldroom.actions import ActionArrays, action_of, action_space
from worldroom.choices import Choices
from worldroom.episodes import LARGEST_SEED, Episodes, RoomChoice, SensedChoice, moment_of
from worldroom.judging import by_game_mode
from worldroom.messages import Observation, PlaneName
from worldroom.rooms import view_of
from worldroom.sensing import Senses, info_of, sense_space, senses_of

Info = dict[str, Any]


class WorldroomParallelEnv(ParallelEnv[str, Senses, ActionArrays]):
    """Several agents in a room that waits for all of them. Episodes are as in `WorldroomEnv`; they end for all."""

    metadata: dict[str, Any] = {
        "name": "worldroom_v0",
        "render_modes": ["rgb_array"],
        "render_fps": 12,
    }

    def __init__(self, url: str, *, agents: int = 2, **choices: Unpack[Choices]) -> None:
        """`url` is the lobby of a server; `agents` are 1 to 8."""
        self.render_mode = choices.get("render_mode")
        self.possible_agents = [f"agent_{number}" for number in range(agents)]
        self.agents: list[str] = []
        self._planes = tuple(choices.get("planes", ()))
        self._perceived = tuple(choices.get("senses", ()))
        self._ticks = choices.get("ticks", 1)
        self._max_steps = choices.get("max_steps")
        self._judge = choices.get("judge", by_game_mode)
        size = view_of(url)
        self._senses = {agent: sense_space(*size, self._planes, self._perceived) for agent in self.possible_agents}
        self._actions = {agent: action_space() for agent in self.possible_agents}
        rendered: tuple[PlaneName, ...] = () if self.render_mode is None or "rgb" in self._planes else ("rgb",)
        room = RoomChoice(choices.get("world"), choices.get("mode"))
        self._episodes = Episodes(url, room, agents, SensedChoice((*self._planes, *rendered), self._perceived))
        self._random = np.random.default_rng()
        self._last: list[Observation] = []
        self._sent = False
        self._steps = 0

    def observation_space(self, agent: str) -> spaces.Dict:
        """The same object for an agent at every call."""
        return self._senses[agent]

    def action_space(self, agent: str) -> spaces.Dict:
        """The same object for an agent at every call."""
        return self._actions[agent]

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Senses], dict[str, Info]]:
        """Begins an episode; see the class."""
        if seed is not None:
            self._random = np.random.default_rng(seed)
        if self._sent:
            # The answer to a step that nobody waited for is none to what follows.
            self._sent = False
            self._episodes.receive()
        moment = moment_of(options)
        if moment is not None:
            self._last = self._episodes.return_to(moment)
        else:
            room_seed = int(self._random.integers(0, LARGEST_SEED)) if seed is None else seed
            self._last = self._episodes.begin(room_seed)
        self._steps = 0
        self.agents = list(self.possible_agents)
        return self._senses_of_all(), self._infos()

    def keep(self, name: str) -> None:
        """Keeps this moment, for `reset`, until an episode has another room. Eight at most."""
        self._episodes.keep(name)

    def send(self, actions: dict[str, ActionArrays]) -> None:
        """Begins the next step: `step` then only waits for it, whatever actions it is given.

        So a program steps many rooms at once: it sends to all before it waits for the first. Does nothing where no
        episode goes on, or a step was sent already.
        """
        if not self.agents or self._sent:
            return
        self._episodes.send([action_of(actions[agent]) for agent in self.possible_agents], self._ticks)
        self._sent = True

    def step(
        self, actions: dict[str, ActionArrays]
    ) -> tuple[dict[str, Senses], dict[str, float], dict[str, bool], dict[str, bool], dict[str, Info]]:
        """All agents do something for `ticks` ticks."""
        if not self.agents:
            return {}, {}, {}, {}, {}
        before = self._last
        self.send(actions)
        self._sent = False
        self._last = self._episodes.receive()
        self._steps += 1
        judged = [self._judge(*pair) for pair in zip(before, self._last, strict=True)]
        over = any(ended for _, ended in judged)
        truncated = self._max_steps is not None and self._steps >= self._max_steps
        agents = self.agents
        if over or truncated:
            self.agents = []
        rewards = {agent: float(reward) for agent, (reward, _) in zip(agents, judged, strict=True)}
        return (
            self._senses_of_all(),
            rewards,
            dict.fromkeys(agents, over),
            dict.fromkeys(agents, truncated),
            self._infos(),
        )

    def render(self) -> NDArray[np.uint8] | None:
        """uint8 [H, W, 3], what the first agent sees, with the render mode `rgb_array`."""
        picture = self._last[0].picture if self._last else None
        return None if self.render_mode is None or picture is None else picture.rgb()

    def close(self) -> None:
        """Leaves the room, which ends then."""
        self.agents = []
        self._sent = False
        self._episodes.close()

    def _senses_of_all(self) -> dict[str, Senses]:
        seen = zip(self.possible_agents, self._last, strict=True)
        return {agent: senses_of(observation, self._planes, self._perceived) for agent, observation in seen}

    def _infos(self) -> dict[str, Info]:
        seen = zip(self.possible_agents, self._last, strict=True)
        return {agent: info_of(observation) for agent, observation in seen}
