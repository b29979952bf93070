"""Contact sheets of what the networks make, as PNG files written without an image library."""

import struct
import zlib
from pathlib import Path

import torch
from torch import Tensor


def write_png(path: Path, image: Tensor) -> None:
    """image uint8 [3, H, W] -> an 8-bit RGB PNG (W3C PNG, third edition)."""
    _, height, width = image.shape
    rows = image.permute(1, 2, 0).contiguous().numpy().reshape(height, width * 3)
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    chunk = lambda kind, data: (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(raw, 6))
        + chunk(b"IEND", b"")
    )


def sheet(rows: list[list[Tensor]]) -> Tensor:
    """Images [3,H,W] in [0,1] (or [1,H,W], shown grey), all of one size, as one uint8 image."""
    grey = lambda image: image.expand(3, -1, -1) if image.shape[0] == 1 else image
    lines = [torch.cat([grey(image).clamp(0, 1).cpu() for image in row], 2) for row in rows]
    return (torch.cat(lines, 1) * 255 + 0.5).to(torch.uint8)
