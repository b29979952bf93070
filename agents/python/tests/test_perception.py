"""Senses without pictures, and rooms that step at once."""

import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from worldroom import Action, Agent, WorldroomEnv, create_room
from worldroom.perception import KINDS, Perception, Thing, perception_arrays

STILL = {"axes": np.zeros(4, np.float32), "buttons": np.zeros(4, np.int8)}
WALK = {"axes": np.array([1, 0, 0.3, 0], np.float32), "buttons": np.zeros(4, np.int8)}


@pytest.mark.filterwarnings("ignore:.*alternative render modes")
def test_gymnasium_finds_no_fault_with_senses(url: str) -> None:
    env = WorldroomEnv(url, senses=("sight", "ranges"))
    try:
        check_env(env)
    finally:
        env.close()


def test_rows_of_sight_are_as_the_body_stands() -> None:
    """Two metres to the right and three ahead of a camera that looks along x."""
    door = Thing("door-1", "door", 13.0, 1.1, 18.0, np.pi / 2, 0.5)
    arrays = perception_arrays(Perception([door]), ("sight",), (10.0, 1.6, 20.0, np.pi / 2))
    assert arrays["sight"][0] == pytest.approx([1 + KINDS.index("door"), 2, -0.5, 3, 1, 0.5], abs=1e-5)
    assert not arrays["sight"][1:].any()


def test_an_agent_senses_what_it_walks_up_to(url: str) -> None:
    """The nearest range ahead shrinks by the way that was walked."""
    with Agent(create_room(url), senses=("ranges", "sight")) as agent:
        before = agent.observe()
        for _ in range(16):
            assert before.perception.ranges is not None
            if 1.5 < before.perception.ranges[0] < 3.9:
                break
            before = agent.act(Action(turn=0.7), ticks=2)
        after = agent.act(Action(move=1), ticks=3)
    assert before.perception.ranges is not None
    assert after.perception.ranges is not None
    way = np.hypot(after.pose.x - before.pose.x, after.pose.z - before.pose.z)
    assert way > 0.1
    assert before.perception.ranges[0] - after.perception.ranges[0] == pytest.approx(way, abs=0.3)


def test_rooms_step_at_once_as_they_do_one_after_the_other(url: str) -> None:
    def play(at_once: bool) -> list[np.ndarray[tuple[int], np.dtype[np.float32]]]:
        envs = [WorldroomEnv(url, senses=("ranges",), ticks=3) for _ in range(3)]
        try:
            for number, env in enumerate(envs):
                env.reset(seed=number)
            for _ in range(8):
                if at_once:
                    for env in envs:
                        env.send(WALK)
                senses = [env.step(WALK)[0] for env in envs]
        finally:
            for env in envs:
                env.close()
        return [np.concatenate([one["pose"], one["ranges"]]) for one in senses]

    for one, other in zip(play(True), play(False), strict=True):
        assert np.array_equal(one, other)


def test_a_step_that_nobody_waited_for_is_over_with_its_episode(url: str) -> None:
    env = WorldroomEnv(url, ticks=3)
    try:
        first, _ = env.reset(seed=1)
        env.keep("start")
        env.send(WALK)
        again, info = env.reset(options={"moment": "start"})
        assert np.array_equal(first["pose"], again["pose"])
        assert info["tick"] == 0
        # What was sent is what happens, whatever is said afterwards.
        env.send(WALK)
        walked, *_ = env.step(STILL)
        assert not np.array_equal(walked["pose"], again["pose"])
    finally:
        env.close()
