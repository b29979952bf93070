"""Rooms over REST: docs/protocol.md, shared/messages.ts."""

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urljoin, urlsplit, urlunsplit
from urllib.request import Request, urlopen

from worldroom.errors import RefusedError
from worldroom.messages import Pace

# Seconds for which a server that is asked too often is waited for.
PATIENCE = 120.0
# Seconds for one answer: a room opens in a second, on a busy machine in some.
TIMEOUT = 60.0
TOO_MANY_REQUESTS = 429
UNAVAILABLE = 503


@dataclass(frozen=True, slots=True)
class Room:
    """An open room, and how agents come into it."""

    id: str
    socket: str
    """Address of the agents' WebSocket, without the token."""
    token: str
    """The invite for agents."""
    play_link: str
    watch_link: str


def create_room(
    url: str,
    *,
    pace: Pace = "lock-step",
    world: str | None = None,
    mode: str | None = None,
    room_seed: int | None = None,
    seats: int = 4,
    name: str = "Agents",
) -> Room:
    """Opens a room on the server at `url`; by default one of the pack's first world that waits for its agents.

    `room_seed` is from 0 to 2^31 - 2. Raises RefusedError if the server refuses, after waiting for one that is busy.
    """
    asked: dict[str, object] = {"pace": pace, "seats": seats, "name": name, "access": "link"}
    optional = {"world": world, "mode": mode, "roomSeed": room_seed}
    asked.update({field: value for field, value in optional.items() if value is not None})
    room = _call(url, "api/rooms", asked)
    address = urlsplit(urljoin(url, room["agentLink"]))
    scheme = "wss" if address.scheme == "https" else "ws"
    return Room(
        id=room["id"],
        socket=urlunsplit((scheme, address.netloc, address.path, "", "")),
        token=parse_qs(address.query)["token"][0],
        play_link=urljoin(url, room["playLink"]),
        watch_link=urljoin(url, room["watchLink"]),
    )


def view_of(url: str) -> tuple[int, int]:
    """Width and height of the pictures of the server's pack, in pixels."""
    view = _call(url, "api/pack")["view"]
    return view["width"], view["height"]


def _call(url: str, path: str, body: dict[str, object] | None = None) -> Any:  # noqa: ANN401 (JSON)
    end = time.monotonic() + PATIENCE
    data = None if body is None else json.dumps(body).encode()
    request = Request(urljoin(url, path), data, {"content-type": "application/json"})
    while True:
        try:
            with urlopen(request, timeout=TIMEOUT) as answer:
                return json.load(answer)
        except HTTPError as error:
            wait = float(error.headers.get("Retry-After", "0.1"))
            busy = error.code in (TOO_MANY_REQUESTS, UNAVAILABLE)
            if not busy or time.monotonic() + wait > end:
                raise _refusal(error) from error
            time.sleep(wait)


def _refusal(error: HTTPError) -> RefusedError:
    try:
        said = json.loads(error.read())
    except ValueError:
        said = {}
    return RefusedError(said.get("code", f"http-{error.code}"), said.get("values", {}), said.get("field"))
