"""A real server with the shipped pack, for all tests."""

from collections.abc import Iterator

import pytest

from worldroom import LocalServer


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    """Address of the lobby."""
    with LocalServer() as server:
        yield server.url
