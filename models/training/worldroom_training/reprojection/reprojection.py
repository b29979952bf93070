"""What keyframes know of a view: memory and the previous frame, carried into the target camera.

A forward splat of inverse depth alone (a z-buffer by scatter-max) finds roughly where each target pixel's
surface is and which keyframe shows it there; that keyframe's own plane at the place, met by the pixel's
ray, says where exactly. Where its points lie too far apart to hide what is behind them, the same is tried
with wider gaps. Where a keyframe with more pixels of the place sees past it, what is behind counts
(slot_surfaces.py). Then the keyframe that knows the surface best is sampled backwards there.

Shapes: B views, K slots, H x W pixels, P = H * W; see shared/pack.ts. Conventions of camera space and of
inverse depth codes: shared/geometry/camera.ts and shared/geometry/inverse-depth.ts.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import ViewConfig
from worldroom_training.contract import INVERSE_DEPTH_SCALE, MAXIMUM_INVERSE_DEPTH
from worldroom_training.pixel_rays import pixel_rays
from worldroom_training.reprojection.hole_filling import closed, fill_gaps, nearest_of_cells, spread_cells
from worldroom_training.reprojection.slot_surfaces import SETTLED, SETTLED_FLOOR, SlotSurfaces

#: Relative disagreement of depth at which a keyframe's pixel counts exp(-1), and an absolute floor (1/m).
DEPTH_TOLERANCE = 0.06
DEPTH_FLOOR = 0.004
#: The same while keyframes are compared at whole pixels, where a slanting surface is met less exactly.
WIDE_TOLERANCE = 0.12
WIDE_FLOOR = 0.006
#: A pixel that lies between a nearer and a farther neighbour by this share of its inverse depth is on
#: neither.
BETWEEN = 0.08
#: Agreement with memory's depth below which the previous frame is asked.
UNSURE = 0.4
#: Pixels that gaps in a splatted surface may measure, and the same again at a quarter and at a sixteenth of
#: the size.
GAP = 5
WIDE_GAP = 3
WIDEST_GAP = 5
#: Pixels that gaps between the surfaces of all slots may measure.
SURFACE_GAP = 5


class Reprojection(nn.Module):
    rays: Tensor

    def __init__(self, view: ViewConfig) -> None:
        super().__init__()
        self.view = view
        self.register_buffer("rays", pixel_rays(view.width, view.height, view.focal), persistent=False)

    def forward(self, rgb: Tensor, inverse_depth: Tensor, transforms: Tensor) -> tuple[Tensor, ...]:
        """What the slots know of the view, at its own size: RGB and root inverse depth [B,4,H,W], memory's
        coverage and detail (source pixels a pixel along one side, up to 1), the previous frame's coverage
        where memory has none, both together, and the surface [B,H,W] in inverse depth."""
        height, width = self.view.height, self.view.width
        batch, slots = inverse_depth.shape[:2]
        inverse = drop_flying(inverse_depth.to(torch.float32) * INVERSE_DEPTH_SCALE).reshape(batch, slots, -1)
        # A pixel at inverse depth d lies in a slot along turned - d * shift, divided by d.
        back = transforms[..., :3].transpose(2, 3)
        turned, shift = back @ self.rays, back @ transforms[..., 3:]
        surface = self.surface(inverse, transforms, SlotSurfaces(self.view, inverse, turned, shift))
        colour, trust, detail, remembered = self.gather(rgb, inverse, turned, shift, surface)
        memory_coverage, previous_coverage = trust * remembered, trust * (1 - remembered)
        depth_root = torch.sqrt(surface.clamp(min=0)).reshape(batch, 1, height, width)
        values = torch.cat([colour, depth_root], 1)
        surface = surface.reshape(batch, height, width)
        return values, memory_coverage, detail * memory_coverage, previous_coverage, trust, surface

    def surface(self, inverse: Tensor, transforms: Tensor, slots: SlotSurfaces) -> Tensor:
        """Nearest inverse depth at each target pixel over all slots: [B, P], 0 = hole."""
        batch = inverse.shape[0]
        fine = fill_gaps(self.splat(inverse, transforms), GAP)
        # Where a surface is seen from much nearer than before, its points lie farther apart still.
        coarse = closed(nearest_of_cells(fine, 4), WIDE_GAP)
        wide = torch.where(fine > 0, fine, spread_cells(coarse, 4, self.view.height, self.view.width))
        guess, slot = nearest_slot(wide)
        settled, off = slots.settle(guess.flatten(1), slot.flatten(1))
        sure, _ = nearest_slot(fine)
        result, slot = torch.where(off < SETTLED, settled, sure.flatten(1)), slot.flatten(1)
        coarsest = closed(nearest_of_cells(fine, 16), WIDEST_GAP)
        for level, scale in ((coarsest, 16), (coarse, 4)):
            result, slot = slots.bring_forward(result, slot, level, scale)
        result = slots.take_back(result, slot, wide)
        filled = closed(result.reshape(batch, 1, self.view.height, self.view.width), SURFACE_GAP).flatten(1)
        # Closing also levels the last pixels of a slope before a nearer edge: its colours would be those of
        # another place.
        return torch.where(filled - result > SETTLED * result + SETTLED_FLOOR, filled, result)

    def splat(self, inverse: Tensor, transforms: Tensor) -> Tensor:
        """Each slot's points as the target camera sees them: inverse depth [B, K, H, W], 0 = nothing."""
        batch, slots, pixels = inverse.shape
        height, width, focal = self.view.height, self.view.width, self.view.focal
        # Points divided by their depth, so that the sky (inverse depth near 0) needs no special case.
        point = transforms[..., :3] @ self.rays + transforms[..., 3:] * inverse.unsqueeze(2)
        z = point[:, :, 2]
        safe = z.clamp(min=1e-3)
        column = torch.floor(point[:, :, 0] / safe * focal + width / 2)
        row = torch.floor(height / 2 - point[:, :, 1] / safe * focal)
        # Points that miss the view fall on its edge as nothing: a value of 0 hides no other.
        column_inside, row_inside = column.clamp(0, width - 1), row.clamp(0, height - 1)
        inside = (column == column_inside) & (row == row_inside) & (z > 1e-3)
        # Every slot has a plane of its own.
        plane = torch.arange(slots, dtype=inverse.dtype, device=inverse.device).reshape(1, slots, 1) * pixels
        index = (row_inside * width + column_inside + plane).to(torch.int64)
        value = (inverse / safe).clamp(max=MAXIMUM_INVERSE_DEPTH) * inside.to(inverse.dtype)
        empty = torch.zeros(batch, slots * pixels, dtype=inverse.dtype, device=inverse.device)
        buffer = empty.scatter_reduce(1, index.flatten(1), value.flatten(1), "amax", include_self=True)
        return buffer.reshape(batch, slots, height, width)

    def gather(
        self, rgb: Tensor, inverse: Tensor, turned: Tensor, shift: Tensor, surface: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The best keyframe at each pixel, or the previous frame where none knows it, sampled where its
        surface lies there.

        -> colour [B,3,H,W], how far it can be trusted, 0 to 1, the source pixels a pixel, up to 1, and 1
        where it is a keyframe's: each [B,1,H,W]. One keyframe alone is sharper than a mean of several, which
        never meet to the pixel. Where memory knows a pixel its word is final: a frame that copies its own
        last one decays.
        """
        batch, slots, pixels = inverse.shape
        height, width, focal = self.view.height, self.view.width, self.view.focal
        chosen = self.choose(inverse, turned, shift, surface).unsqueeze(1)
        which = chosen.unsqueeze(2).expand(-1, 1, 3, -1)
        ray = (
            turned.gather(1, which)
            - shift.expand(-1, -1, -1, pixels).gather(1, which) * surface.reshape(batch, 1, 1, pixels)
        )[:, 0]
        z = ray[:, 2:].clamp(min=1e-3)
        u = ray[:, :1] / z * focal + width / 2
        v = height / 2 - ray[:, 1:2] / z * focal
        inside = (
            (ray[:, 2:] > 1e-3)
            & (u >= 0)
            & (u < width)
            & (v >= 0)
            & (v < height)
            & (surface > 0).unsqueeze(1)
        )
        expected = surface.unsqueeze(1) / z
        detail = (1.0 / z).clamp(max=1.0).reshape(batch, 1, height, width)
        remembered = (chosen > 0).to(u.dtype).reshape(batch, 1, height, width)
        known = (inverse > 0).to(u.dtype).reshape(batch, slots, height, width)
        colour = rgb.transpose(1, 2).to(u.dtype) * (known / 255.0).unsqueeze(1)
        planes = torch.cat([colour, inverse.reshape(batch, 1, slots, height, width), known.unsqueeze(1)], 1)
        # The slots lie below each other in one tall picture; grid_sample's -1 and 1 are its outer edges.
        row = v.clamp(0.5, height - 0.5) + chosen.to(u.dtype) * height
        grid = torch.stack([u * (2.0 / width) - 1.0, row * (2.0 / (slots * height)) - 1.0], -1)
        sampled = F.grid_sample(
            planes.reshape(batch, 5, slots * height, width),
            grid.reshape(batch, height, width, 2),
            mode="bilinear",
            padding_mode="zeros",
            align_corners=False,
        )
        presence = sampled[:, 4:]
        scale = 1.0 / (presence + 1e-4)
        expected = expected.reshape(presence.shape)
        error = (sampled[:, 3:4] * scale - expected).abs() / (DEPTH_TOLERANCE * expected + DEPTH_FLOOR)
        trust = torch.exp(-error * error) * presence * inside.to(u.dtype).reshape(presence.shape)
        return sampled[:, :3] * scale, trust, detail, remembered

    def choose(self, inverse: Tensor, turned: Tensor, shift: Tensor, surface: Tensor) -> Tensor:
        """The slot that knows the surface best at each pixel, int64 [B,P]; neighbours share it, two by
        two."""
        batch, _, pixels = inverse.shape
        height, width, focal = self.view.height, self.view.width, self.view.focal
        thin = lambda values: values.unflatten(-1, (height, width))[..., ::2, ::2].flatten(-2)
        surface = thin(surface).unsqueeze(1)
        ray = thin(turned) - shift * surface.unsqueeze(1)
        z = ray[:, :, 2].clamp(min=1e-3)
        near = 1.0 / z
        column = torch.floor(ray[:, :, 0] * near * focal + width / 2)
        row = torch.floor(height / 2 - ray[:, :, 1] * near * focal)
        column_inside, row_inside = column.clamp(0, width - 1), row.clamp(0, height - 1)
        inside = (column == column_inside) & (row == row_inside) & (ray[:, :, 2] > 1e-3)
        pixel = (row_inside * width + column_inside).to(torch.int64)
        seen = inverse.gather(2, pixel) * inside.to(inverse.dtype)
        expected = surface * near
        error = (seen - expected).abs() / (WIDE_TOLERANCE * expected + WIDE_FLOOR)
        agreement = torch.exp(-error * error) * (seen > 0).to(inverse.dtype)
        # A keyframe that saw the surface from nearer holds more detail of it; one from afar is blurred.
        quality = torch.minimum(z, near).clamp(0.05, 1.0)
        best = 1 + (agreement * quality)[:, 1:].argmax(1, keepdim=True)
        recalled = agreement.gather(1, best)
        unsure = (recalled < UNSURE) & (agreement[:, :1] > recalled)
        chosen = torch.where(unsure, torch.zeros_like(best), best)
        grid = chosen.reshape(batch, height // 2, 1, width // 2, 1)
        return grid.expand(-1, -1, 2, -1, 2).reshape(batch, pixels)


def drop_flying(inverse: Tensor) -> Tensor:
    """Makes unknown, in slot 0, the pixels that a drawn frame smears between a near and a far surface."""
    drawn, rest = inverse[:, :1], inverse[:, 1:]
    above = F.max_pool2d(drawn, 3, 1, 1) - drawn
    below = drawn + F.max_pool2d(-drawn, 3, 1, 1)
    slack = BETWEEN * drawn + 0.002
    flying = (above > slack) & (below > slack)
    return torch.cat([torch.where(flying, torch.zeros_like(drawn), drawn), rest], 1)


def nearest_slot(planes: Tensor) -> tuple[Tensor, Tensor]:
    """Memory's nearest surface, the last frame's where it has none, and the slot it is of: planes [B,K,H,W]
    -> two of [B,H,W]."""
    memory, slot = planes[:, 1:].max(1)
    # Were the last frame to hide memory where it is nearer, its edges would grow with every tick.
    known = memory > 0
    return torch.where(known, memory, planes[:, 0]), torch.where(known, slot + 1, torch.zeros_like(slot))
