"""Reference frames in the form of the networks' outputs."""

import torch
import torch.nn.functional as F
from torch import Tensor

from worldroom_training.contract import INVERSE_DEPTH_SCALE
from worldroom_training.data.clip_batches import ClipStore, ViewBatch
from worldroom_training.reprojection.hole_filling import fill_holes


def truth(batch: ViewBatch) -> tuple[Tensor, Tensor, Tensor]:
    """RGB [B,3,H,W], root inverse depth and entity mask [B,1,H,W]."""
    root = torch.sqrt(batch.target_depth.to(torch.float32) * INVERSE_DEPTH_SCALE).unsqueeze(1)
    entity = batch.target_entity.to(torch.float32).unsqueeze(1) / 255.0
    return batch.target_rgb.to(torch.float32) / 255.0, root, entity


def coarse_truth(rgb: Tensor, root: Tensor, entity: Tensor) -> Tensor:
    """The coarse view [B,4,H/2,W/2] of a frame without its entities."""
    values = torch.cat([rgb, root], 1)
    if bool((entity > 0).any()):
        known = 1 - F.max_pool2d(entity, 5, 1, 2)
        values = fill_holes(values, known)
    return F.avg_pool2d(values, 2)


def random_coarse(store: ClipStore, size: int) -> Tensor:
    """Coarse views [size,4,H/2,W/2] of still frames."""
    chosen = []
    for _ in range(size):
        clip = store.pick()
        chosen.append((clip.frames, clip.stills[store.random.integers(len(clip.stills))]["target"]))
    rgb = torch.stack([frames.rgb[i] for frames, i in chosen]).to(torch.float32) / 255.0
    inverse = torch.stack([frames.inverse_depth(i) for frames, i in chosen]).unsqueeze(1)
    root = torch.sqrt(inverse.to(torch.float32) * INVERSE_DEPTH_SCALE)
    return F.avg_pool2d(torch.cat([rgb, root], 1), 2)
