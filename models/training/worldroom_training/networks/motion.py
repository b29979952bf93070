"""How a body moves within one tick: the `motion` graph. Features and targets: shared/motion-features.ts.

Two networks: `own` says how the body would move if nothing stood around it, from its own state alone, so that
walls out of reach can change nothing; `met` says how what stands around it changes that, and how surely it does.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import Config

FEATURES = 48
OUTPUTS = 8
#: Rows of the feature vector read below; velocities are in units of 4 m/s, the scan in units of 4 m.
RAYS = 32
UPWARDS, HEIGHT, MOVE, KIND, RADIUS, GRAVITY, BOUNCE, TIME_STEP = (
    33,
    35,
    slice(37, 39),
    slice(40, 42),
    42,
    43,
    45,
    46,
)
VELOCITY_UNIT = SCAN_UNIT = 4.0
#: Metres that an output of 1 moves a body.
REACH = 0.25
#: Numbers that `own` and `met` read and write.
OWN_INPUTS, OWN_OUTPUTS = FEATURES - RAYS + 4, 12
MET_INPUTS, MET_OUTPUTS = 2 * RAYS + 14, 5


class Perceptron(nn.Module):
    """Layers that add to what they read; zero to start with."""

    def __init__(self, inputs: int, width: int, layers: int, outputs: int):
        super().__init__()
        self.enter = nn.Linear(inputs, width)
        self.layers = nn.ModuleList([nn.Linear(width, width) for _ in range(layers)])
        self.head = nn.Linear(width, outputs)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, x: Tensor) -> Tensor:
        x = F.silu(self.enter(x))
        for layer in self.layers:
            x = x + F.silu(layer(x))
        return self.head(x)


def column(features: Tensor, index: int) -> Tensor:
    return features[:, index : index + 1]


def falling(features: Tensor) -> Tensor:
    """[N,4] of a body that falls freely: height after the tick, speed at the ground, that times bounce, time left then."""
    gravity, step = column(features, GRAVITY) * 10, column(features, TIME_STEP) * 0.1
    height, rise = column(features, HEIGHT), column(features, UPWARDS) * VELOCITY_UNIT
    after = height + rise * step - 0.5 * gravity * step * step
    speed = torch.sqrt((rise * rise + 2 * gravity * height).clamp(min=1e-6))
    left = step - (rise + speed) / gravity.clamp(min=1)
    speed = speed / VELOCITY_UNIT
    return torch.cat([after * 4, speed, speed * column(features, BOUNCE), left], 1)


def rotate(vector: Tensor, direction: Tensor) -> Tensor:
    """[N,2] right and forward of the body -> right and forward of a direction [N,2] given in the same way."""
    sine, cosine = direction[:, :1], direction[:, 1:]
    right, forward = vector[:, :1], vector[:, 1:]
    return torch.cat([right * cosine - forward * sine, right * sine + forward * cosine], 1)


class Motion(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        sizes = config.motion
        self.own = Perceptron(OWN_INPUTS, sizes.own_width, sizes.own_layers, OWN_OUTPUTS)
        self.met = Perceptron(MET_INPUTS, sizes.met_width, sizes.met_layers, MET_OUTPUTS)
        angles = torch.arange(RAYS) * 2 * math.pi / RAYS
        self.register_buffer("rays", torch.stack([torch.sin(angles), torch.cos(angles)], 1), persistent=False)
        self.register_buffer("order", torch.arange(RAYS), persistent=False)

    def forward(self, features: Tensor) -> Tensor:
        """features [N,48] -> change [N,8]; starts from the body's going on as it does."""
        level, upright, ground = self.alone(features)
        pushed, contact = self.surroundings(features, *level)
        moved, velocity = level[0] + pushed[:, :2] * REACH, level[1] + pushed[:, 2:]
        parts = (moved[:, :1], upright[:, :1], moved[:, 1:], velocity[:, :1], upright[:, 1:], velocity[:, 1:])
        return torch.cat([*parts, ground, contact], 1)

    def alone(self, features: Tensor) -> tuple[tuple[Tensor, Tensor], Tensor, Tensor]:
        """Displacement and velocity on the ground plane [N,2], both upwards [N,2] and the logit of ground [N,1]."""
        out = self.own(torch.cat([features[:, RAYS:], falling(features)], 1))
        velocity, step = features[:, UPWARDS - 1 : UPWARDS + 2 : 2], column(features, TIME_STEP) * 0.1
        # Undriven, a body only keeps a share of its speed: an error is a share of it too, and none at rest.
        driven = features[:, MOVE].abs().sum(1, keepdim=True).clamp(max=1)
        moved = velocity * VELOCITY_UNIT * step * (1 + out[:, :1]) + driven * out[:, 1:3] * REACH
        after = velocity * (1 + out[:, 3:4]) + driven * out[:, 4:6]
        rise = column(features, UPWARDS)
        fall = out[:, 6:8] + torch.sigmoid(4 * out[:, 8:9]) * out[:, 9:11]
        upright = torch.cat([rise * VELOCITY_UNIT * step + fall[:, :1] * REACH, rise + fall[:, 1:]], 1)
        return (moved, after), upright, out[:, 11:12]

    def surroundings(self, features: Tensor, moved: Tensor, velocity: Tensor) -> tuple[Tensor, Tensor]:
        """What they add to displacement and velocity [N,4], and the logit of contact [N,1]. All is seen from the
        ray along which the body's own way would leave it least room: what it meets looks the same whatever
        the heading."""
        ahead = (features[:, :RAYS] * SCAN_UNIT - moved @ self.rays.T).argmin(1)
        direction = self.rays[ahead]
        scan = features[:, :RAYS].gather(1, (self.order + ahead.unsqueeze(1)) % RAYS)
        near = torch.exp(-8 * (scan * SCAN_UNIT - column(features, RADIUS)).clamp(min=0))
        before = features[:, UPWARDS - 1 : UPWARDS + 2 : 2]
        seen = [
            rotate(vector, direction) for vector in (before, moved * 4, velocity, features[:, MOVE].flip(1))
        ]
        body = [
            features[:, KIND],
            *(column(features, index) for index in (BOUNCE, UPWARDS, HEIGHT, TIME_STEP)),
        ]
        out = self.met(torch.cat([scan, near, *seen, *body], 1))
        contact = out[:, 4:]
        back = direction * torch.tensor([-1.0, 1.0], device=direction.device)
        pushed = torch.cat([rotate(out[:, :2], back), rotate(out[:, 2:4], back)], 1)
        return torch.sigmoid(contact) * pushed, contact


def motion_loss(change: Tensor, target: Tensor):
    # Nearly absolute errors: of two ways that a contact may go, one is taken, not their mean.
    moved = F.smooth_l1_loss(change[:, :3], target[:, :3], beta=0.001)
    velocity = F.smooth_l1_loss(change[:, 3:6], target[:, 3:6], beta=0.002)
    contact = F.binary_cross_entropy_with_logits(change[:, 6:], target[:, 6:])
    error = (change[:, :3] - target[:, :3]).detach().norm(dim=1)
    return 20 * moved + 5 * velocity + 0.2 * contact, {"metres": error.mean(), "contact": contact.detach()}
