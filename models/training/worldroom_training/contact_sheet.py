"""Contact sheets of the networks' outputs, as PNG files."""

from pathlib import Path

import torch
from PIL import Image
from torch import Tensor


def write_png(path: Path, image: Tensor) -> None:
    """Writes an image uint8 [3, H, W] as an 8-bit RGB PNG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(image.permute(1, 2, 0).contiguous().numpy()).save(path)


def sheet(rows: list[list[Tensor]]) -> Tensor:
    """Images [3,H,W] in [0,1] (or [1,H,W], shown in grey), all of one size, as one uint8 image."""
    grey = lambda image: image.expand(3, -1, -1) if image.shape[0] == 1 else image
    lines = [torch.cat([grey(image).clamp(0, 1).cpu() for image in row], 2) for row in rows]
    return (torch.cat(lines, 1) * 255 + 0.5).to(torch.uint8)
