"""Reads time of day, fog and theme off one frame: the judge of whether relit views look as was asked.

Trained on reference frames only and then frozen (models/evaluation/control-judge.ts); half of them are made as soft
as drawn ones, so that it goes by colours and not by sharpness.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from config import ViewConfig
from look_sets import LookStore, softened

#: Themes of the reference world (models/reference/looks.ts).
THEMES = 4
#: How far a number may be from the truth to count as read right.
TOLERANCE = 0.15


class ControlProbe(nn.Module):
    def __init__(self):
        super().__init__()

        def block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
            return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1), nn.GroupNorm(8, outputs), nn.ReLU())

        # No normalisation before the colours have been read: they are what tells.
        self.body = nn.Sequential(
            nn.Conv2d(3, 48, 4, 4), nn.ReLU(), nn.Conv2d(48, 48, 1), nn.ReLU(), block(48, 64, 2), block(64, 96, 2), block(96, 128, 2)
        )  # fmt: skip
        self.where = nn.Linear(128, 4)
        self.head = nn.Sequential(nn.Linear(4 * 128, 128), nn.ReLU(), nn.Linear(128, 2 + THEMES))

    def forward(self, rgb: Tensor) -> Tensor:
        """rgb uint8 [B,3,H,W] -> time of day and fog in about [0,1], then a logit a theme: [B,6]."""
        features = self.body(rgb.to(torch.float32) / 127.5 - 1).flatten(2)
        # Four looks at the frame, each at the parts of it that tell most.
        where = torch.softmax(self.where(features.transpose(1, 2)), 1).transpose(1, 2)
        return self.head((where @ features.transpose(1, 2)).flatten(1))


def control_step(probe: ControlProbe, store: LookStore, view: ViewConfig):
    frames, controls = store.frames(32)
    frames = torch.where(torch.rand(len(frames), 1, 1, 1) < 0.5, softened(frames), frames)
    read = probe((frames.clamp(0, 1) * 255 + 0.5).to(torch.uint8)).to(torch.float32)
    error = (read[:, :2] - controls[:, :2]).abs()
    theme = controls[:, 2].to(torch.int64)
    loss = F.cross_entropy(read[:, 2:], theme) + 3 * F.smooth_l1_loss(read[:, :2], controls[:, :2], beta=0.1)
    right = (error < TOLERANCE).float().mean(0)
    themes = (read[:, 2:].argmax(1) == theme).float().mean()
    return loss, {"loss": loss.detach(), "time": right[0], "fog": right[1], "theme": themes}
