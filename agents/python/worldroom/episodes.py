"""The rooms of an environment, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from worldroom.actions import Action
from worldroom.agent import Agent
from worldroom.messages import Observation, PlaneName
from worldroom.perception import SenseName
from worldroom.rooms import create_room

LARGEST_SEED = 2**31 - 2
MOMENT = "moment"
"""The option of `reset` that names a moment to go back to."""


@dataclass(frozen=True, slots=True)
class RoomChoice:
    """What the rooms of an environment are like. None is the server's own default."""

    world: str | None = None
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class SensedChoice:
    """What the agents of an environment sense."""

    planes: Sequence[PlaneName] = ()
    senses: Sequence[SenseName] = ()


class Episodes:
    """A room in lock-step with so many agents; each episode has a new one, or goes back to a moment of this one."""

    def __init__(self, url: str, choice: RoomChoice, agents: int, sensed: SensedChoice) -> None:
        """Opens nothing yet."""
        self._url = url
        self._choice = choice
        self._count = agents
        self._sensed = sensed
        self._agents: list[Agent] = []

    def begin(self, seed: int) -> list[Observation]:
        """A new room with this seed, which ends the last one. The same seed begins in the same way."""
        self.close()
        world, mode = self._choice.world, self._choice.mode
        room_seed = seed % (LARGEST_SEED + 1)
        room = create_room(self._url, world=world, mode=mode, room_seed=room_seed, seats=self._count)
        for number in range(self._count):
            planes, senses = self._sensed.planes, self._sensed.senses
            self._agents.append(Agent(room, name=f"Agent {number + 1}", planes=planes, senses=senses))
        return self._observe()

    def keep(self, name: str) -> None:
        """Has the room remember this moment until the next episode with another room."""
        self._agents[0].keep(name)

    def return_to(self, name: str) -> list[Observation]:
        """Goes back to that moment. Raises RefusedError if this room has none of that name."""
        self._agents[0].return_to(name)
        return self._observe()

    def send(self, actions: Sequence[Action], ticks: int) -> None:
        """Begins a step of all agents."""
        for agent, action in zip(self._agents, actions, strict=True):
            agent.send_act(action, ticks)

    def receive(self) -> list[Observation]:
        """Waits for the step that was sent."""
        return [agent.read_observation() for agent in self._agents]

    def close(self) -> None:
        """Leaves the room, which ends then. Idempotent."""
        while self._agents:
            self._agents.pop().close()

    def _observe(self) -> list[Observation]:
        for agent in self._agents:
            agent.send_observe()
        return [agent.read_observation() for agent in self._agents]


def moment_of(options: dict[str, Any] | None) -> str | None:
    """The moment that `reset` is asked to go back to."""
    name = (options or {}).get(MOMENT)
    return None if name is None else str(name)
