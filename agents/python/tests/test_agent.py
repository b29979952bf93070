"""Agents in real time, and what they are refused for."""

import time

import pytest

from worldroom import Action, Agent, AgentClosedError, RefusedError, create_room


def test_plays_in_real_time(url: str) -> None:
    room = create_room(url, pace="real-time")
    with Agent(room, planes=("rgb", "depth")) as agent:
        assert agent.joined.pace == "real-time"
        observation = agent.observe()
        start = observation.pose
        deadline = time.monotonic() + 60
        while abs(observation.pose.z - start.z) + abs(observation.pose.x - start.x) < 0.5:
            assert time.monotonic() < deadline
            agent.send_act(Action(move=1, turn=0.2))
            observation = agent.read_observation()
        assert observation.acknowledged > 0
        while observation.picture is None:
            observation = agent.read_observation()
        assert observation.picture.rgb().shape == (agent.joined.height, agent.joined.width, 3)
        assert observation.picture.inverse_depth().max() <= 5.0


def test_hears_itself_walk(url: str) -> None:
    with Agent(create_room(url)) as agent:
        events = [event for _ in range(10) for event in agent.act(Action(move=1), ticks=3).events]
    assert "footstep" in [event.values.get("sound") for event in events if event.kind == "sound"]


def test_a_refusal_has_its_code(url: str) -> None:
    with Agent(create_room(url)) as agent, pytest.raises(RefusedError) as refused:
        agent.return_to("nowhere")
    assert (refused.value.code, refused.value.field) == ("moment-unknown", "return")


def test_an_unknown_world_is_refused(url: str) -> None:
    with pytest.raises(RefusedError) as refused:
        create_room(url, world="no-such-world")
    assert refused.value.field == "world"


def test_a_room_that_ended_is_closed(url: str) -> None:
    room = create_room(url)
    Agent(room).close()
    deadline = time.monotonic() + 60
    with pytest.raises(AgentClosedError) as closed:  # noqa: PT012 (it ends a moment later)
        while time.monotonic() < deadline:
            Agent(room).close()
    assert closed.value.code == 4104


def test_asks_about_space(url: str) -> None:
    with Agent(create_room(url), planes=("depth",)) as agent:
        agent.observe()
        answer = agent.ask("Where is the pink door?")
        assert answer["question"]["what"] == {"kind": "door", "colour": "pink"}
        assert answer["answer"]["answer"] == "unseen"
        assert answer["text"].startswith("Nobody here has seen any pink doors yet.")
        assert "Open ground: ahead" in agent.describe()["text"]
