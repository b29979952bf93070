"""Fetching orbs as a small task: what the learner senses, and what it can do. A point for every orb, for a minute."""

from collections.abc import Sequence
from typing import Any, SupportsInt

import gymnasium
import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from worldroom import Observation, WorldroomEnv
from worldroom.actions import ActionArrays
from worldroom.messages import PlaneName
from worldroom.perception import FARTHEST_RANGE, KINDS, RAYS
from worldroom.sensing import Senses

TICKS = 3
STEPS = 240
# Room seeds of training are below, those of evaluation from here on.
FIRST_HELD_OUT_SEED = 1_000_000
TRAINING_WORLDS = ("bazaar", "cloister", "courtyard", "foundry", "gardens", "station")
HELD_OUT_WORLDS = ("citadel", "harbour")
# Move, turn and use: straight on, in two bows, in place to both sides, and through a door.
CHOICES = ((1, 0, 0), (1, 0.3, 0), (1, -0.3, 0), (0, 0.7, 0), (0, -0.7, 0), (1, 0, 1))
# Of each kind, so many of the nearest are told: right and forward in units of 8 m, how far a door is open, and 1.
TOLD = {"orb": 2, "door": 2}
# Pictures are reduced to so many rows and columns.
PICTURE = (9, 16)
# As in Atari's no-op starts: an episode begins after up to so many random steps.
MOST_STEPS_BEFORE = 24


def orbs_fetched(before: Observation, after: Observation) -> tuple[float, bool]:
    """The reward of a step: in free play, a point is an orb."""
    return after.score - before.score, False


class FetchingOrbs(gymnasium.Env[NDArray[np.float32], np.int64]):
    """A room of its own in every episode, in a world of `worlds` by the seed."""

    def __init__(self, url: str, worlds: Sequence[str], *, pictures: bool = False) -> None:
        """With `pictures`, it sees depth and entity mask, too, at a low resolution."""
        self._pictures = pictures
        planes: tuple[PlaneName, ...] = ("depth", "entity") if pictures else ()
        self._rooms = {
            world: WorldroomEnv(
                url, world=world, ticks=TICKS, planes=planes, senses=("sight", "ranges"), judge=orbs_fetched
            )
            for world in worlds
        }
        self._room = self._rooms[worlds[0]]
        size = RAYS + 3 + 4 * sum(TOLD.values()) + (2 * PICTURE[0] * PICTURE[1] if pictures else 0)
        self.observation_space = spaces.Box(-4, 4, (size,), np.float32)
        self.action_space = spaces.Discrete(len(CHOICES))
        self._steps = 0

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.float32], dict[str, Any]]:
        """Begins a minute in another room."""
        super().reset(seed=seed)
        self._room.close()
        self._room = self._rooms[str(self.np_random.choice(list(self._rooms)))]
        room_seed = int(self.np_random.integers(FIRST_HELD_OUT_SEED)) if seed is None else seed
        senses, info = self._room.reset(seed=room_seed)
        for choice in self.np_random.integers(len(CHOICES), size=self.np_random.integers(MOST_STEPS_BEFORE + 1)):
            senses, _, _, _, info = self._room.step(action_of(choice))
        self._steps = 0
        return self._features(senses), info

    def send(self, choice: SupportsInt) -> None:
        """Begins a step, so that all rooms step at once."""
        self._room.send(action_of(choice))

    def step(self, choice: SupportsInt) -> tuple[NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """A quarter of a second."""
        return self.act(action_of(choice))

    def act(self, action: ActionArrays) -> tuple[NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """The same with any action of a body."""
        senses, reward, _, _, info = self._room.step(action)
        self._steps += 1
        return self._features(senses), reward, False, self._steps >= STEPS, info

    def close(self) -> None:
        """Leaves the room."""
        self._room.close()

    def _features(self, senses: Senses) -> NDArray[np.float32]:
        yaw, (east, _, north) = senses["pose"][3], senses["velocity"]
        sine, cosine = np.sin(yaw), np.cos(yaw)
        moves = [(east * cosine - north * sine) / 4, (east * sine + north * cosine) / 4, 1 - self._steps / STEPS]
        parts = [senses["ranges"] / FARTHEST_RANGE, np.array(moves)]
        for kind, count in TOLD.items():
            told = np.zeros((count, 4))
            near = senses["sight"][senses["sight"][:, 0] == 1 + KINDS.index(kind)][:count]
            told[: len(near), :2], told[: len(near), 2], told[: len(near), 3] = near[:, (1, 3)] / 8, near[:, 5], 1
            parts.append(told.ravel())
        if self._pictures:
            parts += [reduced(senses["depth"]), reduced(senses["entity"] / 255)]
        return np.asarray(np.clip(np.concatenate(parts), -4, 4), np.float32)


def action_of(choice: SupportsInt) -> ActionArrays:
    """One of `CHOICES` as an action."""
    move, turn, use = CHOICES[int(choice)]
    return {"axes": np.array([move, 0, turn, 0], np.float32), "buttons": np.array([0, use, 0, 0], np.int8)}


def reduced(plane: NDArray[Any]) -> NDArray[np.float64]:
    """The greatest value in each cell of a coarse picture: the nearest, or surely an entity."""
    height, width = plane.shape[0] // PICTURE[0], plane.shape[1] // PICTURE[1]
    cells = plane[: height * PICTURE[0], : width * PICTURE[1]].reshape(PICTURE[0], height, PICTURE[1], width)
    return np.asarray(cells.max(axis=(1, 3)), np.float64).ravel()
