"""How a body moves within one tick: the `motion` graph. Features and targets: shared/motion-features.ts."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from config import Config

FEATURES = 48
OUTPUTS = 8
#: Rows of the feature vector read below.
VELOCITY, TIME_STEP = slice(32, 35), 46


class Motion(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        width = config.motion.width
        self.enter = nn.Linear(FEATURES * 2, width)
        self.layers = nn.ModuleList([nn.Linear(width, width) for _ in range(config.motion.layers)])
        self.head = nn.Linear(width, OUTPUTS)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, features: Tensor) -> Tensor:
        """features [N,48] -> change [N,8]; starts from the body's going on as it does."""
        near = 1.0 / (features + 0.05) * 0.05  # Near walls are where a few centimetres decide.
        x = F.silu(self.enter(torch.cat([features, near.clamp(-2, 2)], 1)))
        for layer in self.layers:
            x = x + F.silu(layer(x))
        out = self.head(x)
        velocity = features[:, VELOCITY]
        step = features[:, TIME_STEP : TIME_STEP + 1] * 0.1
        return torch.cat([velocity * 4 * step + out[:, :3] * 0.25, velocity + out[:, 3:6], out[:, 6:]], 1)


def motion_loss(change: Tensor, target: Tensor):
    moved = F.smooth_l1_loss(change[:, :3], target[:, :3], beta=0.01)
    velocity = F.smooth_l1_loss(change[:, 3:6], target[:, 3:6], beta=0.02)
    contact = F.binary_cross_entropy_with_logits(change[:, 6:], target[:, 6:])
    error = (change[:, :3] - target[:, :3]).detach().norm(dim=1)
    return 20 * moved + 5 * velocity + 0.1 * contact, {"metres": error.mean(), "contact": contact.detach()}
