"""What memory and state say about a view, as maps the networks read: the `condition` graph.

Memory and the previous frame are carried into the view (../reprojection); entities are looked at through
their light fields (entity_field.py). Shapes: B views, K slots, H x W pixels, M entities, E features,
C controls; see shared/pack.ts.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import Config
from worldroom_training.networks.entity_field import EntityField
from worldroom_training.reprojection.hole_filling import fill_holes
from worldroom_training.reprojection.reprojection import Reprojection

#: base RGB 3, memory coverage, previous-frame coverage, root inverse depth, previous RGB 3, memory's detail
CONDITION_CHANNELS = 10
COARSE_CHANNELS = 5


class Condition(nn.Module):
    def __init__(self, config: Config, entity_field: EntityField) -> None:
        super().__init__()
        self.reprojection, self.entity_field = Reprojection(config.view), entity_field

    def forward(
        self, rgb: Tensor, inverse_depth: Tensor, transforms: Tensor, entities: Tensor, controls: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """rgb uint8 [B,K,3,H,W], inverse_depth uint16 codes [B,K,H,W], transforms [B,K,3,4],
        entities [B,M,E].

        Returns conditions [B,10,H,W], entity maps [B,5,H,W], coarse conditions [B,5,H/2,W/2],
        warp uint8 [B,3,H,W], coverage uint8 [B,H,W].
        """
        values, memory_coverage, detail, previous_coverage, known, surface = self.reprojection(
            rgb, inverse_depth, transforms
        )
        filled = fill_holes(values, known)
        coarse_conditions = F.avg_pool2d(torch.cat([values * known, known], 1), 2)
        entity_maps = self.entity_field(entities, controls, surface)
        previous_rgb = values[:, :3] * previous_coverage
        conditions = torch.cat(
            [filled[:, :3], memory_coverage, previous_coverage, filled[:, 3:], previous_rgb, detail], 1
        )
        # The baseline knows memory alone: the previous frame is the network's own work.
        reprojected = fill_holes(values[:, :3], memory_coverage)
        warp = (reprojected.clamp(0, 1) * 255.0 + 0.5).to(torch.uint8)
        coverage = torch.maximum(memory_coverage, entity_maps[:, 3:4])[:, 0]
        return (
            conditions,
            entity_maps,
            coarse_conditions,
            warp,
            (coverage.clamp(0, 1) * 255.0 + 0.5).to(torch.uint8),
        )
