"""What the renderer looks up: textures, clouds and the shape of players (simulator/renderer-tables.ts)."""

import base64
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from worldroom_training.renderer.view_states import read_states

TABLES_FILE = "renderer-tables.gz"
#: Metres a texel up to which each finer mip level is used, as a multiple of level 0's texels.
MIP_LIMITS = (1.4, 2.8, 5.6, 11.2)


class RendererTables:
    """All tensors are on one device."""

    def __init__(self, path: Path, device: torch.device) -> None:
        tables = read_states(path)
        self.device = device
        texels = np.frombuffer(base64.b64decode(tables["texels"]), np.uint8).reshape(-1, 4)[:, :3]
        #: Colours 0 to 255 of all images, [texels,3].
        self.texels: Tensor = torch.from_numpy(texels.astype(np.float32)).to(device)
        #: First texel, column mask, row mask and row shift of image slot * mip_levels + level, [images,4].
        images = np.array(tables["images"], np.int64)
        images[:, 0] //= 4
        self.images: Tensor = torch.from_numpy(images).to(device)
        self.floor_slot: int = tables["floorSlot"]
        self.mip_levels: int = tables["mipLevels"]
        self.texels_per_metre: int = tables["texelsPerMetre"]
        #: [walls,3], 0 to 255.
        self.caps: Tensor = torch.tensor(tables["capColours"], device=device).reshape(-1, 3)
        self.cloud_size: int = tables["cloudSize"]
        clouds = np.frombuffer(base64.b64decode(tables["clouds"]), np.float32).copy()
        self.clouds: Tensor = torch.from_numpy(clouds).to(device)
        #: Capsules of a player: x, z, low, high, radius.
        self.player_parts: list[list[float]] = np.array(tables["playerParts"]).reshape(-1, 5).tolist()

    def mip_level(self, footprint: Tensor) -> Tensor:
        """The level whose texels are nearest to `footprint` metres."""
        size = footprint * self.texels_per_metre
        level = torch.zeros_like(size, dtype=torch.int64)
        for limit in MIP_LIMITS:
            level = level + (size >= limit)
        return level

    def sample(self, slot: Tensor, level: Tensor, u: Tensor, v: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Bilinear colours (0 to 255) of textures at (u, v) metres."""
        image = self.images[slot * self.mip_levels + level]
        first, columns, rows, shift = image.unbind(-1)
        per_metre = self.texels_per_metre / (1 << level).to(u.dtype)
        x, y = u * per_metre - 0.5, v * per_metre - 0.5
        x0, y0 = torch.floor(x), torch.floor(y)
        fx, fy = (x - x0).unsqueeze(-1), (y - y0).unsqueeze(-1)
        column, row = x0.to(torch.int64), y0.to(torch.int64)
        left, right = column & columns, (column + 1) & columns
        lower, upper = first + ((row & rows) << shift), first + (((row + 1) & rows) << shift)
        low = self.texels[lower + left] * (1 - fx) + self.texels[lower + right] * fx
        high = self.texels[upper + left] * (1 - fx) + self.texels[upper + right] * fx
        red, green, blue = (low * (1 - fy) + high * fy).unbind(-1)
        return red, green, blue

    def cloud(self, x: Tensor, y: Tensor) -> Tensor:
        """Bilinear thickness of the clouds, which repeat."""
        x0, y0 = torch.floor(x), torch.floor(y)
        fx, fy = x - x0, y - y0
        mask = self.cloud_size - 1
        column, row = x0.to(torch.int64), y0.to(torch.int64)
        left, right = column & mask, (column + 1) & mask
        lower, upper = (row & mask) * self.cloud_size, ((row + 1) & mask) * self.cloud_size
        top = self.clouds[lower + left] + (self.clouds[lower + right] - self.clouds[lower + left]) * fx
        bottom = self.clouds[upper + left] + (self.clouds[upper + right] - self.clouds[upper + left]) * fx
        return top + (bottom - top) * fy
