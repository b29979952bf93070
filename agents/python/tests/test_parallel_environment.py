"""The PettingZoo environment against a real server."""

import warnings

import numpy as np
import pytest
from pettingzoo.test.parallel_test import parallel_api_test
from pettingzoo.test.seed_test import parallel_seed_test

from worldroom import WorldroomParallelEnv


def test_pettingzoo_finds_no_fault(url: str) -> None:
    env = WorldroomParallelEnv(url, agents=3, mode="tag", max_steps=150)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            parallel_api_test(env, num_cycles=400)
    finally:
        env.close()


def test_seeds_decide_everything(url: str) -> None:
    made: list[WorldroomParallelEnv] = []

    def make() -> WorldroomParallelEnv:
        made.append(WorldroomParallelEnv(url, agents=2, planes=("rgb",), max_steps=6))
        return made[-1]

    try:
        parallel_seed_test(make, num_cycles=10)
    finally:
        for env in made:
            env.close()


def test_agents_see_each_other(url: str) -> None:
    """Each has a view of its own, and something in it that is no part of the world."""
    env = WorldroomParallelEnv(url, agents=2, planes=("rgb", "entity"))
    still = {"axes": np.zeros(4, np.float32), "buttons": np.zeros(4, np.int8)}
    turn = {"axes": np.array([0, 0, 1, 0], np.float32), "buttons": np.zeros(4, np.int8)}
    try:
        senses, _ = env.reset(seed=1)
        assert not np.array_equal(senses["agent_0"]["rgb"], senses["agent_1"]["rgb"])
        assert not np.array_equal(senses["agent_0"]["pose"], senses["agent_1"]["pose"])
        seen = 0
        for _ in range(60):
            senses, _, _, _, _ = env.step({"agent_0": turn, "agent_1": still})
            seen = max(seen, int((senses["agent_0"]["entity"] > 128).sum()))
        assert seen > 20
    finally:
        env.close()


def test_an_episode_ends_for_all_at_once(url: str) -> None:
    env = WorldroomParallelEnv(url, agents=2, max_steps=3)
    try:
        env.reset(seed=1)
        for _ in range(3):
            _, _, terminated, truncated, _ = env.step({agent: env.action_space(agent).sample() for agent in env.agents})
        assert not any(terminated.values())
        assert truncated == {"agent_0": True, "agent_1": True}
        assert env.agents == []
        assert env.step({}) == ({}, {}, {}, {}, {})
    finally:
        env.close()


@pytest.mark.parametrize("agents", [1, 8])
def test_one_agent_and_a_full_room(url: str, agents: int) -> None:
    env = WorldroomParallelEnv(url, agents=agents, max_steps=5)
    try:
        senses, _ = env.reset()
        assert len(senses) == agents
    finally:
        env.close()
