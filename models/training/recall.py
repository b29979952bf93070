"""What keyframes know of a view: memory and the previous frame, carried into the target camera.

Two passes carry each keyframe over. A forward splat of inverse depth alone (a z-buffer by scatter-max)
finds where each target pixel's surface is; then every keyframe is sampled backwards at that surface
(bilinear, which is exact for inverse depth on planes), weighted by how well its own depth agrees.

Shapes: B views, K slots, H x W pixels; see shared/pack.ts. Conventions of camera space and of inverse
depth codes: shared/camera.ts and shared/inverse-depth.ts.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from config import ViewConfig

INVERSE_DEPTH_SCALE = 5.0 / 65535.0
#: Relative disagreement of depth at which a keyframe's pixel counts exp(-1), and an absolute floor (1/m).
DEPTH_TOLERANCE = 0.06
DEPTH_FLOOR = 0.004
#: The previous frame hides what memory knows only when it is nearer by this factor.
NEARER = 1.2
#: A pixel that lies between a nearer and a farther neighbour by this share of its inverse depth is on neither.
BETWEEN = 0.08


def pixel_rays(width: int, height: int, focal: float) -> Tensor:
    """Camera-space directions [3, height * width] with z = 1 through the pixel centres."""
    x = (torch.arange(width) + 0.5 - width / 2) / focal
    y = (height / 2 - torch.arange(height) - 0.5) / focal
    rows, columns = torch.meshgrid(y, x, indexing="ij")
    return torch.stack([columns, rows, torch.ones_like(rows)]).reshape(3, -1)


class Recall(nn.Module):
    def __init__(self, view: ViewConfig):
        super().__init__()
        self.view = view
        self.register_buffer("rays", pixel_rays(view.width, view.height, view.focal), persistent=False)

    def forward(self, rgb: Tensor, inverse_depth: Tensor, transforms: Tensor) -> tuple[Tensor, ...]:
        """What the slots know of the view, at its own size: memory's RGB and coverage, the previous frame's
        RGB and coverage, both together as RGB and root inverse depth [B,4,H,W] with their coverage, and
        the surface [B,H,W] in inverse depth."""
        height, width = self.view.height, self.view.width
        batch, slots = inverse_depth.shape[:2]
        inverse = drop_flying(inverse_depth.to(torch.float32) * INVERSE_DEPTH_SCALE).reshape(batch, slots, -1)
        surface = self.splat(inverse, transforms)
        samples, weights, trust = self.gather(rgb.to(torch.float32) / 255.0, inverse, transforms, surface)
        memory_weight = weights[:, 1:].sum(1)
        memory_rgb = (samples[:, 1:] * weights[:, 1:].unsqueeze(2)).sum(1) / (memory_weight.unsqueeze(1) + 1e-6)
        memory_coverage = trust[:, 1:].amax(1).unsqueeze(1)
        previous_coverage = trust[:, :1]
        remembered = memory_coverage * memory_rgb + (1 - memory_coverage) * samples[:, 0]
        depth_root = torch.sqrt(surface.clamp(min=0)).reshape(batch, 1, height, width)
        known = torch.maximum(memory_coverage, previous_coverage)
        values = torch.cat([remembered, depth_root], 1)
        return memory_rgb, memory_coverage, samples[:, 0] * previous_coverage, previous_coverage, values, known, surface

    def splat(self, inverse: Tensor, transforms: Tensor) -> Tensor:
        """Nearest inverse depth at each target pixel over all slots: [B, H, W], 0 = hole."""
        batch, slots, pixels = inverse.shape
        height, width, focal = self.view.height, self.view.width, self.view.focal
        # Points divided by their depth, so that the sky (inverse depth near 0) needs no special case.
        point = transforms[..., :3] @ self.rays + transforms[..., 3:] * inverse.unsqueeze(2)
        z = point[:, :, 2]
        safe = z.clamp(min=1e-3)
        column = torch.floor(point[:, :, 0] / safe * focal + width / 2)
        row = torch.floor(height / 2 - point[:, :, 1] / safe * focal)
        inside = (inverse > 0) & (z > 1e-3) & (column >= 0) & (column < width) & (row >= 0) & (row < height)
        # Every slot has a plane of its own; points that miss the view share one last cell.
        plane = torch.arange(slots, dtype=inverse.dtype, device=inverse.device).reshape(1, slots, 1) * pixels
        miss = torch.full_like(row, float(slots * pixels))
        index = torch.where(inside, row * width + column + plane, miss).to(torch.int64)
        value = torch.where(inside, (inverse / safe).clamp(max=5.0), torch.zeros_like(inverse))
        empty = torch.zeros(batch, slots * pixels + 1, dtype=inverse.dtype, device=inverse.device)
        buffer = empty.scatter_reduce(1, index.flatten(1), value.flatten(1), "amax", include_self=True)
        planes = buffer[:, : slots * pixels].reshape(batch, slots, height, width)
        filled = fill_cracks(planes)
        memory, previous = filled[:, 1:].amax(1, keepdim=True), filled[:, :1]
        # The last frame may know a wall that memory has only seen behind; where the two nearly agree,
        # memory is the truer.
        nearest = torch.where(previous > NEARER * memory, previous, memory)
        return smooth_planes(close(nearest, 5))[:, 0]

    def gather(self, colour: Tensor, inverse: Tensor, transforms: Tensor, surface: Tensor):
        """Each slot sampled where the target's surface lies in it.

        colour [B,K,3,H,W], inverse [B,K,N], surface [B,H,W] -> samples [B,K,3,H,W], blending weights and
        trust in [0, 1], both [B,K,H,W].
        """
        batch, slots = inverse.shape[:2]
        height, width, focal = self.view.height, self.view.width, self.view.focal
        target = surface.reshape(batch, 1, 1, -1)
        rotation = transforms[..., :3].transpose(2, 3)
        ray = rotation @ self.rays - (rotation @ transforms[..., 3:]) * target
        z = ray[:, :, 2].clamp(min=1e-3)
        # grid_sample's coordinates: -1 and 1 are the outer edges of the image.
        grid = torch.stack([ray[:, :, 0] / z * (2 * focal / width), -ray[:, :, 1] / z * (2 * focal / height)], -1)
        known = (inverse > 0).to(colour.dtype).reshape(batch, slots, 1, height, width)
        planes = torch.cat([colour * known, inverse.reshape(batch, slots, 1, height, width), known], 2)
        sampled = F.grid_sample(
            planes.reshape(batch * slots, 5, height, width),
            grid.reshape(batch * slots, height, width, 2),
            mode="bilinear",
            padding_mode="zeros",
            align_corners=False,
        ).reshape(batch, slots, 5, height, width)
        presence = sampled[:, :, 4]
        scale = 1.0 / (presence + 1e-4)
        expected = (target.squeeze(2) / z).reshape(batch, slots, height, width)
        error = (sampled[:, :, 3] * scale - expected).abs() / (DEPTH_TOLERANCE * expected + DEPTH_FLOOR)
        exists = (surface > 0).reshape(batch, 1, height, width) & (ray[:, :, 2] > 1e-3).reshape(
            batch, slots, height, width
        )
        trust = torch.exp(-error * error) * presence * exists.to(colour.dtype)
        # A keyframe that saw the surface from nearer holds more detail of it; one from afar is blurred.
        ratio = z.reshape(batch, slots, height, width)
        quality = torch.minimum(ratio, 1.0 / (ratio * ratio * ratio).clamp(min=1e-3)).clamp(0.05, 1.0)
        weights = (trust * quality) ** 2
        return sampled[:, :, :3] * scale.unsqueeze(2), weights, trust


def drop_flying(inverse: Tensor) -> Tensor:
    """Makes unknown, in slot 0, the pixels that a drawn frame smears between a near and a far surface."""
    drawn, rest = inverse[:, :1], inverse[:, 1:]
    above = F.max_pool2d(drawn, 3, 1, 1) - drawn
    below = drawn + F.max_pool2d(-drawn, 3, 1, 1)
    slack = BETWEEN * drawn + 0.002
    return torch.cat([torch.where((above > slack) & (below > slack), torch.zeros_like(drawn), drawn), rest], 1)


def close(inverse: Tensor, size: int) -> Tensor:
    """Morphological closing: nearer surfaces show no gaps narrower than `size` pixels."""
    reach = size // 2
    grown = F.max_pool2d(F.max_pool2d(inverse, (1, size), 1, (0, reach)), (size, 1), 1, (reach, 0))
    return -F.max_pool2d(F.max_pool2d(-grown, (1, size), 1, (0, reach)), (size, 1), 1, (reach, 0))


def fill_cracks(planes: Tensor) -> Tensor:
    """Fills holes of up to eight pixels in each keyframe's own plane.

    A surface seen from nearer than before, or less slantingly, lands as points with gaps between them,
    through which other keyframes' farther surfaces would show. Only holes are filled, so what a keyframe
    itself saw through a narrow opening stays.
    """
    return torch.where(planes > 0, planes, close(planes, 9))


def smooth_planes(inverse: Tensor) -> Tensor:
    """Averages away the splat's half-pixel rounding where the neighbourhood is one plane (affine, so unbiased)."""
    present = (inverse > 0).to(inverse.dtype)
    share = F.avg_pool2d(present, 3, 1, 1) + 1e-6
    mean = F.avg_pool2d(inverse, 3, 1, 1) / share
    square = F.avg_pool2d(inverse * inverse, 3, 1, 1) / share
    spread = (square - mean * mean).clamp(min=0)
    smooth = (spread < (0.05 * mean) ** 2) & (share > 0.99) & (inverse > 0)
    return torch.where(smooth, mean, inverse)


def fill_holes(values: Tensor, known: Tensor) -> Tensor:
    """Holes take the average of what is known near them, from ever wider surroundings (pull-push)."""
    result, weight = values * known, known
    for size in (4, 16):
        pulled_weight = F.avg_pool2d(known, size)
        pulled = F.avg_pool2d(values * known, size) / (pulled_weight + 1e-4)
        push = F.interpolate(pulled, scale_factor=float(size), mode="bilinear", align_corners=False)
        push_weight = F.interpolate(
            (pulled_weight * size).clamp(max=1.0), scale_factor=float(size), mode="bilinear", align_corners=False
        )
        result = result + (1 - weight) * push * push_weight
        weight = weight + (1 - weight) * push_weight
    return result + (1 - weight) * 0.5
