"""The `motion` graph: a body's motion within one tick. Features and targets: shared/motion-features.ts.

Two networks: `own` predicts the motion without obstacles from the body's own state alone, so that distant
walls have no effect; `met` predicts how the surroundings change it, and the probability of that.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import Config
from worldroom_training.contract import (
    GRAVITY_SCALE,
    MOTION,
    MOTION_FEATURES,
    SCAN_RANGE,
    SCAN_RAYS,
    TIME_STEP_SCALE,
    VELOCITY_UNIT,
)
from worldroom_training.networks.blocks import Perceptron

UPWARDS = MOTION.velocity + 1
#: Velocity right and forward.
LEVEL = slice(MOTION.velocity, MOTION.velocity + 3, 2)
MOVE_STRAFE = slice(MOTION.move, MOTION.strafe + 1)
KIND = slice(MOTION.kind, MOTION.kind + 2)
#: Metres of motion for an output of 1.
REACH = 0.25
#: Numbers of inputs and outputs of `own` and `met`.
OWN_INPUTS, OWN_OUTPUTS = MOTION_FEATURES - SCAN_RAYS + 4, 12
MET_INPUTS, MET_OUTPUTS = 2 * SCAN_RAYS + 14, 5


def column(features: Tensor, index: int) -> Tensor:
    return features[:, index : index + 1]


def seconds(features: Tensor) -> Tensor:
    """Length of the tick in seconds, [N,1]."""
    return column(features, MOTION.time_step) * (1 / TIME_STEP_SCALE)


def free_fall(features: Tensor) -> Tensor:
    """[N,4] of a body in free fall: height after the tick, speed at the ground, that multiplied by bounce,
    and the remaining time."""
    gravity, step = column(features, MOTION.gravity) * GRAVITY_SCALE, seconds(features)
    height, rise = column(features, MOTION.height), column(features, UPWARDS) * VELOCITY_UNIT
    after = height + rise * step - 0.5 * gravity * step * step
    speed = torch.sqrt((rise * rise + 2 * gravity * height).clamp(min=1e-6))
    left = step - (rise + speed) / gravity.clamp(min=1)
    speed = speed / VELOCITY_UNIT
    return torch.cat([after * 4, speed, speed * column(features, MOTION.bounce), left], 1)


def rotate(vector: Tensor, direction: Tensor) -> Tensor:
    """Rotates [N,2] right and forward of the body to right and forward of a direction [N,2] in the same
    form."""
    sine, cosine = direction[:, :1], direction[:, 1:]
    right, forward = vector[:, :1], vector[:, 1:]
    return torch.cat([right * cosine - forward * sine, right * sine + forward * cosine], 1)


class Motion(nn.Module):
    rays: Tensor
    order: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        sizes = config.motion
        self.own = Perceptron(OWN_INPUTS, sizes.own_width, sizes.own_layers, OWN_OUTPUTS)
        self.met = Perceptron(MET_INPUTS, sizes.met_width, sizes.met_layers, MET_OUTPUTS)
        angles = torch.arange(SCAN_RAYS) * 2 * math.pi / SCAN_RAYS
        rays = torch.stack([torch.sin(angles), torch.cos(angles)], 1)
        self.register_buffer("rays", rays, persistent=False)
        self.register_buffer("order", torch.arange(SCAN_RAYS), persistent=False)

    def forward(self, features: Tensor) -> Tensor:
        """features [N,48] -> change [N,8]; before training, the body keeps its velocity."""
        level, upright, ground = self.alone(features)
        pushed, contact = self.surroundings(features, *level)
        moved, velocity = level[0] + pushed[:, :2] * REACH, level[1] + pushed[:, 2:]
        parts = (moved[:, :1], upright[:, :1], moved[:, 1:], velocity[:, :1], upright[:, 1:], velocity[:, 1:])
        return torch.cat([*parts, ground, contact], 1)

    def alone(self, features: Tensor) -> tuple[tuple[Tensor, Tensor], Tensor, Tensor]:
        """Motion without obstacles: displacement and velocity on the ground plane [N,2], both upwards
        [N,2] and the logit of ground contact [N,1]."""
        out = self.own(torch.cat([features[:, SCAN_RAYS:], free_fall(features)], 1))
        velocity, step = features[:, LEVEL], seconds(features)
        # Without an intent, a body only keeps a share of its speed, so its error is a share as well, and 0 at
        # rest.
        driven = features[:, MOVE_STRAFE].abs().sum(1, keepdim=True).clamp(max=1)
        moved = velocity * VELOCITY_UNIT * step * (1 + out[:, :1]) + driven * out[:, 1:3] * REACH
        after = velocity * (1 + out[:, 3:4]) + driven * out[:, 4:6]
        rise = column(features, UPWARDS)
        fall = out[:, 6:8] + torch.sigmoid(4 * out[:, 8:9]) * out[:, 9:11]
        upright = torch.cat([rise * VELOCITY_UNIT * step + fall[:, :1] * REACH, rise + fall[:, 1:]], 1)
        return (moved, after), upright, out[:, 11:12]

    def surroundings(self, features: Tensor, moved: Tensor, velocity: Tensor) -> tuple[Tensor, Tensor]:
        """Change of displacement and velocity by the surroundings [N,4], and the logit of contact [N,1].
        Everything is rotated to the ray with the least room along the body's own motion, so that the
        result does not depend on the heading."""
        ahead = (features[:, :SCAN_RAYS] * SCAN_RANGE - moved @ self.rays.T).argmin(1)
        direction = self.rays[ahead]
        scan = features[:, :SCAN_RAYS].gather(1, (self.order + ahead.unsqueeze(1)) % SCAN_RAYS)
        near = torch.exp(-8 * (scan * SCAN_RANGE - column(features, MOTION.radius)).clamp(min=0))
        intent = features[:, MOVE_STRAFE].flip(1)
        vectors = (features[:, LEVEL], moved * 4, velocity, intent)
        seen = [rotate(vector, direction) for vector in vectors]
        read = (MOTION.bounce, UPWARDS, MOTION.height, MOTION.time_step)
        body = [features[:, KIND], *(column(features, index) for index in read)]
        out = self.met(torch.cat([scan, near, *seen, *body], 1))
        contact = out[:, 4:]
        back = direction * torch.tensor([-1.0, 1.0], device=direction.device)
        pushed = torch.cat([rotate(out[:, :2], back), rotate(out[:, 2:4], back)], 1)
        return torch.sigmoid(contact) * pushed, contact


def motion_loss(change: Tensor, target: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    # Nearly absolute errors: of two possible results of a contact, the network predicts one instead of their
    # mean.
    moved = F.smooth_l1_loss(change[:, :3], target[:, :3], beta=0.001)
    velocity = F.smooth_l1_loss(change[:, 3:6], target[:, 3:6], beta=0.002)
    contact = F.binary_cross_entropy_with_logits(change[:, 6:], target[:, 6:])
    error = (change[:, :3] - target[:, :3]).detach().norm(dim=1)
    loss = 20 * moved + 5 * velocity + 0.2 * contact
    return loss, {"metres": error.mean(), "contact": contact.detach()}
