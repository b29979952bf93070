"""Estimates the camera's orientation, turn and rise from the normals and heights of visible surfaces,
because floors and walls of buildings are level and upright (Manhattan world, Coughlan and Yuille, 1999).
Needs only depth, and has no parameters."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import ViewConfig
from worldroom_training.latent_action.rigid_motion import Geometry

#: Pixels per cell with a normal; inverse metres from which a cell counts.
CELL, NEAR = 4, 0.03
#: Tried pitches, radians, and the tolerance of a surface's direction (its sine).
PITCHES = torch.linspace(-0.6, 0.6, 121)
OFF = 0.02
#: Number of wall directions around the vertical, their blur, and the largest turn in steps of them.
HEADINGS, BLUR, TURNS = 628, 0.012, 29
STEP = 2 * math.pi / HEADINGS
#: Heights of level surfaces relative to the eye, metres, and the largest rise in steps of them, which are
#: also their blur.
HEIGHTS, RISES = torch.arange(-3.4, 1.0, 0.01), 50
RISE_STEP = 0.01


class Surfaces(nn.Module):
    pitches: Tensor
    ups: Tensor
    heights: Tensor
    headings: Tensor

    def __init__(self, view: ViewConfig) -> None:
        super().__init__()
        self.cells = Geometry(view, CELL)
        self.register_buffer("pitches", PITCHES.clone(), persistent=False)
        ups = torch.stack([torch.zeros(len(PITCHES)), PITCHES.cos(), PITCHES.sin()], 1)
        self.register_buffer("ups", ups, persistent=False)
        headings = torch.arange(HEADINGS) * STEP
        self.register_buffer("heights", HEIGHTS.clone(), persistent=False)
        directions = torch.stack([headings.sin(), torch.zeros(HEADINGS), headings.cos()], 1)
        self.register_buffer("headings", directions, persistent=False)

    def directions(self, inverse: Tensor) -> tuple[Tensor, Tensor]:
        """Inverse depth [B,H,W] -> unit normals [B,3,P] of the surfaces, and 1 where there is one, else 0
        [B,P]."""
        near = F.avg_pool2d(inverse.unsqueeze(1), CELL)
        rays = self.cells.rays.unflatten(1, (self.cells.height, self.cells.width))
        places = rays / near.clamp(min=0.005)
        across = places[..., 1:-1, 2:] - places[..., 1:-1, :-2]
        down = places[..., 2:, 1:-1] - places[..., :-2, 1:-1]
        out = torch.stack([
            across[:, 1] * down[:, 2] - across[:, 2] * down[:, 1],
            across[:, 2] * down[:, 0] - across[:, 0] * down[:, 2],
            across[:, 0] * down[:, 1] - across[:, 1] * down[:, 0],
        ], 1)  # fmt: skip
        out = out / (out * out).sum(1, keepdim=True).sqrt().clamp(min=1e-9)
        out = torch.where((out * rays[:, 1:-1, 1:-1]).sum(1, keepdim=True) > 0, -out, out)
        return out.flatten(2), (near[..., 1:-1, 1:-1] > NEAR).to(out.dtype).flatten(1)

    def pitch(self, directions: Tensor, known: Tensor) -> tuple[Tensor, Tensor]:
        """The pitch [B] for which most surfaces are level or upright, and their share of the view [B]."""
        along = self.ups @ directions
        off = torch.minimum(along * along, (1 - along * along).clamp(min=0))
        agreed = (torch.exp(-off / OFF**2) * known.unsqueeze(1)).mean(2)
        most, best = agreed.max(1, keepdim=True)
        beside = ((torch.arange(len(PITCHES), device=best.device) - best).abs() <= 3).to(agreed.dtype)
        least = (agreed + 9 * (1 - beside)).amin(1, keepdim=True)
        weight = (agreed - least).clamp(min=0) * beside
        return (weight * self.pitches).sum(1) / weight.sum(1).clamp(min=1e-9), most[:, 0]

    def walls(self, directions: Tensor, known: Tensor, held: Tensor) -> Tensor:
        """Amount of wall in each direction [B,HEADINGS] around a camera with the orientation `held`
        [B,3,3]."""
        level = held.transpose(1, 2) @ directions
        upright = known * (level[:, 1].abs() < 0.05).to(known.dtype)
        found = (torch.exp((self.headings @ level - 1) / BLUR**2) * upright.unsqueeze(1)).mean(2)
        return found.clamp(max=0.2).clamp(min=1e-9).sqrt()

    def turn(self, earlier: Tensor, later: Tensor) -> tuple[Tensor, Tensor]:
        """Radians about the vertical [B] that map the earlier walls to the later ones, and their agreement
        [B]."""
        round_about = torch.cat([later[:, -TURNS:], later, later[:, :TURNS]], 1)
        alike = torch.stack(
            [(earlier * round_about[:, i : i + HEADINGS]).sum(1) for i in range(2 * TURNS + 1)], 1
        )
        steps, most = likeliest(alike)
        return steps * STEP, most

    def levels(self, inverse: Tensor, directions: Tensor, known: Tensor, held: Tensor) -> Tensor:
        """Amount of upward surface at each height [B,HEIGHTS] relative to a camera with the orientation
        `held`."""
        up = held[:, :, 1].unsqueeze(1)
        rays = self.cells.rays.unflatten(1, (self.cells.height, self.cells.width))
        places = rays / F.avg_pool2d(inverse.unsqueeze(1), CELL).clamp(min=0.005)
        height = up @ places[..., 1:-1, 1:-1].flatten(2)
        level = known.unsqueeze(1) * ((up @ directions) > 0.995).to(known.dtype)
        found = (torch.exp(-(((self.heights[:, None] - height) / RISE_STEP) ** 2)) * level).mean(2)
        return found.clamp(max=0.05).clamp(min=1e-9).sqrt()

    def rise(self, earlier: Tensor, later: Tensor) -> tuple[Tensor, Tensor]:
        """Metres [B] by which the earlier levels rise to the later ones, and their agreement [B]."""
        beyond, size = F.pad(later, (RISES, RISES)), len(HEIGHTS)
        alike = torch.stack([(earlier * beyond[:, i : i + size]).sum(1) for i in range(2 * RISES + 1)], 1)
        steps, most = likeliest(alike)
        return steps * RISE_STEP, most


def likeliest(alike: Tensor) -> tuple[Tensor, Tensor]:
    """Centre of the highest peak of [B,2N+1], in steps from -N to N [B], and its height [B]."""
    most, best = alike.max(1, keepdim=True)
    steps = torch.arange(alike.shape[1], device=best.device)
    beside = ((steps - best).abs() <= 2).to(alike.dtype)
    weight = (alike - torch.where(beside > 0, alike, most).amin(1, keepdim=True)) * beside
    return (weight * (steps - alike.shape[1] // 2)).sum(1) / weight.sum(1).clamp(min=1e-9), most[:, 0]
