"""Steps a second of a server on this machine, beside other environments: `python -m worldroom.benchmark [seconds]`."""

import contextlib
import importlib.util
import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gymnasium

from worldroom.choices import Choices
from worldroom.environment import WorldroomEnv
from worldroom.local_server import LocalServer
from worldroom.messages import PlaneName
from worldroom.parallel_environment import WorldroomParallelEnv

# Steps before a measurement, in which the server warms up.
WARM_UP = 20
ALL_PLANES: Sequence[PlaneName] = ("rgb", "depth", "entity", "confidence")
CLASSIC = ("CartPole-v1", "Acrobot-v1", "MountainCar-v0")
# Of the package vizdoom, which is not among ours: measured where it is installed.
VIZDOOM = "VizdoomBasic-v1"


class Benchmark:
    """Prints a line for each measurement: steps a second, and steps for each second of one core."""

    def __init__(self, seconds: float, server: LocalServer) -> None:
        """Each measurement takes so many seconds."""
        self._seconds = seconds
        self._server = server

    def rooms(self, what: str, count: int, **choices: Any) -> None:  # noqa: ANN401 (Choices)
        """Random steps of rooms that are told at once; each room's step counts."""
        given: Choices = {**choices}  # type: ignore[typeddict-item]
        envs = [WorldroomEnv(self._server.url, **given) for _ in range(count)]
        self._environments(what, envs)

    def environment(self, name: str, make: Callable[[], gymnasium.Env[Any, Any]]) -> None:
        """Random steps of another environment."""
        self._environments(name, [make()])

    def parallel(self, what: str, planes: Sequence[PlaneName] = ()) -> None:
        """Steps of a room in which two agents do one each."""
        env = WorldroomParallelEnv(self._server.url, planes=planes)
        env.reset(seed=1)
        self._tell(what, lambda: env.step({agent: env.action_space(agent).sample() for agent in env.agents}))
        env.close()

    def episodes(self, what: str) -> None:
        """New rooms with a first observation."""
        env = WorldroomEnv(self._server.url)
        self._tell(what, env.reset)
        env.close()

    def _environments(self, what: str, envs: Sequence[gymnasium.Env[Any, Any]]) -> None:
        for number, env in enumerate(envs):
            env.reset(seed=number)
            env.action_space.seed(number)

        def step() -> None:
            actions = [env.action_space.sample() for env in envs]
            for env, action in zip(envs, actions, strict=True):
                if isinstance(env, WorldroomEnv):
                    env.send(action)
            for env, action in zip(envs, actions, strict=True):
                _, _, terminated, truncated, _ = env.step(action)
                if terminated or truncated:
                    env.reset()

        self._tell(what, step, len(envs))
        for env in envs:
            env.close()

    def _tell(self, what: str, step: Callable[[], object], steps: int = 1) -> None:
        for _ in range(WARM_UP):
            step()
        start, core_start = time.perf_counter(), core_seconds()
        count = 0
        while time.perf_counter() - start < self._seconds:
            step()
            count += steps
        seconds, of_cores = time.perf_counter() - start, core_seconds() - core_start
        print(f"| {what} | {count / seconds:,.0f} | {count / of_cores:,.0f} |", flush=True)


def core_seconds() -> float:
    """Processor time of this process and of those that it started, on Linux: the server, or a game."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # ppid, utime and stime, by proc(5); the name before them may have any characters.
            values = stat.read_text(errors="replace").rpartition(") ")[2].split()
        except OSError:
            continue
        number = int(stat.parent.name)
        parents[number], ticks[number] = int(values[1]), int(values[11]) + int(values[12])
    ours = {os.getpid()}
    while more := {number for number, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(ticks[number] for number in ours) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Prints a table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    with LocalServer() as server:
        benchmark = Benchmark(seconds, server)
        print("| environment | steps a second | steps a second of one core |\n| --- | --- | --- |")
        for count in (1, 4, 8):
            rooms = f"{count} rooms" if count > 1 else "1 room"
            benchmark.rooms(f"{rooms}, no pictures", count)
            benchmark.rooms(f"{rooms}, `sight` and `ranges`", count, senses=("sight", "ranges"))
            benchmark.rooms(f"{rooms}, no pictures, 4 ticks a step", count, ticks=4)
            benchmark.rooms(f"{rooms}, `rgb`", count, planes=("rgb",))
            benchmark.rooms(f"{rooms}, `rgb`, 4 ticks a step", count, planes=("rgb",), ticks=4)
        benchmark.rooms("1 room, all four planes", 1, planes=ALL_PLANES)
        benchmark.parallel("2 agents in one room, no pictures")
        benchmark.parallel("2 agents in one room, `rgb`", ("rgb",))
        benchmark.episodes("an episode: a new room, and its first observation without a picture")
        for name in CLASSIC:
            benchmark.environment(f"Gymnasium's {name}", partial(gymnasium.make, name))
        if importlib.util.find_spec("vizdoom") is not None:
            importlib.import_module("vizdoom.gymnasium_wrapper")
            # It writes its settings to where it is started.
            with TemporaryDirectory() as folder, contextlib.chdir(folder):
                benchmark.environment(f"ViZDoom's {VIZDOOM}", partial(gymnasium.make, VIZDOOM))


if __name__ == "__main__":
    main()
