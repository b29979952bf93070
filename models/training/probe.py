"""A detector of players, trained on reference frames only and then frozen: the judge of `player_seen`.

One cell is 8 x 8 pixels. For each cell it says whether a player's centre lies in it, where, in which of
the eight colours, and in which of eight heading bins relative to the camera.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from clips import ViewBatch
from recall import INVERSE_DEPTH_SCALE
from config import ViewConfig

CELL = 8
COLOURS = 8
HEADINGS = 8
#: centre logit, offset x and y (cells), colours, headings
CHANNELS = 3 + COLOURS + HEADINGS
#: The order of shared/entity.ts.
PLAYER_COLOURS = torch.tensor(
    [
        [0.92, 0.16, 0.16],
        [0.16, 0.38, 0.95],
        [0.97, 0.84, 0.12],
        [0.15, 0.78, 0.3],
        [0.72, 0.2, 0.88],
        [0.98, 0.52, 0.08],
        [0.1, 0.82, 0.86],
        [0.97, 0.45, 0.72],
    ]
)


class Probe(nn.Module):
    """Features at 1/8 of the frame, with a wide look around at 1/16: a body nearby fills half of the frame."""

    def __init__(self):
        super().__init__()

        def block(inputs: int, outputs: int, stride: int = 1, reach: int = 1, size: int = 3) -> nn.Sequential:
            convolution = nn.Conv2d(inputs, outputs, size, stride, reach * (size // 2), reach)
            return nn.Sequential(convolution, nn.GroupNorm(8, outputs), nn.ReLU())

        self.near = nn.Sequential(nn.PixelUnshuffle(2), block(12, 24), block(24, 48, 2), block(48, 48), block(48, 80, 2), block(80, 80))
        self.wide = nn.Sequential(block(80, 112, 2), block(112, 112, 1, 2), block(112, 112, 1, 2), nn.Upsample(scale_factor=2.0))
        self.head = nn.Sequential(block(192, 80, size=1), block(80, 80), block(80, 80), nn.Conv2d(80, CHANNELS, 1))

    def forward(self, rgb: Tensor) -> Tensor:
        """rgb uint8 [B,3,H,W] -> [B,CHANNELS,H/8,W/8]."""
        near = self.near(rgb.to(torch.float32) / 127.5 - 1)
        return self.head(torch.cat([near, self.wide(near)], 1))


def heading_bin(axes: Tensor) -> Tensor:
    """Bin of a player's heading in camera space; axes [...,9] as in shared/entity.ts (forward is the last row)."""
    angle = torch.atan2(axes[..., 6], axes[..., 8])
    return torch.remainder(torch.round(angle / (2 * math.pi / HEADINGS)), HEADINGS).to(torch.int64)


def labels(batch: ViewBatch, view: ViewConfig):
    """Visible players: rows of (view, cell row, cell column, offset x, offset y, colour, heading)."""
    entities = batch.entities
    centre = entities[..., 6:9]
    depth = centre[..., 2].clamp(min=0.05)
    column = view.width / 2 + view.focal * centre[..., 0] / depth
    row = view.height / 2 - view.focal * centre[..., 1] / depth
    inside = (column >= 4) & (column < view.width - 4) & (row >= 4) & (row < view.height - 4) & (centre[..., 2] > 0.6)
    player = (entities[..., 0] > 0.5) & (entities[..., 1] > 0.5) & inside & (depth < 10)
    x, y = column.clamp(0, view.width - 1).to(torch.int64), row.clamp(0, view.height - 1).to(torch.int64)
    flat = (y * view.width + x).clamp(min=0)
    inverse = batch.target_depth.to(torch.float32).flatten(1).gather(1, flat) * INVERSE_DEPTH_SCALE
    mask = batch.target_entity.flatten(1).gather(1, flat) > 0
    visible = player & mask & ((1 / inverse.clamp(min=1e-3) - depth).abs() < 0.45)
    views, which = visible.nonzero(as_tuple=True)
    colour = (entities[views, which, 21:24].unsqueeze(1) - PLAYER_COLOURS).abs().sum(-1).argmin(1)
    heading = heading_bin(entities[views, which, 9:18])
    cell_x, cell_y = x[views, which] // CELL, y[views, which] // CELL
    offset_x = column[views, which] / CELL - cell_x - 0.5
    offset_y = row[views, which] / CELL - cell_y - 0.5
    return views, cell_y, cell_x, offset_x, offset_y, colour, heading


#: Columns of cells of the upright part of a frame that one training step looks at.
CROP_COLUMNS = 16


def crops(batch: ViewBatch, view: ViewConfig):
    """Upright parts of the frames that show a player, as rgb [B,3,H,128], and the labels within them."""
    seen = labels(batch, view)
    columns = view.width // CELL
    frames, cut = [], []
    for index in range(len(batch.target_rgb)):
        mine = [label[seen[0] == index] for label in seen]
        if len(mine[0]) == 0:
            continue
        centre = int(torch.randint(len(mine[0]), ()))
        left = min(max(int(mine[2][centre]) - int(torch.randint(CROP_COLUMNS, ())), 0), columns - CROP_COLUMNS)
        inside = (mine[2] >= left) & (mine[2] < left + CROP_COLUMNS)
        mine = [label[inside] for label in mine]
        mine[0] = torch.full_like(mine[0], len(frames))
        mine[2] = mine[2] - left
        cut.append(mine)
        frames.append(batch.target_rgb[index, :, :, left * CELL : (left + CROP_COLUMNS) * CELL])
    return torch.stack(frames), [torch.cat(parts) for parts in zip(*cut, strict=True)]


def probe_loss(output: Tensor, seen: list[Tensor]):
    """`seen`: the labels of these frames, as `labels` gives them."""
    views, row, column, offset_x, offset_y, colour, heading = seen
    target = torch.zeros_like(output[:, 0])
    target[views, row, column] = 1.0
    found = F.binary_cross_entropy_with_logits(output[:, 0], target, pos_weight=torch.tensor(8.0), reduction="mean")
    at = output[views, :, row, column]
    if len(at) == 0:
        return found * 20, {"found": found.detach()}
    place = F.smooth_l1_loss(at[:, 1:3], torch.stack([offset_x, offset_y], 1))
    colours = F.cross_entropy(at[:, 3 : 3 + COLOURS], colour)
    headings = F.cross_entropy(at[:, 3 + COLOURS :], heading)
    right = (at[:, 3 + COLOURS :].argmax(1) == heading).float().mean()
    figures = {"found": found.detach(), "colour": colours.detach(), "heading": headings.detach(), "heading_right": right}
    return found * 20 + place + 0.5 * colours + 0.5 * headings, figures
