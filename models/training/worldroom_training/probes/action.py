"""The judge of `action_recovered`: reads from two consecutive frames how the camera moved.

Trained on reference frames only and then frozen. For each of four axes of motion it outputs one of three
classes: back, still or forward along the axis (models/evaluation/judges/action-judge.ts).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import ViewConfig
from worldroom_training.contract import ACTION_CLASSES, ACTION_STILL
from worldroom_training.data.clip_batches import ClipStore

#: move (m), strafe (m), turn (rad), look (rad), each with the motion below which the camera counts as still.
STILL = torch.tensor(list(ACTION_STILL.values()))
CLASSES = ACTION_CLASSES
#: Search range in the second frame's features, in cells of 4 pixels: down and right, each way.
REACH = (4, 10)


class ActionProbe(nn.Module):
    """Compares the surroundings of the same place in both frames with a correlation layer, as optical flow
    networks do: the similarity of each patch of the first to all near ones of the second (FlowNet,
    Dosovitskiy et al., 2015)."""

    def __init__(self) -> None:
        super().__init__()

        def block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
            return nn.Sequential(
                nn.Conv2d(inputs, outputs, 3, stride, 1), nn.GroupNorm(8, outputs), nn.ReLU()
            )

        shifts = (2 * REACH[0] + 1) * (2 * REACH[1] + 1)
        self.features = nn.Sequential(nn.PixelUnshuffle(4), block(48, 48), nn.Conv2d(48, 32, 3, 1, 1))
        self.body = nn.Sequential(
            nn.Conv2d(shifts + 32, 96, 1), nn.ReLU(), block(96, 96, 2), block(96, 96), block(96, 128, 2),
            block(128, 128), nn.AvgPool2d(3)
        )  # fmt: skip
        self.head = nn.Sequential(
            nn.Flatten(), nn.Linear(128 * 15, 96), nn.ReLU(), nn.Linear(96, 4 * CLASSES)
        )

    def forward(self, frames: Tensor) -> Tensor:
        """frames uint8 [B,2,3,H,W], the earlier one first -> logits [B,4,3]."""
        scaled = frames.to(torch.float32) / 127.5 - 1
        earlier, later = (F.normalize(self.features(scaled[:, i]), dim=1) for i in range(2))
        down, right = REACH
        height, width = earlier.shape[2:]
        padded = F.pad(later, (right, right, down, down))
        alike = [
            (earlier * padded[:, :, y : y + height, x : x + width]).sum(1)
            for y in range(2 * down + 1)
            for x in range(2 * right + 1)
        ]
        return self.head(self.body(torch.cat([torch.stack(alike, 1), earlier], 1))).reshape(-1, 4, CLASSES)


def motions(transforms: Tensor) -> Tensor:
    """Move, strafe, turn and look [B,4] between two cameras; transforms [B,3,4] from the earlier one's
    space."""
    back = transforms[:, :, :3].transpose(1, 2)
    place = -(back @ transforms[:, :, 3:])[:, :, 0]
    ahead = back[:, :, 2]
    turn, look = torch.atan2(ahead[:, 0], ahead[:, 2]), torch.asin(ahead[:, 1].clamp(-1, 1))
    return torch.stack([place[:, 2], place[:, 0], turn, look], 1)


def classes(motion: Tensor) -> Tensor:
    """Motions [B,4] -> 0 (back, left, down), 1 (still) or 2 (forward, right, up)."""
    return (motion > STILL).to(torch.int64) - (motion < -STILL).to(torch.int64) + 1


def action_step(probe: ActionProbe, store: ClipStore, view: ViewConfig) -> tuple[Tensor, dict[str, Tensor]]:
    earlier, later, transforms = store.pairs(32)
    frames = torch.stack([earlier, later], 1)
    # Time reversal and mirroring give equally valid pairs.
    if torch.rand(()) < 0.5:
        frames, back = frames.flip(1), transforms[:, :, :3].transpose(1, 2)
        transforms = torch.cat([back, -(back @ transforms[:, :, 3:])], 2)
    motion = motions(transforms)
    if torch.rand(()) < 0.5:
        frames, motion = frames.flip(4), motion * torch.tensor([1.0, -1.0, -1.0, 1.0])
    logits, truth = probe(frames).to(torch.float32), classes(motion)
    loss = F.cross_entropy(logits.flatten(0, 1), truth.flatten())
    right = (logits.argmax(2) == truth).float().mean(0)
    return loss, {
        "loss": loss.detach(),
        **{axis: right[i] for i, axis in enumerate(("move", "strafe", "turn", "look"))},
    }
