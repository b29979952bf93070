"""Appearance of entities: a light field of every kind, learnt from reference frames.

A ray that hits an entity's oriented box is described by its entry and exit points in the entity's own
axes. A small perceptron outputs the surface that it hits: colour, probability of a hit, and depth inside
the box (after Light Field Networks, Sitzmann et al., 2021). Only rays that hit a box are evaluated, so the
cost is proportional to the entities' size in the view.

Shapes: B views, M entities, E features (shared/entity.ts), C controls, P pairs of an entity and a coarse
pixel, each of which stands for 2 x 2 pixels of the view.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import Config
from worldroom_training.contract import ENTITY, ENTITY_KINDS
from worldroom_training.networks.box_intersection import crossing, own_axes, ratio
from worldroom_training.pixel_rays import pixel_rays

#: RGB 3, the entity's coverage of the pixel, root inverse depth
FIELD_CHANNELS = 5
#: Octaves of the positional encoding of a ray's entry and exit points.
OCTAVES = 4
#: Coverage below which a pixel shows nothing of an entity.
FAINTEST = 0.01
#: An entity is visible if it is not farther than the known surface: steepness, and slack as a share of
#: inverse depth.
STEEPNESS = 30.0
SLACK = 0.95
#: Share of the known inverse depth around a ray below which a box is hidden and not evaluated.
HIDDEN = 0.7


class EntityField(nn.Module):
    rays: Tensor
    coarse_rays: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        view, width = config.view, config.entity_field.width
        self.view = view
        self.register_buffer("rays", pixel_rays(view.width, view.height, view.focal), persistent=False)
        coarse = pixel_rays(view.width // 2, view.height // 2, view.focal / 2)
        self.register_buffer("coarse_rays", coarse, persistent=False)
        inputs = 6 + 12 * OCTAVES + 3 + 4 + 4 + len(ENTITY_KINDS) + 1 + 3 + 1 + config.condition.controls
        layers: list[nn.Module] = []
        for size in [inputs] + [width] * (config.entity_field.layers - 1):
            layers += [nn.Linear(size, width), nn.ReLU()]
        self.surface = nn.Sequential(*layers, nn.Linear(width, 5))

    def forward(self, entities: Tensor, controls: Tensor, known: Tensor) -> Tensor:
        """entities [B,M,E], controls [B,C], known surface [B,H,W] in inverse depth (0 = none)
        -> [B,5,H,W]."""
        height, width = self.view.height, self.view.width
        batch, count = entities.shape[:2]
        which, pixel = self.pairs(entities, known)
        view = torch.div(which, count, rounding_mode="floor")
        rgb, alpha, inverse, _ = self.look(entities, controls, which, pixel)
        place = (view.unsqueeze(1) * (height * width) + pixel).flatten()
        alpha, inverse = torch.sigmoid(alpha).flatten(), inverse.flatten()
        # The nearest entity that is certain; otherwise the most certain one.
        rank = torch.where(alpha > 0.5, 1.0 + inverse, alpha)
        best = torch.zeros(batch * height * width, dtype=rank.dtype, device=rank.device)
        best = best.scatter_reduce(0, place, rank, "amax", include_self=True)
        wins = (rank >= best[place]) & (alpha > FAINTEST)
        # Pairs that lose share one additional last cell.
        cell = torch.where(wins, place, torch.full_like(place, batch * height * width))
        depth_root = inverse.clamp(min=0).sqrt()
        values = torch.cat([rgb.flatten(0, 1), alpha.unsqueeze(1), depth_root.unsqueeze(1)], 1)
        cells = batch * height * width + 1
        planes = torch.zeros(cells, FIELD_CHANNELS, dtype=values.dtype, device=values.device)
        planes = planes.scatter(0, cell.unsqueeze(1).expand(-1, FIELD_CHANNELS), values)
        maps = planes[:-1].reshape(batch, height, width, FIELD_CHANNELS).permute(0, 3, 1, 2)
        nearer = maps[:, 4] * maps[:, 4] / (known + 0.005)
        shown = maps[:, 3] * torch.sigmoid((nearer - SLACK) * STEEPNESS)
        return torch.cat([maps[:, :3], shown.unsqueeze(1), maps[:, 4:]], 1)

    def pairs(self, entities: Tensor, known: Tensor) -> tuple[Tensor, Tensor]:
        """Entities [P] (index into B x M) and the pixels [P,4] of the view whose rays may hit their box in
        front of the known surface [B,H,W] in inverse depth (0 = none)."""
        height, width = self.view.height // 2, self.view.width // 2
        origin, direction, _ = own_axes(entities.flatten(0, 1), self.coarse_rays.unsqueeze(0))
        enter, leave = crossing(origin, direction)
        farthest = -F.max_pool2d(-known.unsqueeze(1), 4, 2, 1)
        hidden = 1.0 / enter < HIDDEN * farthest.expand(-1, entities.shape[1], -1, -1).reshape(enter.shape)
        hit = (leave > enter) & (entities[..., ENTITY.present].flatten() > 0.5).unsqueeze(1) & ~hidden
        # Dilated, so that a box between the coarse rays is hit as well.
        grown = F.max_pool2d(hit.to(entities.dtype).reshape(-1, 1, height, width), 3, 1, 1)
        found = grown.flatten().nonzero()[:, 0]
        # At least one pair, so that no tensor is empty; an absent entity covers nothing.
        found = torch.cat([found, found.new_zeros(1)])
        which = torch.div(found, height * width, rounding_mode="floor")
        coarse = found - which * (height * width)
        row = torch.div(coarse, width, rounding_mode="floor")
        corner = row * (4 * width) + (coarse - row * width) * 2
        steps = torch.tensor([0, 1, 2 * width, 2 * width + 1], device=entities.device)
        return which, corner.unsqueeze(1) + steps

    def look(
        self, entities: Tensor, controls: Tensor, which: Tensor, pixel: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Evaluates the rays through `pixel` [P,4] for the entities `which` [P].

        -> RGB [P,4,3] in about [0,1], logit of a hit [P,4], its inverse depth [P,4] in 1/m, and the
        inverse depths [P,4] at which the ray enters and leaves the box, stacked last. Rays that miss the
        box have a logit of -30.
        """
        count, rays_a_pair = entities.shape[1], pixel.shape[1]
        # One column a ray from here on, because long rows are fast to compute.
        ray_of = which.unsqueeze(1).expand(-1, rays_a_pair).flatten()
        own = entities.flatten(0, 1).transpose(0, 1)[:, ray_of]
        x, y, z = self.rays[:, pixel.flatten()].unsqueeze(1).unbind(0)
        half = own[ENTITY.half_extents : ENTITY.half_extents + 3].clamp(min=1e-3)
        # Columns of the axes' matrix, and the centre's coordinates.
        right, up, ahead = (own[ENTITY.axes + i : ENTITY.axes + 9 : 3] for i in range(3))
        centre_x, centre_y, centre_z = (own[ENTITY.centre + i : ENTITY.centre + i + 1] for i in range(3))
        turned = right * x + up * y + ahead * z
        origin = -(right * centre_x + up * centre_y + ahead * centre_z) / half
        direction = turned / half
        direction = torch.where(direction.abs() < 1e-5, torch.full_like(direction, 1e-5), direction)
        enter, leave = crossing(origin.unsqueeze(0), direction.unsqueeze(0))
        hit = (leave > enter) & (own[ENTITY.present : ENTITY.present + 1] > 0.5)
        leave = torch.maximum(leave, enter + 1e-3)
        box = torch.cat([origin + direction * enter, origin + direction * leave], 0).clamp(-1.5, 1.5)
        waves = [
            wave(box * (math.pi * 2.0**octave))
            for octave in range(OCTAVES)
            for wave in (torch.sin, torch.cos)
        ]
        # Closest approach to the upright axis and to the centre, in metres, for the edges of round bodies.
        start, along = origin * half, direction * half
        level = along[0:1] * along[0:1] + along[2:3] * along[2:3]
        to_axis = start - along * ratio(start[0:1] * along[0:1] + start[2:3] * along[2:3], level)
        length = level + along[1:2] * along[1:2]
        to_centre = start - along * ratio((start * along).sum(0, keepdim=True), length)
        off_axis = (to_axis[0:1] * to_axis[0:1] + to_axis[2:3] * to_axis[2:3]).sqrt()
        features = torch.cat(
            [
                box,
                *waves,
                along * torch.rsqrt(length),
                to_axis.clamp(-2.0, 2.0),
                off_axis.clamp(max=2.0),
                to_centre.clamp(-2.0, 2.0),
                (to_centre * to_centre).sum(0, keepdim=True).sqrt().clamp(max=2.0),
                torch.log(enter.clamp(0.1, 60.0)),
                own[ENTITY.kind : ENTITY.kind + len(ENTITY_KINDS)],
                own[ENTITY.state : ENTITY.state + 1],
                own[ENTITY.colour : ENTITY.colour + 3],
                controls.transpose(0, 1)[:, torch.div(ray_of, count, rounding_mode="floor")],
            ],
            0,
        )
        answer = perceptron(self.surface, features).to(entities.dtype)
        depth = enter + (leave - enter) * torch.sigmoid(answer[4:5])
        alpha = torch.where(hit, answer[3:4], torch.full_like(enter, -30.0))
        shape = (-1, rays_a_pair)
        stretch = torch.stack([(1.0 / enter).reshape(shape), (1.0 / leave).reshape(shape)], -1)
        return (
            answer[:3].transpose(0, 1).reshape(-1, rays_a_pair, 3),
            alpha.reshape(shape),
            (1.0 / depth).reshape(shape),
            stretch,
        )


