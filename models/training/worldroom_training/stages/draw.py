"""Training of draw: frames of play.

Some previous frames are the network's own, as they are in play (after Self Forcing, Huang et al., 2025): it
learns to mend its own faults instead of passing them on.
"""

from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.contract import ENTITY, ENTITY_THRESHOLD, carried_from
from worldroom_training.data.clip_batches import ClipStore, ViewBatch
from worldroom_training.mixed_precision import mixed_precision
from worldroom_training.networks.draw import Draw, DrawGraph, draw_loss
from worldroom_training.stages.condition_runner import ConditionRunner
from worldroom_training.stages.ground_truth import coarse_truth, truth

#: Share of a view that must be unknown before a training sample may be given a coarse view to follow.
IMAGINED_ABOVE = 0.08
#: Weight of a pixel that nothing could have told the network, and of one whose keyframes all see past what
#: stands there: clips have ten times as many of those as play has, and they would teach it not to trust
#: memory.
UNTOLD = 0.5
MISLED = 0.1
#: How much more a pixel counts that memory saw from far away: half of what players see stands near them.
MAGNIFIED = 2.0
#: How much more an entity's pixel counts than another: they are few, and players look at each other.
ENTITY_WEIGHT = 2.0
#: Share of draw steps whose previous frames are the network's own.
OWN_PREVIOUS = 0.25
#: Most ticks that such a frame is drawn from itself at the same place.
LONGEST_STAND = 2

Inputs = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]
Target = tuple[Tensor, Tensor, Tensor, Tensor]


class DrawStage:
    #: Which of the networks learns.
    name = "draw"

    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device) -> None:
        self.networks, self.tokenizer, self.store, self.device = networks, networks.tokenizer, store, device
        self.condition: ConditionRunner | None = None
        network = networks.of(self.name)
        assert isinstance(network, Draw)
        self.config, self.network, self.graph = config, network, DrawGraph(network)
        #: Confidence code below which the engine does not carry a pixel on.
        self.carried_from = carried_from(config.memory.confidence)

    #: The condition graph, if it was exported with the same weights.
    condition_graph: Path | None = None

    def conditioned(self, batch: ViewBatch) -> tuple[Tensor, ...]:
        # Made when first needed: the process that only learns needs none.
        self.condition = self.condition or ConditionRunner(
            self.config, self.networks.figures, self.device, self.condition_graph
        )
        return self.condition(batch)

    @torch.no_grad()
    def draw_previous(self, batch: ViewBatch) -> None:
        """Replaces slot 0 of the views that have one by what the network draws there without a previous
        frame."""
        rows = (batch.inverse_depth[:, 0] > 0).flatten(1).any(1).nonzero()[:, 0]
        if len(rows) == 0:
            return
        view = from_previous(batch, rows)
        none = torch.zeros(len(rows), device=self.device)
        for _ in range(1 + int(torch.randint(LONGEST_STAND, ()))):
            conditions, entity_maps, coarse, _, _ = self.conditioned(view)
            with torch.autocast(self.device.type, torch.bfloat16, enabled=mixed_precision(self.device)):
                drawn = self.graph(
                    conditions, entity_maps, torch.zeros_like(coarse[:, :4]), none, view.controls
                )
            rgb, codes, entity, confidence = drawn
            codes = codes.to(torch.int32)
            # Standing still, a view is its own previous frame: whatever it amplifies would grow for ever.
            view.rgb[:, 0] = rgb
            dropped = (entity >= ENTITY_THRESHOLD) | (confidence < self.carried_from)
            view.inverse_depth[:, 0] = torch.where(dropped, torch.zeros_like(codes), codes)
            view.transforms[:, 0] = torch.eye(4, device=self.device)[:3]
        batch.rgb[rows, 0] = view.rgb[:, 0]
        batch.inverse_depth[rows, 0] = view.inverse_depth[:, 0]

    def inputs(self, batch: ViewBatch) -> tuple[Inputs, Target, Tensor]:
        """What draw is given, what it is compared with and how each pixel counts, and the reprojection."""
        conditions, entity_maps, _, warp, _ = self.conditioned(batch)
        rgb, root, entity = truth(batch)
        known = conditions[:, 3:4] + conditions[:, 4:5]
        holes = 1 - known.mean((1, 2, 3))
        imagined = ((holes > IMAGINED_ABOVE) & (torch.rand_like(holes) < 0.6)).to(torch.float32)
        coarse = torch.zeros(len(rgb), 4, rgb.shape[2] // 2, rgb.shape[3] // 2, device=self.device)
        if bool(imagined.any()):
            with torch.no_grad():
                coarse = self.tokenizer(coarse_truth(rgb, root, entity)) * imagined[:, None, None, None]
        misled = is_misled(conditions[:, 5:6], root)
        fallible = MISLED * known + UNTOLD * (1 - known)
        weight = torch.where(misled, fallible, UNTOLD + (1 - UNTOLD) * known)
        # No detail where memory knows nothing either: such a pixel gains no weight.
        weight = weight * (1 + MAGNIFIED * (conditions[:, 3:4] - conditions[:, 9:10]))
        weight = torch.maximum(torch.maximum(weight, imagined[:, None, None, None]), entity)
        weight = weight * (1 + ENTITY_WEIGHT * entity)
        inputs = (conditions, entity_maps, coarse, imagined, batch.controls)
        return inputs, (rgb, root, entity, weight), warp

    def prepare(self, size: int) -> tuple[Tensor, ...]:
        batch = self.store.batch(size, stills=0.12).to(self.device)
        if self.config.own_rollouts and torch.rand(()) < OWN_PREVIOUS:
            self.draw_previous(batch)
        inputs, target, _ = self.inputs(batch)
        return (*inputs, *target)

    def learn(self, prepared: tuple[Tensor, ...]) -> tuple[Tensor, dict[str, Tensor]]:
        loss, figures = draw_loss(self.network(*prepared[:5]), *prepared[5:])
        warp_mse = ((prepared[0][:, :3] - prepared[5]) ** 2).mean()
        return loss, {**figures, "warp_mse": warp_mse}


def is_misled(recalled_root: Tensor, root: Tensor) -> Tensor:
    """Where what was recalled is another surface than the true one: root inverse depths [B,1,H,W]."""
    recalled, true = recalled_root * recalled_root, root * root
    return (recalled - true).abs() > 0.12 * true + 0.01


def from_previous(batch: ViewBatch, rows: Tensor) -> ViewBatch:
    """The views `rows` as they were seen one tick before, from the camera of slot 0, which is then empty."""
    back = batch.transforms[rows, 0]
    rotation, shift = back[:, :, :3].transpose(1, 2), back[:, :, 3:]
    transforms = batch.transforms[rows].clone()
    transforms[..., 3:] = rotation.unsqueeze(1) @ (transforms[..., 3:] - shift.unsqueeze(1))
    transforms[..., :3] = rotation.unsqueeze(1) @ transforms[..., :3]
    entities = batch.entities[rows].clone()
    centre = slice(ENTITY.centre, ENTITY.centre + 3)
    entities[..., centre] = (entities[..., centre] - shift.transpose(1, 2)) @ back[:, :, :3]
    own = slice(ENTITY.axes, ENTITY.axes + 9)
    axes = entities[..., own].reshape(len(rows), -1, 3, 3) @ back[:, None, :, :3]
    entities[..., own] = axes.flatten(2)
    depth = batch.inverse_depth[rows].clone()
    depth[:, 0] = 0
    return replace(
        batch,
        rgb=batch.rgb[rows],
        inverse_depth=depth,
        transforms=transforms,
        entities=entities,
        controls=batch.controls[rows],
    )
