"""The hook by which environments reward, and end."""

from collections.abc import Callable

from worldroom.messages import Observation

Judge = Callable[[Observation, Observation], tuple[float, bool]]
"""Reward of a step and whether the episode is over, from the observations before and after it."""


def by_game_mode(_before: Observation, after: Observation) -> tuple[float, bool]:
    """As the game mode of the room says: points by default, and over with the match."""
    return after.reward, after.over
