"""Adds the faults of drawn views to rendered ones, because relighting has to handle both."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from worldroom_training.contract import LARGEST_CODE, SKY_CODE


@dataclass
class LookBatch:
    """B views under one setting of the controls and another."""

    rgb: Tensor  # [B,3,H,W] in [0,1], as drawn
    inverse_depth: Tensor  # int32 [B,H,W], codes
    entity: Tensor  # [B,1,H,W] in [0,1]
    camera: Tensor  # [B,7]
    controls: Tensor  # [B,2], controls of rgb
    asked: Tensor  # [B,R], controls of target
    target: Tensor  # [B,3,H,W] in [0,1]
    weight: Tensor  # [B,1,H,W] in [0,1], weight of each pixel


def blurred(x: Tensor, width: float) -> Tensor:
    """x [B,C,H,W] after a Gaussian blur of `width` pixels."""
    offsets = torch.arange(-3.0, 4.0, device=x.device)
    kernel = torch.exp(-offsets * offsets / (2 * width * width))
    across = (kernel / kernel.sum()).reshape(1, 1, 1, -1).repeat(x.shape[1], 1, 1, 1)
    padded = F.pad(x, (3, 3, 3, 3), mode="replicate")
    return F.conv2d(F.conv2d(padded, across, groups=x.shape[1]), across.transpose(2, 3), groups=x.shape[1])


def mirror(batch: LookBatch) -> None:
    """Mirrors half of the views, which gives equally valid worlds."""
    if torch.rand(()) < 0.5:
        for name in ("rgb", "inverse_depth", "entity", "target", "weight"):
            value = getattr(batch, name)
            setattr(batch, name, value.flip(value.dim() - 1))
        batch.camera = batch.camera * batch.camera.new_tensor([-1.0, 1, 1, -1, 1, 1, 1])


def spoil(batch: LookBatch, rendered: Tensor) -> None:
    """Blurs half of the `rendered` [B,1,1,1] views as much as generated ones, in colours and depths,
    together with the truth, because relighting should neither blur nor sharpen. Adds noise to the view
    alone. Removes the sun's direction from some."""
    size, device = len(batch.rgb), batch.rgb.device
    width = 0.4 + 1.6 * float(torch.rand(()))
    soft = lambda x: blurred(x, width)
    chosen = (torch.rand(size, 1, 1, 1, device=device) < 0.5) & rendered
    batch.rgb = torch.where(chosen, soft(batch.rgb), batch.rgb)
    batch.target = torch.where(chosen, soft(batch.target), batch.target)
    batch.entity = torch.where(chosen, soft(batch.entity), batch.entity)
    depth = batch.inverse_depth.to(torch.float32).unsqueeze(1)
    cells = torch.randn(size, 1, 9, 16, device=device)
    wobble = 1 + 0.02 * F.interpolate(cells, depth.shape[2:], mode="bilinear")
    depth = torch.where(chosen, soft(depth) * wobble, depth).clamp(SKY_CODE, LARGEST_CODE)
    batch.inverse_depth = depth.squeeze(1).to(torch.int32)
    gain = 1 + 0.02 * torch.randn(size, 3, 1, 1, device=device) * chosen
    noise = 0.015 * torch.rand(size, 1, 1, 1, device=device) * chosen
    batch.rgb = (batch.rgb * gain + noise * torch.randn_like(batch.rgb)).clamp(0, 1)
    known = (torch.rand(size, 1, device=device) > 0.12).to(torch.float32)
    batch.camera = torch.cat([batch.camera[:, :3], batch.camera[:, 3:6] * known, batch.camera[:, 6:]], 1)
