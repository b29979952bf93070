"""Where the rays of a view meet the surfaces that keyframes show.

Shapes: B views, K slots, H x W pixels, P = H * W; see shared/pack.ts. Slot 0 is the previous frame.
"""

import torch
from torch import Tensor

from worldroom_training.config import ViewConfig
from worldroom_training.contract import MAXIMUM_INVERSE_DEPTH
from worldroom_training.reprojection.hole_filling import spread_cells

#: A guessed surface is believed when the keyframe's own plane lies within this share of it, and this (1/m).
SETTLED = 0.1
SETTLED_FLOOR = 0.002
#: Distance from the guess where a keyframe shows no plane.
NO_PLANE = 9.0
#: A keyframe sees past a surface where it shows one that is farther by more than this share of it, and
#: this (1/m).
PAST = 0.2
PAST_FLOOR = 0.01
#: What is behind a surface is farther by at least this share.
BEHIND = 0.1
#: Share by which a surface whose points lie far apart must be nearer than the one found without it.
NEARER = 0.01
#: Share by which four pixels of a keyframe, and a surface between them, may be off one plane.
MESH = 0.01
#: Least part of a plane's equation by which it faces the view.
LEAST_FACING = 1e-3


class SlotSurfaces:
    """The slots' own surfaces, as a view's rays meet them."""

    def __init__(self, view: ViewConfig, inverse: Tensor, turned: Tensor, shift: Tensor) -> None:
        """inverse [B,K,P]: inverse depth in each slot. A pixel of the view at inverse depth d lies in a slot
        along turned - d * shift, [B,K,3,P] and [B,K,3,1], divided by d."""
        self.view = view
        self.inverse = inverse
        self.turned = turned
        self.shift = shift

    def settle(self, guess: Tensor, slot: Tensor) -> tuple[Tensor, Tensor]:
        """Where the ray of each pixel meets the plane that its slot shows at the guessed place.

        guess, slot [B,P] -> inverse depth [B,P] and its relative distance from the guess (NO_PLANE = none).
        Inverse depth is affine over the image of a plane, so one step is exact however far off the guess is.
        """
        height, width, focal = self.view.height, self.view.width, self.view.focal
        pixels = self.inverse.shape[2]
        which = slot.unsqueeze(1).unsqueeze(1).expand(-1, 1, 3, -1)
        own = self.turned.gather(1, which)[:, 0]
        own_shift = self.shift.expand(-1, -1, -1, pixels).gather(1, which)[:, 0]
        ray = own - own_shift * guess.unsqueeze(1)
        z = ray[:, 2].clamp(min=1e-3)
        u = torch.floor(ray[:, 0] / z * focal + width / 2)
        v = torch.floor(height / 2 - ray[:, 1] / z * focal)
        inside = (ray[:, 2] > 1e-3) & (u >= 0) & (u < width) & (v >= 0) & (v < height) & (guess > 0)
        # Slopes reach one pixel to all sides.
        u, v = u.clamp(1, width - 2), v.clamp(1, height - 2)
        index = slot * pixels + (v * width + u).to(torch.int64)
        flat = self.inverse.flatten(1)
        here = flat.gather(1, index)
        across = smaller(here - flat.gather(1, index - 1), flat.gather(1, index + 1) - here) * focal
        up = -smaller(here - flat.gather(1, index - width), flat.gather(1, index + width) - here) * focal
        along = here - across * ((u + 0.5 - width / 2) / focal) - up * ((height / 2 - v - 0.5) / focal)
        top = across * own[:, 0] + up * own[:, 1] + along * own[:, 2]
        # At most 0 where the plane turns its back to the view.
        bottom = 1.0 + across * own_shift[:, 0] + up * own_shift[:, 1] + along * own_shift[:, 2]
        settled = top / bottom.clamp(min=LEAST_FACING)
        meets = inside & (here > 0) & (bottom > 0) & (settled > 0) & (settled < MAXIMUM_INVERSE_DEPTH)
        off = (settled - guess).abs() / (guess + SETTLED_FLOOR / SETTLED)
        return settled, torch.where(meets, off, torch.full_like(off, NO_PLANE))

    def bring_forward(
        self, surface: Tensor, slot: Tensor, level: Tensor, scale: int
    ) -> tuple[Tensor, Tensor]:
        """Replaces surfaces by nearer ones that a keyframe shows, though its points lie too far apart in the
        view to hide what is behind them.

        surface, slot [B,P], level [B,K,H/scale,W/scale]: surfaces with gaps closed -> surface, slot [B,P].
        """
        nearest, index = level[:, 1:].max(1, keepdim=True)
        size = self.view.height, self.view.width
        guess = spread_cells(nearest, scale, *size).flatten(1)
        other = spread_cells(index.to(guess.dtype), scale, *size).flatten(1)
        other = 1 + other.to(torch.int64)
        # The guess may be far off. The plane there may be another one than where the ray meets it.
        first, off = self.settle(guess, other)
        first = torch.where(off < NO_PLANE, first, torch.zeros_like(first))
        found, off = self.settle(first, other)
        nearer = torch.minimum(first, found) > surface * (1 + NEARER) + SETTLED_FLOOR
        brought = nearer & (off < SETTLED) & self.is_shown(found, other)
        return torch.where(brought, found, surface), torch.where(brought, other, slot)

    def is_shown(self, surface: Tensor, slot: Tensor) -> Tensor:
        """Whether a surface lies between four pixels of its slot that show one plane: [B,P]."""
        height, width, focal = self.view.height, self.view.width, self.view.focal
        pixels = self.inverse.shape[2]
        which = slot.unsqueeze(1).unsqueeze(1).expand(-1, 1, 3, -1)
        own_shift = self.shift.expand(-1, -1, -1, pixels).gather(1, which)[:, 0]
        ray = self.turned.gather(1, which)[:, 0] - own_shift * surface.unsqueeze(1)
        z = ray[:, 2].clamp(min=1e-3)
        u = ray[:, 0] / z * focal + (width / 2 - 0.5)
        v = (height / 2 - 0.5) - ray[:, 1] / z * focal
        inside = (ray[:, 2] > 1e-3) & (u >= 0) & (u < width - 1) & (v >= 0) & (v < height - 1)
        left, top = torch.floor(u).clamp(0, width - 2), torch.floor(v).clamp(0, height - 2)
        index = slot * pixels + (top * width + left).to(torch.int64)
        flat = self.inverse.flatten(1)
        upper_left, upper_right = flat.gather(1, index), flat.gather(1, index + 1)
        lower_left, lower_right = flat.gather(1, index + width), flat.gather(1, index + width + 1)
        above = upper_left + (upper_right - upper_left) * (u - left)
        below = lower_left + (lower_right - lower_left) * (u - left)
        expected = surface / z
        off = (above + (below - above) * (v - top) - expected).abs()
        bent = ((upper_left + lower_right) - (upper_right + lower_left)).abs()
        least = torch.minimum(torch.minimum(upper_left, upper_right), torch.minimum(lower_left, lower_right))
        return inside & (least > 0) & (torch.maximum(off, bent) < MESH * expected)

    def take_back(self, surface: Tensor, slot: Tensor, wide: Tensor) -> Tensor:
        """Replaces surfaces that another keyframe sees past by what is behind them.

        surface, slot [B,P], wide [B,K,H,W] -> [B,P].

        A keyframe's edges are as coarse as its pixels, and the nearest surface of several keyframes is the
        one that reaches out farthest. Where a keyframe shows the place with more pixels, it says better where
        the surface ends.
        """
        behind = surface * (1 - BEHIND)
        height, width = wide.shape[2:]
        farther = torch.where(wide < behind.reshape(-1, 1, height, width), wide, torch.zeros_like(wide))
        # The previous frame is not memory.
        guess, other = farther[:, 1:].max(1)
        settled, off = self.settle(guess.flatten(1), other.flatten(1) + 1)
        known = (off < SETTLED) & (settled < behind)
        past = known & self.is_seen_past(surface, slot)
        return torch.where(past, settled, surface)

    def is_seen_past(self, surface: Tensor, slot: Tensor) -> Tensor:
        """Whether a keyframe with more pixels of the place than `slot` sees something farther there."""
        height, width, focal = self.view.height, self.view.width, self.view.focal
        ray = self.turned - self.shift * surface.reshape(surface.shape[0], 1, 1, -1)
        z = ray[:, :, 2]
        safe = z.clamp(min=1e-3)
        column = torch.floor(ray[:, :, 0] / safe * focal + width / 2)
        row = torch.floor(height / 2 - ray[:, :, 1] / safe * focal)
        column_inside, row_inside = column.clamp(0, width - 1), row.clamp(0, height - 1)
        inside = (column == column_inside) & (row == row_inside) & (z > 1e-3)
        seen = self.inverse.gather(2, (row_inside * width + column_inside).to(torch.int64))
        farther = (seen > 0) & (seen < (1 - PAST) * surface.unsqueeze(1) / safe - PAST_FLOOR)
        finer = z < z.gather(1, slot.unsqueeze(1))
        # Pictures of the sky alone have the camera's own place, and show nothing that stands before it.
        is_elsewhere = self.shift.abs().amax((2, 3)).unsqueeze(2) > 0
        past = (inside & farther & finer & is_elsewhere)[:, 1:].any(1)
        return past & (slot > 0) & (surface > 0)


def smaller(a: Tensor, b: Tensor) -> Tensor:
    """Of two slopes the one nearer to 0: it does not reach across the edge of a surface."""
    return torch.where(a.abs() < b.abs(), a, b)
