"""Training of the entity field, on rays through entities in reference frames."""

import torch
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.data.clip_batches import MEETINGS, ClipStore
from worldroom_training.networks.entity_field import entity_field_loss
from worldroom_training.stages.ground_truth import truth

#: Rays of each view in a step.
RAYS_A_VIEW = 1200


class EntityFieldStage:
    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device) -> None:
        self.field, self.store, self.device = networks.figures, store, device

    @torch.no_grad()
    def prepare(self, size: int) -> tuple[Tensor, ...]:
        batch = self.store.targets(size, meetings=MEETINGS).to(self.device)
        known = torch.zeros(size, *batch.target_depth.shape[1:], device=self.device)
        which, pixel = self.field.pairs(batch.entities, known)
        chosen = torch.randint(len(which), (RAYS_A_VIEW * size // 4,), device=self.device)
        which, pixel = which[chosen], pixel[chosen]
        rgb, root, entity = truth(batch)
        planes = torch.cat([rgb, entity, root * root], 1).flatten(2).transpose(1, 2)
        seen = planes[(which // batch.entities.shape[1]).unsqueeze(1), pixel]
        return batch.entities, batch.controls, which, pixel, seen

    def learn(self, prepared: tuple[Tensor, ...]) -> tuple[Tensor, dict[str, Tensor]]:
        entities, controls, which, pixel, seen = prepared
        return entity_field_loss(self.field, entities, controls, which, pixel, seen)
