"""Rooms of a generative world model for programs that play: Gymnasium, PettingZoo, and the agents' WebSocket itself."""

from gymnasium.envs.registration import register

from worldroom.actions import Action
from worldroom.agent import Agent
from worldroom.commands import Command, Position, Push, Timing, Velocity, Words
from worldroom.environment import WorldroomEnv
from worldroom.errors import AgentClosedError, RefusedError
from worldroom.goals import GoalProgress
from worldroom.judging import Judge, by_game_mode
from worldroom.local_server import LocalServer
from worldroom.messages import Joined, Observation
from worldroom.parallel_environment import WorldroomParallelEnv
from worldroom.rooms import Room, create_room

ENVIRONMENT = "Worldroom-v0"
"""Id of `WorldroomEnv` for `gymnasium.make`."""

register(ENVIRONMENT, entry_point="worldroom.environment:WorldroomEnv")

__all__ = [
    "ENVIRONMENT",
    "Action",
    "Agent",
    "AgentClosedError",
    "Command",
    "GoalProgress",
    "Joined",
    "Judge",
    "LocalServer",
    "Observation",
    "Position",
    "Push",
    "RefusedError",
    "Room",
    "Timing",
    "Velocity",
    "Words",
    "WorldroomEnv",
    "WorldroomParallelEnv",
    "by_game_mode",
    "create_room",
]
