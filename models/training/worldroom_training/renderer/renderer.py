"""Renders many views of the reference world at once, on any device, from states of the simulator.

The TypeScript renderer (models/reference/rendering) is the truth: this one computes the same in 32-bit
numbers, and a test compares their pictures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from worldroom_training.config import ViewConfig
from worldroom_training.contract import INVERSE_DEPTH_SCALE, LARGEST_CODE, SKY_CODE
from worldroom_training.renderer.entity_records import EntityRecords, entity_records
from worldroom_training.renderer.entity_shapes import (
    EntityHit,
    shade_entities,
    surface_numbers,
    trace_entities,
)
from worldroom_training.renderer.ray_cast import Direction
from worldroom_training.renderer.scene import PerView, SceneBatch
from worldroom_training.renderer.surface_shader import shade_surfaces
from worldroom_training.renderer.tables import RendererTables
from worldroom_training.renderer.view_states import ViewState

#: Additional rays at borders, pixels off the centre; together they form a rotated grid of four.
OFFSETS_U = (-0.375, 0.125, 0.3)
OFFSETS_V = (0.125, -0.375, 0.3)


@dataclass
class Frames:
    """B frames."""

    rgb: Tensor  # uint8 [B,3,H,W]
    inverse_depth: Tensor  # int32 [B,H,W], codes
    entity: Tensor  # uint8 [B,H,W], 0 or 255


@dataclass
class Nearest:
    """Of N rays, row by row: RGB 0 to 255 [N,3], t, number of the surface, whether it is an entity's."""

    rgb: Tensor
    t: Tensor
    surface: Tensor
    is_entity: Tensor


class Renderer:
    def __init__(self, tables: RendererTables, size: ViewConfig) -> None:
        self.tables, self.size, self.device = tables, size, tables.device

    @torch.no_grad()
    def render(self, views: Sequence[ViewState]) -> Frames:
        """Depth and mask are those of the ray through the pixel's centre. The colour of a pixel at a border
        between surfaces is the mean of four rays. `entities` of a view must not contain the viewer."""
        height, width = self.size.height, self.size.width
        scene = SceneBatch(views, self.size.focal, self.device)
        records = entity_records(views, self.size, self.device)
        pixels = torch.arange(height * width, device=self.device)
        u, v = (pixels % width).to(torch.float32) + 0.5, (pixels // width).to(torch.float32) + 0.5
        found = self.trace(scene, records, None, self.direction(PerView(scene), u, v), records.pixel)
        rgb = (found.rgb + 0.5).floor()
        rgb = self.smooth_borders(scene, records, rgb, found.surface.reshape(-1, height, width))
        planes = rgb.reshape(-1, height, width, 3).permute(0, 3, 1, 2).to(torch.uint8)
        codes = (1 / (found.t * INVERSE_DEPTH_SCALE) + 0.5).floor().clamp(SKY_CODE, LARGEST_CODE)
        return Frames(
            planes.contiguous(),
            codes.to(torch.int32).reshape(-1, height, width),
            (found.is_entity.to(torch.uint8) * 255).reshape(-1, height, width),
        )

    def direction(self, views: PerView, u: Tensor, v: Tensor) -> Direction:
        """Of the rays through pixel coordinates (u, v); its part along the camera's axis is 1."""
        a = (u - self.size.width / 2) / self.size.focal
        b = (self.size.height / 2 - v) / self.size.focal
        axes = (views.numbers(name) for name in ("forward", "up", "right"))
        x, y, z = (f + up * b + right * a for f, up, right in zip(*axes, strict=True))
        return x, y, z

    def trace(
        self, scene: SceneBatch, records: EntityRecords, view: Tensor | None, rays: Direction, ray: Tensor
    ) -> Nearest:
        """Traces rays [B,R], or [N] with the `view` of each. `ray`: for each pair of `records`, its ray."""
        surfaces = shade_surfaces(self.tables, PerView(scene, view), rays)
        rgb = torch.stack([value.expand_as(surfaces.t).reshape(-1) for value in surfaces.colour], 1)
        t, surface = surfaces.t.reshape(-1), surfaces.surface.reshape(-1)
        is_entity = torch.zeros_like(t, dtype=torch.bool)
        if len(ray) == 0:
            return Nearest(rgb, t, surface, is_entity)
        x, y, z = (value.expand_as(surfaces.t).reshape(-1)[ray] for value in rays)
        hit = trace_entities(self.tables.player_parts, records, records.which, (x, y, z))
        nearest = t.scatter_reduce(0, ray, hit.t, "amin")
        seen = ((hit.t < t[ray]) & (hit.t == nearest[ray])).nonzero()[:, 0]
        hit = EntityHit(
            hit.t[seen],
            hit.part[seen],
            [value[seen] for value in hit.normal],
            [value[seen] for value in hit.direction],
        )
        which, shown = records.which[seen], ray[seen]
        views = PerView(scene, records.view[which])
        colour = shade_entities(records, which, hit, views, (x[seen], y[seen], z[seen]))
        rgb[shown] = torch.stack(colour, 1)
        surface[shown] = surface_numbers(records, which, hit.part)
        is_entity[shown] = True
        return Nearest(rgb, nearest, surface, is_entity)

    def smooth_borders(
        self, scene: SceneBatch, records: EntityRecords, rgb: Tensor, surface: Tensor
    ) -> Tensor:
        """`rgb` [N,3], whole numbers, with the mean of four rays where `surface` [B,H,W] has a border."""
        height, width = surface.shape[1:]
        differs = torch.zeros_like(surface, dtype=torch.bool)
        beside, below = surface[:, :, 1:] != surface[:, :, :-1], surface[:, 1:] != surface[:, :-1]
        differs[:, :, 1:] |= beside
        differs[:, :, :-1] |= beside
        differs[:, 1:] |= below
        differs[:, :-1] |= below
        border = differs.reshape(-1)
        pixel = border.nonzero()[:, 0]
        if len(pixel) == 0:
            return rgb
        offsets = torch.tensor([OFFSETS_U, OFFSETS_V], device=self.device)
        count = offsets.shape[1]
        inside = pixel % (height * width)
        u = ((inside % width).to(torch.float32).unsqueeze(1) + 0.5 + offsets[0]).reshape(-1)
        v = ((inside // width).to(torch.float32).unsqueeze(1) + 0.5 + offsets[1]).reshape(-1)
        view = (pixel // (height * width)).repeat_interleave(count)
        # The entities that may fill a pixel are those for its additional rays.
        pairs = border[records.pixel].nonzero()[:, 0]
        rank = torch.cumsum(border, 0) - 1
        first = rank[records.pixel[pairs]] * count
        ray = (first.unsqueeze(1) + torch.arange(count, device=self.device)).reshape(-1)
        near = replace(records, which=records.which[pairs].repeat_interleave(count))
        found = self.trace(scene, near, view, self.direction(PerView(scene, view), u, v), ray)
        mean = (rgb[pixel] + found.rgb.reshape(-1, count, 3).sum(1)) / (1 + count)
        smoothed = rgb.clone()
        smoothed[pixel] = (mean + 0.5).floor()
        return smoothed
