"""Views as tensors: what all rays of a view have in common."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from worldroom_training.engine_rows import camera_axes
from worldroom_training.renderer.view_states import Light, ViewState, WorldGrid

#: Faces that a ray can hit.
EAST, WEST, NORTH, SOUTH, TOP, SKY = range(6)
#: Columns of SceneBatch.numbers by name: first column and width.
COLUMNS: dict[str, tuple[int, int]] = {}
for _name, _width in (
    *[("eye", 3), ("right", 3), ("up", 3), ("forward", 3)],
    *[(name, 1) for name in ("sunX", "sunY", "sunZ", "acrossX", "acrossZ", "slope")],
    *[(name, 3) for name in ("sun", "ambientSky", "ambientGround", "zenith", "horizon", "glow", "cloud")],
    *[(name, 1) for name in ("cloudCover", "cloudShift", "fogDensity", "skyFog")],
    *[("fade", 1), ("tint", 3), ("cover", 3), ("covered", 1)],
):
    COLUMNS[_name] = (sum(width for _, width in COLUMNS.values()), _width)
#: A look that changes nothing.
PLAIN = {"fade": 0.0, "tint": [1.0] * 3, "cover": [0.0] * 3, "covered": 0.0}


class SceneBatch:
    """B views. Worlds may be shared between them."""

    def __init__(self, views: Sequence[ViewState], focal: float, device: torch.device) -> None:
        #: Approximate radians of a pixel.
        self.pixel_angle = 1 / focal
        worlds: dict[int, int] = {}
        grids: list[WorldGrid] = []
        for view in views:
            if id(view.world) not in worlds:
                worlds[id(view.world)] = len(grids)
                grids.append(view.world)
        self.size, self.stride = grids[0].size, grids[0].stride
        if any(grid.size != self.size for grid in grids):
            raise ValueError("worlds of different sizes in one batch; render them one after another")
        together = lambda name: torch.from_numpy(np.concatenate([getattr(grid, name) for grid in grids])).to(
            device
        )
        #: Of all worlds, one after another.
        self.heights: Tensor = together("heights")
        self.wall_material: Tensor = together("wall_material").to(torch.int64)
        self.floor_material: Tensor = together("floor_material").to(torch.int64)
        self.walled: Tensor = together("walled")
        #: Heights of walls that occur.
        self.wall_heights: list[float] = sorted(
            {float(height) for grid in grids for height in np.unique(grid.heights) if height > 0}
        )
        rows = [numbers(view) for view in views]
        #: [B,L]
        self.numbers: Tensor = torch.tensor(rows, dtype=torch.float32, device=device)
        #: First cell of each view's world.
        first = [worlds[id(view.world)] * self.stride**2 for view in views]
        self.first_cell: Tensor = torch.tensor(first, device=device)
        #: Light on each face in the sun, then in shadow, RGB: [B * 10,3].
        light = np.array([face_light(view.light) for view in views], np.float32).reshape(-1, 3)
        self.face_light: Tensor = torch.from_numpy(light).to(device)
        slope, _ = COLUMNS["slope"]
        #: Metres over the ground within which something can hide the sun.
        self.shadow_reach = max(self.wall_heights, default=0.0) / min(row[slope] for row in rows)


class PerView:
    """What the rays of a batch read of their views: for rays [B,R], or for any rays with the view of each."""

    def __init__(self, scene: SceneBatch, view: Tensor | None = None) -> None:
        self.scene, self.view = scene, view

    def spread(self, values: Tensor) -> Tensor:
        """Values [B] in a form that broadcasts with the rays."""
        return values.unsqueeze(1) if self.view is None else values[self.view]

    def number(self, name: str) -> Tensor:
        return self.spread(self.scene.numbers[:, COLUMNS[name][0]])

    def numbers(self, name: str) -> tuple[Tensor, Tensor, Tensor]:
        first, _ = COLUMNS[name]
        columns = self.scene.numbers
        return (
            self.spread(columns[:, first]),
            self.spread(columns[:, first + 1]),
            self.spread(columns[:, first + 2]),
        )

    @property
    def first_cell(self) -> Tensor:
        return self.spread(self.scene.first_cell)

    @property
    def index(self) -> Tensor:
        """The view of each ray."""
        if self.view is not None:
            return self.view
        return torch.arange(len(self.scene.numbers), device=self.scene.numbers.device).unsqueeze(1)


def numbers(view: ViewState) -> list[float]:
    """A row of SceneBatch.numbers."""
    light, axes = view.light, camera_axes(view.pose[3], view.pose[4])
    look: dict[str, Any] = light["look"] or PLAIN
    across = math.hypot(light["sunX"], light["sunZ"])
    own = {
        "eye": view.pose[:3],
        "right": axes[:3],
        "up": axes[3:6],
        "forward": axes[6:],
        "acrossX": light["sunX"] / across,
        "acrossZ": light["sunZ"] / across,
        "slope": light["sunY"] / across,
        **{name: look[name] for name in PLAIN},
    }
    row: list[float] = []
    for name in COLUMNS:
        value = own[name] if name in own else light[name]
        row += value if isinstance(value, list) else [value]
    return row


def face_light(light: Light) -> list[list[list[float]]]:
    """RGB [2,5,3] that the faces get in the sun and in shadow."""
    cosines = [light["sunX"], -light["sunX"], light["sunZ"], -light["sunZ"], light["sunY"]]
    lit, shadow = [], []
    for face, cosine in enumerate(cosines):
        # Faces along x get a little less skylight, so that corners are visible in the shade too.
        sky = 1.0 if face == TOP else 0.55 if face < NORTH else 0.35
        ambient = [
            a * sky + b * (1 - sky) for a, b in zip(light["ambientSky"], light["ambientGround"], strict=True)
        ]
        sun = [value * (0.25 + 0.75 * cosine) if cosine > 0 else 0.0 for value in light["sun"]]
        lit.append([a + b for a, b in zip(ambient, sun, strict=True)])
        shadow.append(ambient)
    return [lit, shadow]
