"""Steps a second of a server on this machine: `python -m worldroom.benchmark`."""

import time
from collections.abc import Callable, Sequence

import gymnasium

from worldroom.environment import WorldroomEnv
from worldroom.local_server import LocalServer
from worldroom.messages import PlaneName
from worldroom.parallel_environment import WorldroomParallelEnv

# Seconds of one measurement, and steps before it, in which the server warms up.
SECONDS = 10.0
WARM_UP = 20
ALL_PLANES: Sequence[PlaneName] = ("rgb", "depth", "entity", "confidence")


def main() -> None:
    """Prints a table."""
    with LocalServer() as server:
        url = server.url
        print("| environment | steps a second |\n| --- | --- |")
        _tell("no pictures", _steps(WorldroomEnv(url)))
        _tell("no pictures, 4 ticks a step", _steps(WorldroomEnv(url, ticks=4)))
        _tell("`rgb`", _steps(WorldroomEnv(url, planes=("rgb",))))
        _tell("`rgb`, 4 ticks a step", _steps(WorldroomEnv(url, planes=("rgb",), ticks=4)))
        _tell("all four planes", _steps(WorldroomEnv(url, planes=ALL_PLANES)))
        _tell("2 agents in one room, no pictures", _parallel_steps(WorldroomParallelEnv(url)))
        _tell("2 agents in one room, `rgb`", _parallel_steps(WorldroomParallelEnv(url, planes=("rgb",))))
        _tell("an episode: a new room, and its first observation without a picture", _episodes(WorldroomEnv(url)))
        _tell("Gymnasium's CartPole-v1, for comparison", _steps(gymnasium.make("CartPole-v1")))


def _tell(what: str, rate: float) -> None:
    print(f"| {what} | {rate:.0f} |", flush=True)


def _steps(env: gymnasium.Env[dict[str, object], dict[str, object]]) -> float:
    """Random steps a second."""
    env.reset(seed=1)
    env.action_space.seed(1)

    def step() -> None:
        _, _, terminated, truncated, _ = env.step(env.action_space.sample())
        if terminated or truncated:
            env.reset()

    try:
        return _rate(step)
    finally:
        env.close()


def _parallel_steps(env: WorldroomParallelEnv) -> float:
    """The same of a room, in which every agent does one."""
    env.reset(seed=1)
    try:
        return _rate(lambda: env.step({agent: env.action_space(agent).sample() for agent in env.agents}))
    finally:
        env.close()


def _episodes(env: WorldroomEnv) -> float:
    try:
        return _rate(env.reset)
    finally:
        env.close()


def _rate(step: Callable[[], object]) -> float:
    for _ in range(WARM_UP):
        step()
    start = time.perf_counter()
    count = 0
    while time.perf_counter() - start < SECONDS:
        step()
        count += 1
    return count / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
