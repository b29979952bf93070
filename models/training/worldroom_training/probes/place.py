"""The judge of `imagine_plausible`: distinguishes intact frames of the world from damaged ones.

Trained on reference frames only and then frozen: half of them intact, half with the typical faults of
generated frames. It is never trained on a network's output.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import ViewConfig
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.reprojection.hole_filling import fill_holes

#: Pixels a side of the patches that are damaged as a whole.
PATCH = 16


class PlaceProbe(nn.Module):
    def __init__(self) -> None:
        super().__init__()

        def block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
            return nn.Sequential(
                nn.Conv2d(inputs, outputs, 3, stride, 1), nn.GroupNorm(8, outputs), nn.ReLU()
            )

        self.body = nn.Sequential(
            nn.PixelUnshuffle(2), block(12, 32), block(32, 48, 2), block(48, 64, 2), block(64, 64), block(64,
            96, 2), block(96, 96)
        )  # fmt: skip
        self.head = nn.Linear(96, 1)

    def forward(self, rgb: Tensor) -> Tensor:
        """rgb uint8 [B,3,H,W] -> logit [B] of being the world's own. The least plausible parts decide."""
        features = self.head(self.body(rgb.to(torch.float32) / 127.5 - 1).flatten(2).transpose(1, 2))[..., 0]
        return -torch.logsumexp(-features, 1) + 5


def region(frames: Tensor, share: float) -> Tensor:
    """A random region of each frame, [B,1,H,W] of 0 and 1: connected patches or, equally often, one side
    of a straight line, like the edge of a wall."""
    batch, _, height, width = frames.shape
    if torch.rand(()) < 0.5:
        angle = 2 * torch.pi * torch.rand(batch, 1, 1)
        # Upright and level edges are the most frequent in the world.
        angle = torch.where(
            torch.rand(batch, 1, 1) < 0.5, (angle / (torch.pi / 2)).round() * (torch.pi / 2), angle
        )
        y, x = torch.meshgrid(
            torch.arange(height) - height / 2, torch.arange(width) - width / 2, indexing="ij"
        )
        along = x * angle.cos() + y * angle.sin()
        limit = torch.quantile(along.flatten(1), share, dim=1).reshape(batch, 1, 1)
        return (along <= limit).to(torch.float32).unsqueeze(1)
    smooth = F.interpolate(torch.randn(batch, 1, 3, 4), (height // PATCH, width // PATCH), mode="bicubic")
    order = smooth.flatten(1).argsort(1, descending=True).argsort(1)
    chosen = order < max(1, int(share * order.shape[1]))
    return F.interpolate(chosen.reshape(smooth.shape).to(torch.float32), scale_factor=float(PATCH))


def blurred(frames: Tensor) -> Tensor:
    size = int(torch.randint(3, 17, ()))
    small = F.interpolate(frames, scale_factor=1 / size, mode="area")
    return F.interpolate(small, frames.shape[2:], mode="bilinear")


def holed(frames: Tensor) -> Tensor:
    """Regions are unknown and filled from around them, like holes of a reprojection."""
    return fill_holes(frames, 1 - region(frames, 0.1 + 0.6 * float(torch.rand(()))))


def shuffled(frames: Tensor) -> Tensor:
    height, width = frames.shape[2:]
    patches = F.unfold(frames, PATCH, stride=PATCH)
    patches = patches[:, :, torch.randperm(patches.shape[2])]
    return F.fold(patches, (height, width), PATCH, stride=PATCH)


def discoloured(frames: Tensor) -> Tensor:
    batch, _, height, width = frames.shape
    tint = 0.25 * torch.randn(batch, 3, height // PATCH, width // PATCH)
    return frames + F.interpolate(tint, scale_factor=float(PATCH))


def noisy(frames: Tensor) -> Tensor:
    return frames + (0.06 + 0.12 * torch.rand(())) * torch.randn_like(frames)


def swapped(frames: Tensor) -> Tensor:
    """Regions come from another world."""
    return frames.roll(1, 0)


def emptied(frames: Tensor) -> Tensor:
    """Regions have one flat colour, the frame's own or similar, like a wall without features."""
    mean = frames.mean((2, 3), keepdim=True)
    return (mean + 0.1 * torch.randn_like(mean)).expand_as(frames)


SPOILS = (blurred, holed, shuffled, discoloured, noisy, swapped, emptied, emptied)


def spoilt(frames: Tensor) -> Tensor:
    """Frames [B,3,H,W] in 0 to 1, with damage in a region of each, or in all of it."""
    kinds = [SPOILS[i] for i in torch.randint(len(SPOILS), (4,))]
    where = region(frames, 1.0 if torch.rand(()) < 0.4 else 0.1 + 0.8 * float(torch.rand(())))
    # A sharp seam would reveal the damaged part, so its edges are soft in half of the cases.
    if torch.rand(()) < 0.5:
        where = F.avg_pool2d(where, 9, 1, 4)
    spoils = torch.cat([kind(part) for kind, part in zip(kinds, frames.chunk(len(kinds)), strict=True)])
    return (frames + where * (spoils - frames)).clamp(0, 1)


def place_step(probe: PlaceProbe, store: ClipStore, view: ViewConfig) -> tuple[Tensor, dict[str, Tensor]]:
    whole = store.targets(32, meetings=0.3).target_rgb.to(torch.float32) / 255
    return place_loss(probe, whole, spoilt(whole.roll(7, 0)))


def place_loss(
    probe: PlaceProbe, whole: Tensor, damaged: Tensor, weight: Tensor | float = 1.0
) -> tuple[Tensor, dict[str, Tensor]]:
    """Loss and figures of intact and damaged frames [B,3,H,W] in 0 to 1; `weight`: of each damaged one
    [B]."""
    frames = (torch.cat([whole, damaged]) * 255 + 0.5).to(torch.uint8)
    truth = torch.cat([torch.ones(len(whole)), torch.zeros(len(damaged))])
    weights = torch.cat([torch.ones(len(whole)), weight * torch.ones(len(damaged))])
    logit = probe(frames).to(torch.float32)
    right = ((logit > 0) == (truth > 0.5)).float()
    figures = {"whole_right": right[: len(whole)].mean(), "spoilt_right": right[len(whole) :].mean()}
    loss = (weights * F.binary_cross_entropy_with_logits(logit, truth, reduction="none")).mean()
    return loss, {"loss": loss.detach(), **figures}
