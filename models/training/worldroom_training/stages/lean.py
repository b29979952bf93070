"""Training of lean: what draw learns, with draw itself as a teacher."""

import torch
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.networks.draw import draw_loss
from worldroom_training.networks.draw_teacher import DrawTeacher
from worldroom_training.stages.draw import DrawStage


class LeanStage(DrawStage):
    name = "lean"

    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device) -> None:
        super().__init__(config, networks, store, device)
        self.teacher = DrawTeacher(networks.draw.to(device))

    def learn(self, prepared: tuple[Tensor, ...]) -> tuple[Tensor, dict[str, Tensor]]:
        outputs, features = self.network.paint(*prepared[:5])
        loss, figures = draw_loss(outputs, *prepared[5:])
        taught = self.teacher.loss(prepared[:5], outputs, features)
        return loss + taught, {**figures, "teacher": taught.detach()}
