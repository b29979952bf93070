"""The example that learns: that it runs, goes on and is measured, not that it learned."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from curve import draw_curve
from evaluate_fetching_orbs import any_action, any_choice, learned, play
from fetching_orbs import CHOICES, HELD_OUT_WORLDS, STEPS, TRAINING_WORLDS, FetchingOrbs
from gymnasium.utils.env_checker import check_env
from learn_to_fetch_orbs import learn, read_curve

from worldroom import LocalServer

ROOMS = 2
ROLLOUT = STEPS // 2 + 8


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Address of a lobby."""
    with LocalServer("--workers=1") as server:
        yield server.url


@pytest.mark.filterwarnings("ignore:.*alternative render modes")
@pytest.mark.parametrize("pictures", [False, True])
def test_gymnasium_finds_no_fault(url: str, pictures: bool) -> None:
    env = FetchingOrbs(url, TRAINING_WORLDS[:1], pictures=pictures)
    try:
        check_env(env)
    finally:
        env.close()


def test_a_seed_decides_an_episode(url: str) -> None:
    assert not set(TRAINING_WORLDS) & set(HELD_OUT_WORLDS)
    assert play(url, HELD_OUT_WORLDS, 7, any_choice(3)) == play(url, HELD_OUT_WORLDS, 7, any_choice(3))


def test_the_reward_is_an_orb(url: str) -> None:
    """Points and what the body felt agree over an episode in which it walks wherever it can."""
    env = FetchingOrbs(url, ("courtyard",))
    random = np.random.default_rng(5)
    try:
        env.reset(seed=11)
        rewards, orbs, truncated = 0.0, 0, False
        while not truncated:
            _, reward, _, truncated, info = env.step(random.integers(len(CHOICES)))
            rewards += reward
            orbs += sum(event.values.get("touch") == "orb" for event in info["events"])
    finally:
        env.close()
    assert rewards == orbs > 0


def test_the_policy_changes_and_goes_on_where_it_was(tmp_path: Path, url: str) -> None:
    """Some hundred steps: a first rollout, and the same command again for another two."""
    size = ROOMS * ROLLOUT
    first = {
        name: weights.clone()
        for name, weights in learn(tmp_path, size, rooms=ROOMS, rollout=ROLLOUT).policy.state_dict().items()
    }
    model = learn(tmp_path, 3 * size, rooms=ROOMS, rollout=ROLLOUT)
    assert model.num_timesteps == 3 * size
    weights = model.policy.state_dict()
    assert all(torch.isfinite(one).all() for one in weights.values())
    assert any(not torch.equal(one, first[name]) for name, one in weights.items())
    curve = read_curve(tmp_path)
    assert [line["steps"] for line in curve] == [size, 2 * size, 3 * size]
    assert curve[-1]["episodes"] == ROOMS
    assert curve[-1]["mean_return"] >= 0
    assert curve[0]["core_seconds"] < curve[-1]["core_seconds"]
    # What was saved plays.
    assert play(url, TRAINING_WORLDS, 1, learned(tmp_path / "newest.zip")(1)) >= 0


def test_the_curve_is_a_picture(tmp_path: Path, url: str) -> None:
    result = {"steps": 0, "core_seconds": 30.0, "mean": play(url, TRAINING_WORLDS, 2, any_action(2)), "error": 0.1}
    places = ("worlds of training", "held-out worlds")
    results = [{**result, "agent": agent, "place": place} for agent in ("random", "learned") for place in places]
    curve = [{"core_seconds": 20.0 * at, "mean_return": float(at)} for at in range(4)]
    draw_curve(curve, results, tmp_path / "curve.svg")
    picture = ElementTree.parse(tmp_path / "curve.svg").getroot()
    assert len(picture.findall("{*}circle")) == 2
    assert "nan" not in (tmp_path / "curve.svg").read_text(encoding="utf-8")
