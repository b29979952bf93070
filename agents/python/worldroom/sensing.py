"""Observations as arrays."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium import spaces

from worldroom.messages import MAXIMUM_INVERSE_DEPTH, Observation, PlaneName
from worldroom.perception import SenseName, perception_arrays, perception_spaces

# Bounds of the spaces: metres (and radians, as headings grow with each turn), metres a second, points.
FARTHEST = 1e5
FASTEST = 100.0
MOST_POINTS = 65535.0

Senses = dict[str, Any]
"""An observation as environments return it: an array for each name of `sense_space`."""


def sense_space(width: int, height: int, planes: Sequence[PlaneName], senses: Sequence[SenseName] = ()) -> spaces.Dict:
    """The space of observations.

    `pose` is float32 [x, y, z, yaw, pitch] of the camera in metres and radians, `velocity` float32 [3] in metres a
    second, `score` float32 [1]. Of planes that are asked for: `rgb` uint8 [H, W, 3], `depth` float32 [H, W] in 1/m
    (0 where it is not known), `entity` and `confidence` uint8 [H, W]. Senses
    are as `perception_spaces` has them.
    """
    size = (height, width)
    of_planes: dict[PlaneName, spaces.Space[Any]] = {
        "rgb": spaces.Box(0, 255, (*size, 3), np.uint8),
        "depth": spaces.Box(0.0, MAXIMUM_INVERSE_DEPTH, size, np.float32),
        "entity": spaces.Box(0, 255, size, np.uint8),
        "confidence": spaces.Box(0, 255, size, np.uint8),
    }
    return spaces.Dict(
        {
            "pose": spaces.Box(-FARTHEST, FARTHEST, (5,), np.float32),
            "velocity": spaces.Box(-FASTEST, FASTEST, (3,), np.float32),
            "score": spaces.Box(0.0, MOST_POINTS, (1,), np.float32),
            **{name: of_planes[name] for name in planes},
            **perception_spaces(senses),
        }
    )


def senses_of(observation: Observation, planes: Sequence[PlaneName], perceived: Sequence[SenseName] = ()) -> Senses:
    """The arrays of an observation. Raises ValueError if it lacks the picture that planes were asked of."""
    pose = observation.pose
    senses: Senses = {
        "pose": np.array([pose.x, pose.y, pose.z, pose.yaw, pose.pitch], np.float32),
        "velocity": np.array(observation.velocity, np.float32),
        "score": np.array([observation.score], np.float32),
        **perception_arrays(observation.perception, perceived, (pose.x, pose.y, pose.z, pose.yaw)),
    }
    if not planes:
        return senses
    picture = observation.picture
    if picture is None:
        raise ValueError("The room sent no picture.")
    for name in planes:
        if name == "rgb":
            senses[name] = picture.rgb()
        elif name == "depth":
            senses[name] = np.minimum(picture.inverse_depth(), np.float32(MAXIMUM_INVERSE_DEPTH))
        else:
            senses[name] = picture.planes[name].copy()
    return senses


def info_of(observation: Observation) -> dict[str, Any]:
    """What is no array: events, and the clocks of simulation and match."""
    return {
        "events": observation.events,
        "tick": observation.tick,
        "time": observation.time,
        "latency": observation.latency,
        "phase": observation.phase,
        "seconds_left": observation.seconds_left,
    }
