"""A program in a room, over the agents' WebSocket."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from worldroom.actions import Action
from worldroom.commands import AdapterName, Command, Timing, fields_of
from worldroom.errors import AgentClosedError, RefusedError
from worldroom.goals import GoalProgress, progress_of
from worldroom.messages import Joined, Observation, PlaneName, joined_of, observation_of, read_frame
from worldroom.perception import SenseName
from worldroom.rooms import Room

# Seconds for the next message that must come.
TIMEOUT = 120.0


class Agent:
    """A member of a room that acts and observes.

    In lock-step, `act` and `observe` return when all agents of the room have decided: one program with several agents
    sends for all of them (`send_act`, `send_observe`) before it reads (`read_observation`). In real time, `send_act`
    does not wait, and `read_observation` returns the next one that the room sends.
    """

    def __init__(
        self,
        room: Room,
        *,
        name: str = "Agent",
        planes: Sequence[PlaneName] = (),
        senses: Sequence[SenseName] = (),
        adapters: Mapping[AdapterName, Timing] | None = None,
        recording: Path | str | None = None,
    ) -> None:
        """Comes in and waits for a seat.

        `planes` are what it sees, `senses` what it perceives without pictures, and `adapters` how its body takes
        commands. `recording` is a file for all that it sees, frame by frame, which `npm run label` reads.
        """
        self._exits = ExitStack()
        self._recording = None if recording is None else self._exits.enter_context(Path(recording).open("wb"))  # noqa: SIM115 (the stack closes it)
        self._asked = 0
        connecting = connect(room.socket, compression=None, max_size=None)
        self._socket: ClientConnection = self._exits.enter_context(connecting)
        try:
            timings = {adapter: asdict(timing) for adapter, timing in (adapters or {}).items()}
            wishes = {"planes": list(planes), "senses": list(senses), "adapters": timings}
            self._send("join", token=room.token, name=name, **wishes)
            self.joined: Joined = joined_of(self._await("joined")[0])
            """The room, and what the agent can do and see in it."""
            while not self._await("seat")[0]["taken"]:
                pass
        except BaseException:
            self.close()
            raise

    def act(self, action: Action, ticks: int = 1) -> Observation:
        """Does something for so many ticks (1 to 240), and returns what the world is like then."""
        self.send_act(action, ticks)
        return self.read_observation()

    def command(self, command: Command | None = None, ticks: int = 1) -> Observation:
        """Commands in the terms of another body, or goes on with the last command; returns what the world is like then.

        Raises RefusedError with the code `words-unknown` for words that the room does not know.
        """
        self.send_command(command, ticks)
        return self.read_observation()

    def observe(self) -> Observation:
        """What the world is like now. In lock-step, no time passes."""
        self.send_observe()
        return self.read_observation()

    def send_act(self, action: Action, ticks: int = 1) -> None:
        """Sends an action without waiting for what comes of it."""
        self._send("act", action=action.fields(), ticks=ticks)

    def send_command(self, command: Command | None = None, ticks: int = 1) -> None:
        """Sends a command without waiting for what comes of it."""
        given = {} if command is None else {"command": fields_of(command)}
        self._send("command", ticks=ticks, **given)

    def send_observe(self) -> None:
        """Asks for an observation without waiting for it."""
        self._send("observe")

    def read_observation(self) -> Observation:
        """The next observation that the room sends."""
        return observation_of(*self._await("observation"))

    def keep(self, name: str) -> None:
        """Has a room in lock-step remember this moment."""
        self._send("keep", name=name)
        self._await("moment")

    def return_to(self, name: str) -> None:
        """Puts a room in lock-step back to a moment that it remembers, for all its agents."""
        self._send("return", name=name)
        self._await("moment")

    def chat(self, text: str) -> None:
        """Says something to everybody in the room: one line of up to 200 characters."""
        self._send("chat", text=text)

    def pursue(self, goal: str) -> Iterator[GoalProgress]:
        """Has the room plan a goal in words and move this body; yields each step, and the end.

        Observations that come meanwhile are dropped. An act ends the goal. In lock-step, time passes until it is over.
        """
        self._send("goal", text=goal)
        while True:
            progress = progress_of(self._await("goal")[0])
            yield progress
            if progress.over:
                return

    def ask(self, words: str) -> dict[str, Any]:
        """Asks the room about the space around it, in English or German words (docs/answers.md).

        Returns the message `answer`: its `text` says it in English. Observations that come before it are dropped.
        """
        self._asked += 1
        self._send("ask", id=self._asked, words=words)
        return self._await("answer")[0]

    def describe(self, words: Sequence[str] = ()) -> dict[str, Any]:
        """What its newest view shows, as the message `scene` with an English `text`; without planes it has no view.

        `words`: up to eight phrases for materials and landmarks, of which it says whether and where they show.
        """
        self._asked += 1
        self._send("describe", id=self._asked, **({"words": list(words)} if words else {}))
        return self._await("scene")[0]

    def close(self) -> None:
        """Leaves the room. Idempotent."""
        self._exits.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, kind: str, **fields: object) -> None:
        try:
            self._socket.send(json.dumps({"type": kind, **fields}))
        except ConnectionClosed as closed:
            raise self._end(closed) from closed

    def _await(self, wanted: str) -> tuple[dict[str, Any], memoryview]:
        """The next message of a kind. Raises RefusedError at a refusal that comes before it."""
        while True:
            try:
                frame = self._socket.recv(timeout=TIMEOUT)
            except ConnectionClosed as closed:
                raise self._end(closed) from closed
            kind, message, planes = read_frame(frame)
            if self._recording is not None and isinstance(frame, bytes):
                self._recording.write(len(frame).to_bytes(4, "little") + frame)
            if kind == wanted:
                return message, planes
            if kind == "notice" and "field" in message:
                raise RefusedError(message["code"], message["values"], message["field"])

    def _end(self, closed: ConnectionClosed) -> AgentClosedError:
        frame = closed.rcvd
        return AgentClosedError(1006, "") if frame is None else AgentClosedError(frame.code, frame.reason)