class EntityAppearance(nn.Module):
    """The perceptron alone, for engines that find rays and write features without a graph."""

    def __init__(self, field: EntityField) -> None:
        super().__init__()
        self.surface = field.surface

    def forward(self, features: Tensor) -> Tensor:
        """Groups of rays [G,F,R] -> [G,5,R]."""
        return perceptron(self.surface, features)


def perceptron(layers: nn.Sequential, columns: Tensor) -> Tensor:
    """The layers over columns: [...,F,R] -> [...,5,R]."""
    x = columns
    for layer in layers:
        x = layer.weight @ x + layer.bias.unsqueeze(1) if isinstance(layer, nn.Linear) else layer(x)
    return x


def entity_field_loss(
    field: EntityField, entities: Tensor, controls: Tensor, which: Tensor, pixel: Tensor, target: Tensor
) -> tuple[Tensor, dict[str, Tensor]]:
    """`target` [P,4,5]: RGB, entity mask and inverse depth of the reference frame at those pixels.

    A pixel is this entity's surface if the frame shows an entity between the ray's entry and exit. It is
    not if the frame shows a surface behind the box, or no entity in it. A surface in front of the box
    gives no information.
    """
    rgb, alpha, inverse, stretch = field.look(entities, controls, which, pixel)
    colour, entity, seen = target[..., :3], target[..., 3], target[..., 4]
    within = (seen < stretch[..., 0] * 1.02) & (seen > stretch[..., 1] * 0.98)
    mine = ((entity > 0.5) & within).to(rgb.dtype)
    hidden = seen > stretch[..., 0] * 1.02
    asked = (~hidden & (alpha > -29)).to(rgb.dtype)
    share = 1 / mine.sum().clamp(min=1.0)
    count = asked.sum().clamp(min=1.0)
    mask = (F.binary_cross_entropy_with_logits(alpha, mine, reduction="none") * asked).sum() / count
    error = (rgb - colour).abs().mean(-1)
    paint = (error * mine).sum() * share
    depth = ((inverse / seen.clamp(min=1e-3) - 1).abs().clamp(max=1) * mine).sum() * share
    loss = mask + 3 * paint + depth
    wrong = (((alpha > 0) != (mine > 0.5)) * asked).sum() / count
    return loss, {
        "mask": mask.detach(),
        "wrong": wrong.detach(),
        "paint": paint.detach(),
        "depth": depth.detach(),
    }
