"""The judge of `player_seen`: a detector of players, trained on reference frames only and then frozen.

One cell is 8 x 8 pixels. The output for each cell is whether a player's centre lies in it, where, its
colour (one of eight), and its heading relative to the camera (one of eight bins).
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import ViewConfig
from worldroom_training.contract import (
    ENTITY,
    ENTITY_KINDS,
    INVERSE_DEPTH_SCALE,
    PLAYER_CELL,
    PLAYER_COLOURS,
    PLAYER_HEADINGS,
)
from worldroom_training.data.clip_batches import ClipStore, ViewBatch

CELL, COLOURS, HEADINGS = PLAYER_CELL, len(PLAYER_COLOURS), PLAYER_HEADINGS
#: centre logit, offset x and y (cells), colours, headings
CHANNELS = 3 + COLOURS + HEADINGS
#: Columns of cells of the upright crop of a frame in a training step.
CROP_COLUMNS = 16
#: Share of the frames whose entities are moved to another background, and the largest shift in pixels.
MOVED, FARTHEST = 0.7, (64, 16)
#: Distance in cells from a cell's centre within which it is responsible for a player.
REACH = 0.75
PLAYER = ENTITY.kind + ENTITY_KINDS.index("player")


class PlayerProbe(nn.Module):
    """Features at 1/8 of the frame, with a large receptive field at 1/16, because a near body fills half
    of the frame."""

    def __init__(self) -> None:
        super().__init__()

        def block(inputs: int, outputs: int, stride: int = 1, reach: int = 1, size: int = 3) -> nn.Sequential:
            convolution = nn.Conv2d(inputs, outputs, size, stride, reach * (size // 2), reach)
            # Normalised by training statistics, not by the picture, because it is trained on crops and used
            # on whole frames.
            return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU())

        self.near = nn.Sequential(
            nn.PixelUnshuffle(2),
            block(12, 24),
            block(24, 48, 2),
            block(48, 48),
            block(48, 80, 2),
            block(80, 80),
        )
        self.wide = nn.Sequential(
            block(80, 112, 2), block(112, 112, 1, 2), block(112, 112, 1, 2), nn.Upsample(scale_factor=2.0)
        )
        self.head = nn.Sequential(
            block(192, 80, size=1), block(80, 80), block(80, 80), nn.Conv2d(80, CHANNELS, 1)
        )

    def forward(self, rgb: Tensor) -> Tensor:
        """rgb uint8 [B,3,H,W] -> [B,CHANNELS,H/8,W/8]."""
        near = self.near(rgb.to(torch.float32) / 127.5 - 1)
        return self.head(torch.cat([near, self.wide(near)], 1))


def heading_bin(axes: Tensor) -> Tensor:
    """Bin of a player's heading in camera space; axes [...,9] as in shared/entity.ts (forward is the last
    row)."""
    angle = torch.atan2(axes[..., 6], axes[..., 8])
    return torch.remainder(torch.round(angle / (2 * math.pi / HEADINGS)), HEADINGS).to(torch.int64)


def labels(batch: ViewBatch, view: ViewConfig) -> tuple[Tensor, ...]:
    """Visible players: rows of (view, cell row, cell column, offset x, offset y, colour, heading)."""
    entities = batch.entities
    centre = entities[..., ENTITY.centre : ENTITY.centre + 3]
    depth = centre[..., 2].clamp(min=0.05)
    column = view.width / 2 + view.focal * centre[..., 0] / depth
    row = view.height / 2 - view.focal * centre[..., 1] / depth
    inside = (
        (column >= 4)
        & (column < view.width - 4)
        & (row >= 4)
        & (row < view.height - 4)
        & (centre[..., 2] > 0.6)
    )
    player = (entities[..., ENTITY.present] > 0.5) & (entities[..., PLAYER] > 0.5) & inside & (depth < 10)
    x, y = column.clamp(0, view.width - 1).to(torch.int64), row.clamp(0, view.height - 1).to(torch.int64)
    flat = (y * view.width + x).clamp(min=0)
    inverse = batch.target_depth.to(torch.float32).flatten(1).gather(1, flat) * INVERSE_DEPTH_SCALE
    mask = batch.target_entity.flatten(1).gather(1, flat) > 0
    visible = player & mask & ((1 / inverse.clamp(min=1e-3) - depth).abs() < 0.45)
    views, which = visible.nonzero(as_tuple=True)
    shown = entities[views, which]
    own = shown[:, ENTITY.colour : ENTITY.colour + 3].unsqueeze(1)
    colour = (own - torch.tensor(PLAYER_COLOURS)).abs().sum(-1).argmin(1)
    heading = heading_bin(shown[:, ENTITY.axes : ENTITY.axes + 9])
    cell_x, cell_y = x[views, which] // CELL, y[views, which] // CELL
    offset_x = column[views, which] / CELL - cell_x - 0.5
    offset_y = row[views, which] / CELL - cell_y - 0.5
    return views, cell_y, cell_x, offset_x, offset_y, colour, heading


def moved(batch: ViewBatch, backgrounds: Tensor, view: ViewConfig) -> tuple[Tensor, list[Tensor]]:
    """Frames [B,3,H,W] and their labels, most with their entities cut out, shifted and placed on another
    background."""
    rgb, mask = batch.target_rgb.clone(), batch.target_entity > 0
    seen = labels(batch, view)
    views, cell_y, cell_x, offset_x, offset_y, colour, heading = seen
    x, y = (cell_x + offset_x + 0.5) * CELL, (cell_y + offset_y + 0.5) * CELL
    for index in range(len(rgb)):
        if torch.rand(()) > MOVED:
            continue
        right, down = (int(torch.randint(-reach, reach + 1, ())) for reach in FARTHEST)
        there = torch.roll(mask[index], (down, right), (0, 1))
        # Pixels that leave on one side must not wrap around to the other.
        there[:, : max(0, right)] = there[: max(0, down)] = False
        there[:, view.width + min(0, right) :] = there[view.height + min(0, down) :] = False
        rgb[index] = torch.where(there, torch.roll(rgb[index], (down, right), (1, 2)), backgrounds[index])
        x, y = x + right * (views == index), y + down * (views == index)
    inside = (x >= 4) & (x < view.width - 4) & (y >= 4) & (y < view.height - 4)
    return rgb, [values[inside] for values in (views, y, x, colour, heading)]


def crops(frames: Tensor, seen: list[Tensor], view: ViewConfig) -> tuple[Tensor, list[Tensor]]:
    """Upright crops of the frames that show a player, as rgb [B,3,H,128], and the responsible cells:
    (view, row, column, offset x, offset y, colour, heading)."""
    views, y, x, colour, heading = seen
    parts, cut = [], []
    for index in range(len(frames)):
        mine = views == index
        if not bool(mine.any()):
            continue
        column = x[mine][int(torch.randint(int(mine.sum()), ()))] / CELL
        left = max(int(column) - int(torch.randint(CROP_COLUMNS, ())), 0)
        left = min(left, view.width // CELL - CROP_COLUMNS)
        parts.append(frames[index, :, :, left * CELL : (left + CROP_COLUMNS) * CELL])
        centre_x, centre_y = x[mine] / CELL - left, y[mine] / CELL
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                column, row = torch.floor(centre_x) + right, torch.floor(centre_y) + down
                offset_x, offset_y = centre_x - column - 0.5, centre_y - row - 0.5
                answers = (offset_x.abs() < REACH) & (offset_y.abs() < REACH)
                answers &= (column >= 0) & (column < CROP_COLUMNS) & (row >= 0) & (row < view.height // CELL)
                part = torch.full_like(column, len(parts) - 1)
                cell = (part.long(), row.long(), column.long(), offset_x, offset_y)
                rows = (*cell, colour[mine], heading[mine])
                cut.append([value[answers] for value in rows])
    return torch.stack(parts), [torch.cat(values) for values in zip(*cut, strict=True)]


def player_loss(output: Tensor, seen: list[Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
    """`seen`: the labels of these frames, as `labels` gives them."""
    views, row, column, offset_x, offset_y, colour, heading = seen
    target = torch.zeros_like(output[:, 0])
    target[views, row, column] = 1.0
    found = F.binary_cross_entropy_with_logits(
        output[:, 0], target, pos_weight=torch.tensor(4.0), reduction="mean"
    )
    at = output[views, :, row, column]
    if len(at) == 0:
        return found * 20, {"found": found.detach()}
    place = F.smooth_l1_loss(at[:, 1:3], torch.stack([offset_x, offset_y], 1))
    colours = F.cross_entropy(at[:, 3 : 3 + COLOURS], colour)
    headings = F.cross_entropy(at[:, 3 + COLOURS :], heading)
    right = (at[:, 3 + COLOURS :].argmax(1) == heading).float().mean()
    figures = {
        "found": found.detach(),
        "colour": colours.detach(),
        "heading": headings.detach(),
        "heading_right": right,
    }
    return found * 20 + place + 0.5 * colours + 0.5 * headings, figures


def player_step(probe: PlayerProbe, store: ClipStore, view: ViewConfig) -> tuple[Tensor, dict[str, Tensor]]:
    size = 48
    frames, seen = crops(*moved(store.targets(size), store.stills(size), view), view)
    views, row, column, offset_x, offset_y, colour, heading = seen
    if torch.rand(()) < 0.5:  # A mirrored player faces the other way.
        frames = frames.flip(3)
        column, offset_x, heading = CROP_COLUMNS - 1 - column, -offset_x, (HEADINGS - heading) % HEADINGS
    light = 1 + 0.15 * torch.randn(len(frames), 1, 1, 1)
    frames = (frames * light + 4 * torch.randn(frames.shape)).clamp(0, 255).to(torch.uint8)
    return player_loss(
        probe(frames).to(torch.float32), [views, row, column, offset_x, offset_y, colour, heading]
    )
