"""Learns to fetch orbs with PPO (Schulman et al. 2017) over rooms of one machine.

    python learn_to_fetch_orbs.py RUN [--steps N] [--rooms N] [--seed N] [--pictures]

The folder RUN gets `curve.csv` and checkpoints; the same command goes on from the newest one. It takes one core if
`taskset` gives it one: the server is its child.
"""

import argparse
import csv
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from fetching_orbs import FIRST_HELD_OUT_SEED, TRAINING_WORLDS, FetchingOrbs
from stable_baselines3 import PPO
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.monitor import Monitor
from stable_baselines3.common.vec_env import DummyVecEnv

from worldroom import LocalServer

# Rollouts between checkpoints that are kept.
KEPT = 25
COLUMNS = ("steps", "core_seconds", "seconds", "episodes", "mean_return")


class Rooms(DummyVecEnv):
    """Rooms that step at once: all are told before the first one is waited for."""

    def step_async(self, actions: Any) -> None:  # noqa: ANN401 (as it is declared)
        """Tells all rooms."""
        super().step_async(actions)
        for env, action in zip(self.envs, actions, strict=True):
            env.unwrapped.send(action)  # type: ignore[attr-defined]


class Log(BaseCallback):
    """Writes a line and a checkpoint after every rollout."""

    def __init__(self, run: Path, server: LocalServer) -> None:
        """Goes on where the curve ends."""
        super().__init__()
        self._run, self._server, self._start = run, server, time.monotonic()
        last = read_curve(run)[-1] if read_curve(run) else dict.fromkeys(COLUMNS, 0.0)
        self._before = {name: last[name] for name in ("core_seconds", "seconds", "episodes")}
        self._ended = 0

    def _on_step(self) -> bool:
        self._ended += int(np.sum(self.locals["dones"]))
        return True

    def _on_rollout_end(self) -> None:
        returns = [episode["r"] for episode in self.model.ep_info_buffer or ()]
        values = (
            self.num_timesteps,
            self._before["core_seconds"] + time.process_time() + self._server.process_seconds(),
            self._before["seconds"] + time.monotonic() - self._start,
            self._before["episodes"] + self._ended,
            float(np.mean(returns)) if returns else float("nan"),
        )
        is_new = not (self._run / "curve.csv").exists()
        with (self._run / "curve.csv").open("a", newline="") as file:
            writer = csv.writer(file)
            if is_new:
                writer.writerow(COLUMNS)
            writer.writerow([f"{value:.6g}" if isinstance(value, float) else value for value in values])
        self.model.save(self._run / "newest.part.zip")
        os.replace(self._run / "newest.part.zip", self._run / "newest.zip")
        assert isinstance(self.model, PPO)
        if self.num_timesteps // (self.model.n_steps * self.model.n_envs) % KEPT == 0:
            self.model.save(self._run / f"checkpoint-{self.num_timesteps:08d}.zip")


def read_curve(run: Path) -> list[dict[str, float]]:
    """The lines of a run so far."""
    if not (run / "curve.csv").exists():
        return []
    with (run / "curve.csv").open(newline="") as file:
        return [{name: float(value) for name, value in line.items()} for line in csv.DictReader(file)]


def learn(run: Path, steps: int, *, rooms: int = 12, rollout: int = 128, seed: int = 1, pictures: bool = False) -> PPO:
    """Learns until so many steps are done, those of earlier calls included."""
    torch.set_num_threads(1)
    run.mkdir(parents=True, exist_ok=True)
    with LocalServer("--workers=1") as server:

        def room(number: int) -> Callable[[], Monitor[Any, Any]]:
            world = TRAINING_WORLDS[number % len(TRAINING_WORLDS)]
            return lambda: Monitor(FetchingOrbs(server.url, (world,), pictures=pictures))

        envs = Rooms([room(number) for number in range(rooms)])
        if (run / "newest.zip").exists():
            model = PPO.load(run / "newest.zip", envs, device="cpu")
            # Rooms that were played before are not played again.
            envs.seed((seed + model.num_timesteps) % FIRST_HELD_OUT_SEED)
        else:
            model = PPO(
                "MlpPolicy", envs, seed=seed, n_steps=rollout, batch_size=256, n_epochs=6, gamma=0.98,
                ent_coef=0.01, learning_rate=5e-4, device="cpu", policy_kwargs={"net_arch": [96, 96]},
            )  # fmt: skip
        while model.num_timesteps < steps:
            model.learn(steps - model.num_timesteps, callback=Log(run, server), reset_num_timesteps=False)
        envs.close()
    return model


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--rooms", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pictures", action="store_true")
    given = parser.parse_args()
    # Whoever ends it ends its server, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    learn(given.run, given.steps, rooms=given.rooms, seed=given.seed, pictures=given.pictures)
