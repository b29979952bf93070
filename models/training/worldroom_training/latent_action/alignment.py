"""Estimates the rigid motion between two RGB-D frames. The most probable motions of a lattice are refined
from coarse to fine by Gauss-Newton steps on colours, learnt features and depths (dense visual odometry,
Kerl et al., 2013). The cost is robust, so that independently moving objects count little. Gradients pass
through the refinement."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.latent_action.rigid_motion import Geometry, rotation_of, sampled, solved, turn_of

#: Scales of the robust cost: difference of colours (range 2) and features, and of inverse depths (as a share,
#: and in inverse metres).
UNLIKE, DEPTH_SHARE, DEPTH_LEAST = 0.1, 0.02, 0.004
#: Cost of a cell that leaves the view. Without it, a motion that looks away from everything would be best.
LOST = 0.3
#: Weights, relative to the mean over all cells: of the upright camera and the floor's rise, of a motion near
#: standing still; and the damping.
UPRIGHT, STILL, DAMPING = 2e4, 1e-4, 1e-3
#: The longest step of a refinement, radians or metres.
LONGEST = 0.15


@dataclass
class Held:
    """Constraints from level and upright surfaces: orientation of the earlier and the later camera [B,3,3],
    and its certainty, 0 to 1 [B]; the turn about the vertical from walls, radians [B], and 1 if it is
    certain, else 0 [B]; the rise of static points relative to the later camera, metres [B], and 1 if the
    floor determines it, else 0 [B]."""

    earlier: Tensor
    later: Tensor
    sure: Tensor
    turn: Tensor
    walls: Tensor
    rise: Tensor
    floor: Tensor


class Alignment(nn.Module):
    """Aligns frames of one size, [B,C+2,h,w]: colours and features, inverse depth, trust (0 to 1)."""

    def __init__(self, geometry: Geometry) -> None:
        super().__init__()
        self.geometry = geometry

    def differences(self, first: Tensor, found: Tensor, points: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """first [B,C+2,P], found [B,C+2,K,P], points [B,K,3,P] -> differences of colours [B,C,K,P] and of
        depth [B,K,P], both in units of the cost's scales, and the scale of depth."""
        expected = first[:, -2].unsqueeze(1) / points[:, :, 2].clamp(min=0.05)
        unit = DEPTH_SHARE * (expected + found[:, -2]) + DEPTH_LEAST
        return (found[:, :-2] - first[:, :-2].unsqueeze(2)) / UNLIKE, (found[:, -2] - expected) / unit, unit

    def doubt(self, first: Tensor, later: Tensor, rotation: Tensor, shift: Tensor) -> Tensor:
        """Cost of K motions, rotation [B,K,3,3] and shift [B,K,3]: [B,K], 0 to 1."""
        points = self.geometry.points(first[:, -2], rotation, shift)
        grid, inside = self.geometry.grid(points)
        colour, depth, _ = self.differences(first, sampled(later, grid), points)
        colour, depth = (colour * colour).sum(1) / 3, depth * depth
        off = (colour / (1 + colour) + depth / (1 + depth)) / 2
        weight = first[:, -1].unsqueeze(1) * inside
        return (off * weight).sum(2) / weight.sum(2).clamp(min=1) + LOST * (1 - inside.mean(2))

    def refined(
        self,
        first: Tensor,
        later: Tensor,
        held: Held,
        rotation: Tensor,
        shift: Tensor,
        steps: int,
        leniency: float,
    ) -> tuple[Tensor, Tensor]:
        """K motions after some refinement steps."""
        geometry = self.geometry
        slopes = [
            F.pad((later[..., 2:] - later[..., :-2]) / 2, (1, 1, 0, 0)),
            F.pad((later[..., 2:, :] - later[..., :-2, :]) / 2, (0, 0, 1, 1)),
        ]
        both = torch.cat([later, slopes[0][:, :-1], slopes[1][:, :-1]], 1)
        channels = later.shape[1]
        earlier_held, later_held = held.earlier.unsqueeze(1), held.later.unsqueeze(1)
        up, rise, floor = later_held[..., 1], held.rise[:, None, None], UPRIGHT * held.floor[:, None, None]
        firm = UPRIGHT * torch.stack([held.sure, held.walls, held.sure], 1).unsqueeze(1)
        turned = rotation_of(F.pad(held.turn.unsqueeze(1), (1, 1))).unsqueeze(1)
        turned_held = turned @ earlier_held.transpose(2, 3)
        for _ in range(steps):
            points = geometry.points(first[:, -2], rotation, shift)
            grid, inside = geometry.grid(points)
            found = sampled(both, grid)
            across, down = found[:, channels : 2 * channels - 1], found[:, 2 * channels - 1 :]
            colour, depth, unit = self.differences(first, found[:, :channels], points)
            z = points[:, :, 2].clamp(min=0.05)
            x, y, near = points[:, :, 0] / z, points[:, :, 1] / z, first[:, -2].unsqueeze(1) / z
            none = torch.zeros_like(x)
            # Derivatives by turns about right, up and forward, and by shifts along them: of columns, rows,
            # and the depth's logarithm.
            column = geometry.focal * torch.stack([-x * y, 1 + x * x, -y, near, none, -x * near], 2)
            row = geometry.focal * torch.stack([1 + y * y, -x * y, -x, none, -near, y * near], 2)
            deeper = torch.stack([y, -x, none, none, none, near], 2)
            slope = across.transpose(1, 2).unsqueeze(3) * column.unsqueeze(2) + down.transpose(
                1, 2
            ).unsqueeze(3) * row.unsqueeze(2)
            slope = torch.cat(
                [
                    slope[:, :, :-1] / UNLIKE,
                    (slope[:, :, -1:] + (near.unsqueeze(2) * deeper).unsqueeze(2)) / unit[:, :, None, None],
                ],
                2,
            )
            off = torch.cat([colour, depth.unsqueeze(1)], 1).transpose(1, 2)
            weight = inside * first[:, -1].unsqueeze(1) / first[:, -1].mean(1).clamp(min=0.01)[:, None, None]
            colour_weight = weight / (1 + (colour * colour).sum(1) / 3 / leniency) ** 2 / 3
            depth_weight = weight / (1 + depth * depth / leniency) ** 2
            root = (
                torch.cat(
                    [colour_weight.unsqueeze(2).expand(-1, -1, channels - 2, -1), depth_weight.unsqueeze(2)],
                    2,
                )
                .clamp(min=1e-12)
                .sqrt()
            )
            slope = (slope * root.unsqueeze(3)).transpose(2, 3).flatten(3)
            off = (off * root).flatten(2)
            cells = first.shape[2]
            matrix, right = slope @ slope.transpose(2, 3) / cells, (slope @ off.unsqueeze(3))[..., 0] / cells
            tilt = turn_of(later_held.transpose(2, 3) @ rotation @ turned_held.transpose(2, 3))
            level = later_held.transpose(2, 3)
            matrix = matrix + F.pad(level.transpose(2, 3) @ (firm.unsqueeze(3) * level), (0, 3, 0, 3))
            right = right + F.pad((level.transpose(2, 3) @ (firm * tilt).unsqueeze(3))[..., 0], (0, 3))
            rises = torch.cat([torch.linalg.cross(shift, up.expand_as(shift)), up.expand_as(shift)], 2)
            matrix = matrix + floor.unsqueeze(3) * rises.unsqueeze(3) * rises.unsqueeze(2)
            right = right + floor * rises * ((shift * up).sum(2, keepdim=True) - rise)
            unity = torch.eye(6, device=later.device)
            matrix = matrix + DAMPING * matrix * unity + STILL * unity
            step = -solved(matrix, right)
            step = step * (LONGEST / step.abs().amax(2, keepdim=True).clamp(min=LONGEST))
            turn = rotation_of(step[..., :3])
            rotation, shift = turn @ rotation, (turn @ shift.unsqueeze(-1))[..., 0] + step[..., 3:]
        return rotation, shift
