"""Reads from two frames in a row how the camera moved: the judge of `action_recovered`.

Trained on reference frames only and then frozen. It answers, for each of four axes of motion, one of
three classes: back, still or forward along the axis (models/evaluation/action-judge.ts).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from clips import ClipStore
from config import ViewConfig

#: move (m), strafe (m), turn (rad), look (rad), each with the motion below which the camera stands still.
STILL = torch.tensor([0.03, 0.03, 0.02, 0.015])
CLASSES = 3


class ActionProbe(nn.Module):
    def __init__(self):
        super().__init__()

        def block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
            return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1), nn.GroupNorm(8, outputs), nn.ReLU())

        self.body = nn.Sequential(
            nn.PixelUnshuffle(2), block(24, 48), block(48, 64, 2), block(64, 64), block(64, 96, 2), block(96, 96), block(96, 128, 2), block(128, 128), nn.AvgPool2d(3)
        )  # fmt: skip
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(128 * 15, 96), nn.ReLU(), nn.Linear(96, 4 * CLASSES))

    def forward(self, frames: Tensor) -> Tensor:
        """frames uint8 [B,2,3,H,W], the earlier one first -> logits [B,4,3]."""
        return self.head(self.body(frames.flatten(1, 2).to(torch.float32) / 127.5 - 1)).reshape(-1, 4, CLASSES)


def motions(transforms: Tensor) -> Tensor:
    """Move, strafe, turn and look [B,4] between two cameras; transforms [B,3,4], from the earlier one's space."""
    back = transforms[:, :, :3].transpose(1, 2)
    place = -(back @ transforms[:, :, 3:])[:, :, 0]
    ahead = back[:, :, 2]
    turn, look = torch.atan2(ahead[:, 0], ahead[:, 2]), torch.asin(ahead[:, 1].clamp(-1, 1))
    return torch.stack([place[:, 2], place[:, 0], turn, look], 1)


def classes(motion: Tensor) -> Tensor:
    """Motions [B,4] -> 0 (back, left, down), 1 (still) or 2 (forward, right, up)."""
    return (motion > STILL).to(torch.int64) - (motion < -STILL).to(torch.int64) + 1


def action_step(probe: ActionProbe, store: ClipStore, view: ViewConfig):
    earlier, later, transforms = store.pairs(32)
    frames = torch.stack([earlier, later], 1)
    # A look backwards in time and a mirror are as good as new pairs.
    if torch.rand(()) < 0.5:
        frames, back = frames.flip(1), transforms[:, :, :3].transpose(1, 2)
        transforms = torch.cat([back, -(back @ transforms[:, :, 3:])], 2)
    motion = motions(transforms)
    if torch.rand(()) < 0.5:
        frames, motion = frames.flip(4), motion * torch.tensor([1.0, -1.0, -1.0, 1.0])
    logits, truth = probe(frames).to(torch.float32), classes(motion)
    loss = F.cross_entropy(logits.flatten(0, 1), truth.flatten())
    right = (logits.argmax(2) == truth).float().mean(0)
    return loss, {"loss": loss.detach(), **{axis: right[i] for i, axis in enumerate(("move", "strafe", "turn", "look"))}}
