"""Reads time of day, fog and theme off one frame: the judge of whether relit views look as was asked.

Trained on reference frames only and then frozen (models/evaluation/control-judge.ts).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from config import ViewConfig
from look_sets import LookStore

#: Themes of the reference world (models/reference/looks.ts).
THEMES = 4
#: How far a number may be from the truth to count as read right.
TOLERANCE = 0.15


class ControlProbe(nn.Module):
    def __init__(self):
        super().__init__()

        def block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
            return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1), nn.GroupNorm(8, outputs), nn.ReLU())

        # No normalisation before the colours have been read: they are what tells. Half the size is enough for them,
        # and drawn views, which are softer than the reference's, look there as those do.
        self.body = nn.Sequential(
            nn.AvgPool2d(2), nn.Conv2d(3, 48, 4, 4), nn.ReLU(), nn.Conv2d(48, 64, 1), nn.ReLU(), block(64, 64), block(64, 96, 2)
        )  # fmt: skip
        self.where = nn.Linear(96, 4)
        self.head = nn.Sequential(nn.Linear(4 * 96, 128), nn.ReLU(), nn.Linear(128, 2 + THEMES))

    def forward(self, rgb: Tensor) -> Tensor:
        """rgb uint8 [B,3,H,W] -> time of day and fog in about [0,1], then a logit a theme: [B,6]."""
        features = self.body(rgb.to(torch.float32) / 127.5 - 1).flatten(2)
        # Four looks at the frame, each at the parts of it that tell most.
        where = torch.softmax(self.where(features.transpose(1, 2)), 1).transpose(1, 2)
        return self.head((where @ features.transpose(1, 2)).flatten(1))


def control_step(probe: ControlProbe, store: LookStore, view: ViewConfig):
    frames, controls = store.frames(32)
    if torch.rand(()) < 0.5:
        frames = frames.flip(3)
    read = probe(frames).to(torch.float32)
    error = (read[:, :2] - controls[:, :2]).abs()
    theme = controls[:, 2].to(torch.int64)
    loss = F.cross_entropy(read[:, 2:], theme) + 3 * F.smooth_l1_loss(read[:, :2], controls[:, :2], beta=0.1)
    right = (error < TOLERANCE).float().mean(0)
    themes = (read[:, 2:].argmax(1) == theme).float().mean()
    return loss, {"loss": loss.detach(), "time": right[0], "fog": right[1], "theme": themes}
