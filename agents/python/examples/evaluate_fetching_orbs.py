"""Returns of a run's checkpoints and of random agents, over held-out room seeds, with the learning curve.

    python evaluate_fetching_orbs.py RUN [--episodes N] [--checkpoints N]

The folder RUN gets `evaluation.csv` and `curve.svg`. An agent acts as it learned to: by lot, with the policy's chances.
"""

import argparse
import csv
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from curve import draw_curve
from fetching_orbs import CHOICES, FIRST_HELD_OUT_SEED, HELD_OUT_WORLDS, TRAINING_WORLDS, FetchingOrbs, action_of
from learn_to_fetch_orbs import read_curve
from numpy.typing import NDArray
from stable_baselines3 import PPO

from worldroom import LocalServer
from worldroom.actions import ActionArrays, action_space

# Rooms that are played in at once.
ROOMS = 6
PLACES = {"worlds of training": TRAINING_WORLDS, "held-out worlds": HELD_OUT_WORLDS}

Policy = Callable[[NDArray[np.float32]], ActionArrays]


@dataclass(frozen=True)
class Result:
    """Returns of one agent in held-out episodes."""

    agent: str
    steps: int
    core_seconds: float
    place: str
    episodes: int
    mean: float
    deviation: float
    error: float
    """Standard error of the mean."""


def play(url: str, worlds: Sequence[str], seed: int, policy: Policy) -> float:
    """The return of an episode in the world that this seed is for."""
    env = FetchingOrbs(url, (worlds[seed % len(worlds)],))
    features, _ = env.reset(seed=seed)
    total, truncated = 0.0, False
    while not truncated:
        features, reward, _, truncated, _ = env.act(policy(features))
        total += reward
    env.close()
    return total


def evaluate(
    url: str, agent: str, make: Callable[[int], Policy], episodes: int, steps: int = 0, core_seconds: float = 0.0
) -> Iterator[Result]:
    """Plays so many episodes in each of `PLACES`; `make` returns the policy of a seed."""
    for place, worlds in PLACES.items():
        seeds = range(FIRST_HELD_OUT_SEED, FIRST_HELD_OUT_SEED + episodes)
        with ThreadPoolExecutor(ROOMS) as pool:
            returns = list(pool.map(lambda seed, worlds=worlds: play(url, worlds, seed, make(seed)), seeds))
        deviation = float(np.std(returns, ddof=1))
        error = deviation / float(np.sqrt(episodes))
        mean = float(np.mean(returns))
        yield Result(agent, steps, core_seconds, place, episodes, mean, deviation, error)


def any_action(seed: int) -> Policy:
    """Random actions of the environment's own space."""
    space = action_space()
    space.seed(seed)
    return lambda _: space.sample()


def any_choice(seed: int) -> Policy:
    """Random ones of what the learner chooses from, which walk on more often."""
    random = np.random.default_rng(seed)
    return lambda _: action_of(int(random.integers(len(CHOICES))))


def learned(file: Path) -> Callable[[int], Policy]:
    """A checkpoint."""
    policy = PPO.load(file, device="cpu").policy

    def make(seed: int) -> Policy:
        random = np.random.default_rng(seed)

        def act(features: NDArray[np.float32]) -> ActionArrays:
            with torch.no_grad():
                chances = policy.get_distribution(torch.from_numpy(features)[None]).distribution
            assert isinstance(chances, torch.distributions.Categorical)
            return action_of(int(np.searchsorted(np.cumsum(chances.probs[0].numpy())[:-1], random.random())))

        return act

    return make


def main() -> None:
    """Evaluates, and draws the curve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--episodes", type=int, default=48)
    parser.add_argument("--checkpoints", type=int, default=8)
    given = parser.parse_args()
    torch.set_num_threads(1)
    curve = read_curve(given.run)
    seconds = {int(line["steps"]): line["core_seconds"] for line in curve}
    files = sorted(given.run.glob("checkpoint-*.zip"))
    chosen = [files[i] for i in np.unique(np.linspace(0, len(files) - 1, given.checkpoints).round().astype(int))]
    results: list[Result] = []
    with LocalServer("--workers=1") as server, (given.run / "evaluation.csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, [field.name for field in fields(Result)])
        writer.writeheader()
        agents = [evaluate(server.url, "random", any_action, given.episodes)]
        agents.append(evaluate(server.url, "random choices", any_choice, given.episodes))
        for file in chosen:
            steps = int(file.stem.rpartition("-")[2])
            agents.append(evaluate(server.url, "learned", learned(file), given.episodes, steps, seconds[steps]))
        for result in chain(*agents):
            writer.writerow(asdict(result))
            out.flush()
            results.append(result)
    draw_curve(curve, [asdict(result) for result in results], given.run / "curve.svg")


if __name__ == "__main__":
    main()
