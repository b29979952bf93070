"""The Gymnasium environment against a real server."""

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from worldroom import ENVIRONMENT, Observation, RefusedError, WorldroomEnv
from worldroom.sensing import Senses

WALK = {"axes": np.array([1, 0, 0.3, 0], np.float32), "buttons": np.zeros(4, np.int8)}


def is_equal(one: Senses, other: Senses) -> bool:
    """Whether two observations are the same, bit for bit."""
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.filterwarnings("error")
def test_gymnasium_finds_no_fault(url: str) -> None:
    planes = ("rgb", "depth", "entity", "confidence")
    env = gymnasium.make(ENVIRONMENT, url=url, planes=planes, render_mode="rgb_array")
    try:
        check_env(env.unwrapped)
    finally:
        env.close()


def test_ten_thousand_random_steps(url: str) -> None:
    """Across episodes and game modes; every observation is one of the space."""
    env = WorldroomEnv(url, mode="relic-rush", max_steps=2_500)
    env.action_space.seed(1)
    try:
        senses, _ = env.reset(seed=1)
        start, episodes = senses["pose"], 1
        for _ in range(10_000):
            senses, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            assert env.observation_space.contains(senses)
            assert np.isfinite(reward)
            if terminated or truncated:
                assert not np.array_equal(senses["pose"], start)
                env.reset()
                episodes += 1
    finally:
        env.close()
    assert episodes == 5


def test_the_same_seed_and_actions_give_the_same_observations(url: str) -> None:
    """With pictures, in two rooms, and after the first one has ended."""

    def play() -> list[Senses]:
        env = WorldroomEnv(url, planes=("rgb", "depth", "entity", "confidence"), ticks=2)
        env.action_space.seed(5)
        try:
            seen = [env.reset(seed=5)[0]]
            for _ in range(25):
                seen.append(env.step(env.action_space.sample())[0])
        finally:
            env.close()
        return seen

    first, second = play(), play()
    assert all(is_equal(*pair) for pair in zip(first, second, strict=True))
    assert not is_equal(first[0], first[-1])


def test_goes_back_to_a_moment(url: str) -> None:
    env = WorldroomEnv(url, planes=("rgb", "depth"))
    try:
        env.reset(seed=2)
        for _ in range(8):
            env.step(WALK)
        env.keep("here")

        def walk() -> list[Senses]:
            return [env.step(WALK)[0] for _ in range(6)]

        first, info = env.reset(options={"moment": "here"})
        assert info["tick"] == 8
        seen = walk()
        for _ in range(2):
            again, _ = env.reset(options={"moment": "here"})
            assert is_equal(again, first)
            assert all(is_equal(*pair) for pair in zip(walk(), seen, strict=True))
        with pytest.raises(RefusedError, match="moment-unknown"):
            env.reset(options={"moment": "there"})
    finally:
        env.close()


def test_a_judge_rewards_and_ends(url: str) -> None:
    """Walking is worth its metres, until two of them."""
    start: list[Observation] = []

    def judge(before: Observation, after: Observation) -> tuple[float, bool]:
        start.append(before)
        metres = np.hypot(after.pose.x - before.pose.x, after.pose.z - before.pose.z)
        way = np.hypot(after.pose.x - start[0].pose.x, after.pose.z - start[0].pose.z)
        return float(metres), bool(way > 2)

    env = WorldroomEnv(url, judge=judge, max_steps=200)
    try:
        env.reset(seed=3)
        forward = {"axes": np.array([1, 0, 0, 0], np.float32), "buttons": np.zeros(4, np.int8)}
        total, terminated, truncated = 0.0, False, False
        while not terminated and not truncated:
            _, reward, terminated, truncated, _ = env.step(forward)
            total += reward
        assert terminated
        assert total > 2
    finally:
        env.close()


def test_is_vectorised_by_gymnasium(url: str) -> None:
    """Two rooms of one server, which end and begin on their own."""
    vector = gymnasium.vector.SyncVectorEnv([lambda: WorldroomEnv(url, max_steps=5) for _ in range(2)])
    try:
        senses, _ = vector.reset(seed=[1, 2])
        assert senses["pose"].shape == (2, 5)
        for _ in range(8):
            senses, _, _, truncated, _ = vector.step(vector.action_space.sample())
        assert senses["pose"].shape == (2, 5)
        assert not truncated.any()
    finally:
        vector.close()


def test_a_step_before_reset_is_refused(url: str) -> None:
    with pytest.raises(RuntimeError, match="reset"):
        WorldroomEnv(url).step(WALK)
