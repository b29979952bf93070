"""Commands in the terms of other bodies."""

import math
from pathlib import Path

import pytest

from worldroom import Action, Agent, Position, Push, RefusedError, Timing, Velocity, Words, create_room


def test_a_late_robot_drives_as_late_as_it_says(url: str) -> None:
    with Agent(create_room(url), adapters={"velocity": Timing(rate=10, latency=120)}) as robot:
        assert robot.observe().command is None
        seen = robot.command(Velocity(v=1, omega=0.5), ticks=6)
        assert seen.command is not None
        assert (seen.command.adapter, seen.command.rate, seen.command.latency) == ("velocity", 10, 120)
        assert seen.command.measured == pytest.approx(120, abs=10)


def test_words_and_positions_move_the_body(url: str) -> None:
    with Agent(create_room(url)) as agent:
        start = agent.observe().pose
        seen = agent.command(Words("turn left"), ticks=20)
        assert seen.command is not None
        assert (seen.command.state, seen.command.step) == ("done", "turn left")
        turned = math.remainder(seen.pose.yaw - start.yaw, math.tau)
        assert turned == pytest.approx(-math.pi / 2, abs=0.06)
        seen = agent.command(Position(start.x, start.z, heading=start.yaw), ticks=30)
        assert seen.command is not None
        assert seen.command.state == "done"
        assert math.remainder(seen.pose.yaw - start.yaw, math.tau) == pytest.approx(0, abs=0.06)


def test_unknown_words_are_answered_with_known_ones(url: str) -> None:
    with Agent(create_room(url)) as agent:
        with pytest.raises(RefusedError) as refused:
            agent.command(Words("whistle a tune"))
        assert refused.value.code == "words-unknown"
        assert "walk to the orb" in str(refused.value.values["known"])
        assert agent.command(Push("player", 0, 0)).command is not None


def test_a_recording_has_every_frame(url: str, tmp_path: Path) -> None:
    file = tmp_path / "play.frames"
    with Agent(create_room(url), planes=("rgb", "depth"), recording=file) as agent:
        agent.observe()
        for _ in range(3):
            agent.act(Action(move=1, turn=0.2))
        size = 5 * agent.joined.width * agent.joined.height
    recorded, frames = file.read_bytes(), 0
    while recorded:
        length = int.from_bytes(recorded[:4], "little")
        assert len(recorded) >= 4 + length > size
        recorded, frames = recorded[4 + length :], frames + 1
    assert frames == 4
