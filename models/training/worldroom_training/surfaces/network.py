"""Colours of surfaces that nobody has seen: a field over (material, place on the surface, light).

Each material has a texture that is learnt, as in deferred neural rendering (Thies et al., 2019), in several
resolutions; small perceptrons say what light falls on a point and what the air does to it. Points are
described in server/surface-field/surface-samples.ts.
"""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from worldroom_training.config import SurfaceConfig
from worldroom_training.contract import FLOORS, SURFACE_LIGHT, WALLS

MATERIALS = len(FLOORS) + len(WALLS)
#: Materials, then the tops of their walls, then the sky.
SKY = 2 * MATERIALS
SURFACES = SKY + 1
#: Metres after which textures repeat: along a surface, and up a wall.
PERIOD, WALL_PERIOD = 2, 4
#: Texels move this much faster than weights: each is seen in few steps.
TEXEL_RATE = 8.0
#: Numbers of a point's light that say something about the sky.
SKY_LIGHT = 7
#: Names of the field's perceptrons.
PERCEPTRONS = ("light", "density", "fog", "sky")


class SurfaceTextures(nn.Module):
    """Colours [T,3] of the texels of all surfaces and resolutions, and where each image lies.

    A texel is what the coarser image of its surface has there, and what it adds to it: what was seen from
    afar alone has no noise (a Laplacian pyramid, Burt and Adelson, 1983)."""

    offset: Tensor
    columns: Tensor
    rows: Tensor
    coarser: Tensor

    def __init__(self, config: SurfaceConfig) -> None:
        super().__init__()
        self.texels_per_metre, self.levels = config.texels_per_metre, config.levels
        sizes = []
        for surface in range(SURFACES):
            is_cap, is_wall = MATERIALS <= surface < SKY, len(FLOORS) <= surface < MATERIALS
            width, height = PERIOD, (WALL_PERIOD if is_wall else PERIOD)
            for level in range(config.levels):
                texels = config.texels_per_metre >> level
                sizes.append((1, 1) if is_cap else (width * texels, height * texels))
        counts = torch.tensor([width * height for width, height in sizes])
        self.register_buffer("offset", (counts.cumsum(0) - counts).to(torch.int32), persistent=False)
        self.register_buffer(
            "columns", torch.tensor([w for w, _ in sizes], dtype=torch.int32), persistent=False
        )
        self.register_buffer("rows", torch.tensor([h for _, h in sizes], dtype=torch.int32), persistent=False)
        self.register_buffer("coarser", coarser_texels(sizes, config.levels), persistent=False)
        self.texels = nn.Parameter(torch.zeros(int(counts.sum()), 3))

    def colours(self) -> Tensor:
        """[T,3], 0 to 1."""
        total = self.texels * TEXEL_RATE
        coarser = self.coarser
        for _ in range(self.levels - 1):
            total = total + TEXEL_RATE * F.pad(self.texels, (0, 0, 0, 1))[coarser]
            coarser = F.pad(self.coarser, (0, 1), value=len(self.texels))[coarser]
        return torch.sigmoid(total)

    def corners(self, surfaces: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        """Indices [...,4] of the texels around points, and their weights. `surfaces` int32 [...], `places`
        [...,3]: metres along and up the surface, and metres that a pixel covers."""
        along, up, footprint = places.unbind(-1)
        level = torch.log2((footprint * self.texels_per_metre).clamp(min=1e-3)).round()
        level = level.clamp(0, self.levels - 1)
        image = surfaces.to(torch.int64) * self.levels + level.to(torch.int64)
        columns, rows = self.columns[image], self.rows[image]
        scale = self.texels_per_metre * torch.exp2(-level)
        x, y = along * scale - 0.5, up * scale - 0.5
        left, low = torch.floor(x), torch.floor(y)
        right_share, high_share = x - left, y - low
        column = torch.stack([left, left + 1], -1).to(torch.int32) % columns.unsqueeze(-1)
        row = torch.stack([low, low + 1], -1).to(torch.int32) % rows.unsqueeze(-1)
        index = (row.unsqueeze(-1) * columns[..., None, None] + column.unsqueeze(-2)).flatten(-2)
        weight = torch.stack([1 - high_share, high_share], -1).unsqueeze(-1) * torch.stack(
            [1 - right_share, right_share], -1
        ).unsqueeze(-2)
        return (index + self.offset[image].unsqueeze(-1)).to(torch.int64), weight.flatten(-2)


def coarser_texels(sizes: list[tuple[int, int]], levels: int) -> Tensor:
    """For each texel the one of the next coarser image of its surface that it lies in; their number if there
    is none. `sizes`: columns and rows of each image, in the order of surfaces and levels."""
    count = sum(width * height for width, height in sizes)
    found, start = [], 0
    for image, (width, height) in enumerate(sizes):
        end = start + width * height
        if image % levels == levels - 1 or (width, height) == (1, 1):
            found.append(torch.full((width * height,), count))
        else:
            row, column = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
            found.append((end + (row // 2) * (width // 2) + column // 2).flatten())
        start = end
    return torch.cat(found)


class SurfaceField(nn.Module):
    def __init__(self, config: SurfaceConfig) -> None:
        super().__init__()
        self.textures = SurfaceTextures(config)
        width = config.width
        #: Light on a point, from its surroundings and the time of day.
        self.light = nn.Sequential(
            nn.Linear(SURFACE_LIGHT + 1, width),
            nn.ReLU(),
            nn.Linear(width, width),
            nn.ReLU(),
            nn.Linear(width, 3),
        )
        #: Of fog: density a metre, and its colour towards the ray.
        self.density = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))
        self.fog = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 3))
        #: The sky, from its texture (clouds), how far up it is, the sun and the controls.
        self.sky = nn.Sequential(
            nn.Linear(3 + SKY_LIGHT + 2, width),
            nn.ReLU(),
            nn.Linear(width, width),
            nn.ReLU(),
            nn.Linear(width, 3),
        )

    def forward(
        self, surfaces: Tensor, places: Tensor, lights: Tensor, air: Tensor, controls: Tensor
    ) -> Tensor:
        """Colours [...,3], 0 to 1. `lights` [...,L], `air` [...,2], `controls` [...,2]: time of day, fog."""
        index, weight = self.textures.corners(surfaces, places)
        colour = (self.textures.colours()[index] * weight.unsqueeze(-1)).sum(-2)
        return self.lit(surfaces, colour, lights, air, controls)[0]

    def lit(
        self, surfaces: Tensor, colour: Tensor, lights: Tensor, air: Tensor, controls: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Of textures' colours [...,3], and how bright the light on each point is, as far as the air lets it
        be seen [...]; of the sky it has no meaning."""
        light = F.softplus(self.light(torch.cat([lights, controls[..., :1]], -1)))
        clear = torch.exp(-F.softplus(self.density(controls) - 3) * air[..., :1])
        fog = torch.sigmoid(self.fog(torch.cat([controls, air[..., 1:]], -1)))
        sky = torch.sigmoid(self.sky(torch.cat([colour, lights[..., :SKY_LIGHT], controls], -1)))
        seen = torch.where((surfaces == SKY).unsqueeze(-1), sky, fog + (colour * light - fog) * clear)
        return seen, light.mean(-1) * clear[..., 0]


class SurfaceGraph(nn.Module):
    """surface.onnx: colours of groups of points, with textures in 8 bits."""

    texels: Tensor

    def __init__(self, field: SurfaceField) -> None:
        super().__init__()
        self.field = field
        texels = (field.textures.colours().detach() * 255).round().to(torch.uint8)
        self.register_buffer("texels", texels, persistent=False)

    def named_weights(self) -> dict[str, NDArray[np.generic]]:
        """What engines without the graph read of it (server/generation/surfaces/surface-weights.ts): tables
        of textures, and matrices [inputs, outputs] and biases of perceptrons."""
        textures = self.field.textures
        named = {"textures.texels": self.texels, "textures.offset": textures.offset}
        named |= {"textures.columns": textures.columns, "textures.rows": textures.rows}
        for part in PERCEPTRONS:
            for i, layer in enumerate(self.field.get_submodule(part).children()):
                if isinstance(layer, nn.Linear):
                    named |= {f"{part}.{i}.weight": layer.weight.T, f"{part}.{i}.bias": layer.bias}
        return {name: value.detach().cpu().numpy() for name, value in named.items()}

    def forward(
        self, surfaces: Tensor, places: Tensor, lights: Tensor, air: Tensor, controls: Tensor
    ) -> tuple[Tensor, Tensor]:
        """surfaces int32 [G,R], places [G,R,3], lights [G,R,L], air [G,R,2], controls [G,2] -> colours
        [G,R,3] from 0 to 1, brightness of the light [G,R]"""
        index, weight = self.field.textures.corners(surfaces, places)
        colour = (self.texels[index].to(weight.dtype) / 255 * weight.unsqueeze(-1)).sum(-2)
        told = controls.unsqueeze(1).expand(-1, surfaces.shape[1], -1)
        seen, brightness = self.field.lit(surfaces, colour, lights, air, told)
        return seen.clamp(0, 1), brightness


def surface_loss(field: nn.Module, batch: tuple[Tensor, ...]) -> tuple[Tensor, dict[str, Tensor]]:
    """Mean absolute error of colours, 0 to 1."""
    *inputs, seen = batch
    difference = field(*inputs) - seen
    error = difference.abs().mean()
    psnr = -10 * torch.log10(difference.clamp(-1, 1).square().mean())
    return error, {"psnr": psnr.detach()}
