"""Trains latent actions without labels, by predicting the second frame from the first, and measures their
error against the true motion, which training never uses."""

import torch
import torch.nn.functional as F
from torch import Tensor

from worldroom_training.contract import INVERSE_DEPTH_SCALE
from worldroom_training.data.clip import ClipSample
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.data.training_clip import TrainingClip
from worldroom_training.latent_action.encoder import LatentAction
from worldroom_training.latent_action.rigid_motion import sampled, turn_of


def photometric_loss(model: LatentAction, frames: Tensor, depth: Tensor) -> Tensor:
    """Error of the second frame's prediction from the code: robust differences of colour at two sizes."""
    colours, inverse = frames.to(torch.float32) / 127.5 - 1, depth.to(torch.float32) * INVERSE_DEPTH_SCALE
    rotation, shift, _ = model.motion(colours, inverse)
    loss = torch.zeros((), device=inverse.device)
    for level, share in ((2, 1.0), (0, 0.5)):
        geometry = model.alignment(level).geometry
        near = geometry.thin(F.avg_pool2d(inverse[:, :1], geometry.size))[:, 0]
        first, second = (F.avg_pool2d(colours[:, i], geometry.size) for i in (0, 1))
        grid, inside = geometry.grid(geometry.points(near, rotation.unsqueeze(1), shift.unsqueeze(1)))
        off = ((sampled(second, grid)[:, :, 0] - geometry.thin(first)) ** 2 + 1e-4).sqrt()
        # Points that leave the view have a medium error. Otherwise a motion that looks away from everything
        # would be best.
        loss = loss + share * (off * inside + 0.3 * (1 - inside)).mean()
    return loss


def pairs(store: ClipStore, size: int) -> tuple[Tensor, Tensor, Tensor]:
    """Consecutive frames uint8 [B,2,3,H,W] and their inverse depth codes int32 [B,2,H,W]; for evaluation
    only, the transforms [B,3,4] from the earlier camera to the later."""
    rows: list[tuple[TrainingClip, ClipSample]] = []
    while len(rows) < size:
        clip = store.pick()
        if clip.moments:
            rows.append((clip, clip.moments[store.random.integers(len(clip.moments))]))
    two = [(clip, [sample["previous"], sample["target"]]) for clip, sample in rows]
    frames = torch.stack([clip.frames.rgb[both] for clip, both in two])
    depth = torch.stack([clip.frames.inverse_depth(both) for clip, both in two])
    transforms = torch.tensor([sample["previousTransform"] for _, sample in rows]).reshape(-1, 3, 4)
    return frames, depth, transforms


def turned_about(frames: Tensor, depth: Tensor) -> tuple[Tensor, Tensor]:
    """Mirrors half of the batches, which gives equally valid worlds."""
    return (frames.flip(4), depth.flip(3)) if torch.rand(()) < 0.5 else (frames, depth)


@torch.no_grad()
def judge(model: LatentAction, store: ClipStore, batches: int = 2) -> dict[str, float]:
    """Mean errors against the true motion, which training never uses: radians and metres."""
    errors = []
    for _ in range(batches):
        frames, depth, transforms = pairs(store, 12)
        colours = frames.to(torch.float32) / 127.5 - 1
        rotation, shift, _ = model.motion(colours, depth.to(torch.float32) * INVERSE_DEPTH_SCALE)
        turn = turn_of(rotation @ transforms[:, :, :3].transpose(1, 2))
        errors.append(torch.cat([turn, shift - transforms[:, :, 3]], 1).abs())
    error = torch.cat(errors)
    return {
        "radians": float(error[:, :3].mean()),
        "metres": float(error[:, 3:].mean()),
        "median_metres": float(error[:, 3:].median()),
    }
