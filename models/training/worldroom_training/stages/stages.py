"""One training step of each network: what it sees, what it is told. The loop around them is in train.py."""

import time
from dataclasses import replace

import torch
import torch.nn.functional as F
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config, ViewConfig
from worldroom_training.data.clips import MEETINGS, ClipStore, ViewBatch, motion_rows
from worldroom_training.data.look_sets import LookStore
from worldroom_training.mixed_precision import mixed_precision
from worldroom_training.networks.draw import DrawGraph, draw_loss
from worldroom_training.networks.entity_field import figures_loss
from worldroom_training.networks.imagine import imagine_loss
from worldroom_training.networks.motion import FEATURES, OUTPUTS, motion_loss
from worldroom_training.networks.relight import relight_loss
from worldroom_training.networks.reprojection import INVERSE_DEPTH_SCALE, Recall, fill_holes
from worldroom_training.networks.tokenizer import tokenizer_loss
from worldroom_training.stages.condition_runner import QuickCondition

#: Share of a view that must be unknown before a training sample may be given a coarse view to follow.
IMAGINED_ABOVE = 0.08
#: Rays that the light field of figures learns from, of every view.
RAYS_A_VIEW = 1200
#: Weight of a pixel that nothing could have told the network, and of one whose keyframes all see past what
#: stands there: clips have ten times as many of those as play has, and they would teach it not to trust memory.
UNTOLD = 0.5
MISLED = 0.1
#: How much more a pixel counts that memory saw from far away: half of what players see stands near them.
MAGNIFIED = 2.0
#: How much more an entity's pixel counts than another: they are few, and players look at each other.
ENTITY_WEIGHT = 2.0
#: Most ticks that such a frame is drawn from itself at the same place.
LONGEST_STAND = 2
#: Share of imagined views whose unknown part comes with a sketch of its depth (after ControlNet, Zhang et al., 2023),
#: and the share of those sketches that leave out what is far.
SKETCHED = 0.25
UNSKETCHED = 0.5
#: Share of draw steps whose previous frames are the network's own.
OWN_PREVIOUS = 0.25
#: Mask value from which the engine takes a pixel of the previous frame for an entity (view-tensors.ts).
MAY_BE_ENTITY = 48
#: Confidence below which the engine does not carry a pixel on: that of the pack's memory (view-tensors.ts).
CARRIED = 192


def truth(batch: ViewBatch) -> tuple[Tensor, Tensor, Tensor]:
    """RGB [B,3,H,W], root inverse depth and entity mask [B,1,H,W], as the networks are compared with them."""
    root = torch.sqrt(batch.target_depth.to(torch.float32) * INVERSE_DEPTH_SCALE).unsqueeze(1)
    return (
        batch.target_rgb.to(torch.float32) / 255.0,
        root,
        batch.target_entity.to(torch.float32).unsqueeze(1) / 255.0,
    )


def coarse_truth(rgb: Tensor, root: Tensor, entity: Tensor) -> Tensor:
    """The coarse view [B,4,H/2,W/2] of a frame without its entities."""
    values = torch.cat([rgb, root], 1)
    if bool((entity > 0).any()):
        known = 1 - F.max_pool2d(entity, 5, 1, 2)
        values = fill_holes(values, known)
    return F.avg_pool2d(values, 2)


def is_misled(recalled_root: Tensor, root: Tensor) -> Tensor:
    """Where what was recalled is another surface than the true one: root inverse depths [B,1,H,W]."""
    recalled, true = recalled_root * recalled_root, root * root
    return (recalled - true).abs() > 0.12 * true + 0.01


class MotionStage:
    """Features and targets of random bodies; new rows are read as the simulator writes them."""

    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device):
        self.networks, self.folder, self.device = networks, store.folder, device
        self.features, self.targets = torch.zeros(0, FEATURES), torch.zeros(0, OUTPUTS)
        self.calls = self.files = 0

    def prepare(self, size: int) -> tuple[Tensor, ...]:
        while self.calls % 200 == 0:
            files = len(list(self.folder.glob("motion-*.bin")))
            if files > self.files:
                self.files = files
                self.features, self.targets = motion_rows(self.folder, FEATURES, OUTPUTS)
            if len(self.features):
                break
            time.sleep(0.2)
        self.calls += 1
        rows = torch.randint(len(self.features), (size,))
        return self.features[rows], self.targets[rows]

    def learn(self, prepared: tuple[Tensor, ...]):
        features, targets = prepared
        return motion_loss(self.networks.motion(features), targets)


class FiguresStage:
    """Rays through entities in reference frames, and what those frames show there."""

    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device):
        self.figures, self.store, self.device = networks.figures, store, device

    @torch.no_grad()
    def prepare(self, size: int) -> tuple[Tensor, ...]:
        batch = self.store.targets(size, meetings=MEETINGS).to(self.device)
        known = torch.zeros(size, *batch.target_depth.shape[1:], device=self.device)
        which, pixel = self.figures.pairs(batch.entities, known)
        chosen = torch.randint(len(which), (RAYS_A_VIEW * size // 4,), device=self.device)
        which, pixel = which[chosen], pixel[chosen]
        rgb, root, entity = truth(batch)
        planes = torch.cat([rgb, entity, root * root], 1).flatten(2).transpose(1, 2)
        return (
            batch.entities,
            batch.controls,
            which,
            pixel,
            planes[(which // batch.entities.shape[1]).unsqueeze(1), pixel],
        )

    def learn(self, prepared: tuple[Tensor, ...]):
        return figures_loss(self.figures, *prepared)


class TokenizerStage:
    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device):
        self.networks, self.store, self.device = networks, store, device

    def prepare(self, size: int) -> tuple[Tensor, ...]:
        coarse = random_coarse(self.store, size).to(self.device)
        mirror = torch.rand(size, 1, 1, 1, device=self.device) < 0.5
        return (torch.where(mirror, coarse.flip(3), coarse),)

    def learn(self, prepared: tuple[Tensor, ...]):
        (coarse,) = prepared
        return tokenizer_loss(self.networks.tokenizer(coarse), coarse)


def random_coarse(store: ClipStore, size: int) -> Tensor:
    """Coarse views [size,4,H/2,W/2] of still frames."""
    views = []
    for _ in range(size):
        clip = store.pick()
        frame = clip.stills[store.random.integers(len(clip.stills))]["target"]
        rgb = torch.from_numpy(clip.rgb[frame].copy()).to(torch.float32)[None] / 255.0
        root = torch.sqrt(
            torch.from_numpy(clip.inverse_depth[frame].astype("float32"))[None, None] * INVERSE_DEPTH_SCALE
        )
        views.append(F.avg_pool2d(torch.cat([rgb, root], 1), 2))
    return torch.cat(views)


class DrawStage:
    """Draws frames of play. Some previous frames are the network's own, as they are in play (after Self
    Forcing, Huang et al., 2025): it learns to mend its own faults instead of passing them on."""

    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device):
        self.networks, self.tokenizer, self.store, self.device = networks, networks.tokenizer, store, device
        self.condition = None
        self.config, self.graph = config, DrawGraph(networks.draw)

    def conditioned(self, batch: ViewBatch) -> tuple[Tensor, ...]:
        # Made when first needed: the process that only learns needs none.
        self.condition = self.condition or QuickCondition(self.config, self.networks.figures, self.device)
        return self.condition(batch)

    @torch.no_grad()
    def draw_previous(self, batch: ViewBatch) -> None:
        """Replaces slot 0 of the views that have one by what the network draws there without a previous frame."""
        rows = (batch.inverse_depth[:, 0] > 0).flatten(1).any(1).nonzero()[:, 0]
        if len(rows) == 0:
            return
        back = batch.transforms[rows, 0]
        rotation, shift = back[:, :, :3].transpose(1, 2), back[:, :, 3:]
        transforms = batch.transforms[rows].clone()
        transforms[..., 3:] = rotation.unsqueeze(1) @ (transforms[..., 3:] - shift.unsqueeze(1))
        transforms[..., :3] = rotation.unsqueeze(1) @ transforms[..., :3]
        entities = batch.entities[rows].clone()
        entities[..., 6:9] = (entities[..., 6:9] - shift.transpose(1, 2)) @ back[:, :, :3]
        axes = entities[..., 9:18].reshape(len(rows), -1, 3, 3) @ back[:, None, :, :3]
        entities[..., 9:18] = axes.flatten(2)
        depth = batch.inverse_depth[rows].clone()
        depth[:, 0] = 0
        view = replace(
            batch,
            rgb=batch.rgb[rows],
            inverse_depth=depth,
            transforms=transforms,
            entities=entities,
            controls=batch.controls[rows],
        )
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
            view.inverse_depth[:, 0] = torch.where(
                (entity >= MAY_BE_ENTITY) | (confidence < CARRIED), torch.zeros_like(codes), codes
            )
            view.transforms[:, 0] = torch.eye(4, device=self.device)[:3]
        batch.rgb[rows, 0] = view.rgb[:, 0]
        batch.inverse_depth[rows, 0] = view.inverse_depth[:, 0]

    def inputs(self, batch: ViewBatch):
        conditions, entity_maps, _, warp, _ = self.conditioned(batch)
        rgb, root, entity = truth(batch)
        known = conditions[:, 3:4] + conditions[:, 4:5]
        holes = 1 - known.mean((1, 2, 3))
        imagined = ((holes > IMAGINED_ABOVE) & (torch.rand_like(holes) < 0.6)).to(torch.float32)
        coarse = torch.zeros(len(rgb), 4, rgb.shape[2] // 2, rgb.shape[3] // 2, device=self.device)
        if bool(imagined.any()):
            with torch.no_grad():
                coarse = self.tokenizer(coarse_truth(rgb, root, entity)) * imagined[:, None, None, None]
        weight = torch.where(
            is_misled(conditions[:, 5:6], root),
            MISLED * known + UNTOLD * (1 - known),
            UNTOLD + (1 - UNTOLD) * known,
        )
        # No detail where memory knows nothing either: such a pixel gains no weight.
        weight = weight * (1 + MAGNIFIED * (conditions[:, 3:4] - conditions[:, 9:10]))
        weight = torch.maximum(torch.maximum(weight, imagined[:, None, None, None]), entity) * (
            1 + ENTITY_WEIGHT * entity
        )
        return (conditions, entity_maps, coarse, imagined, batch.controls), (rgb, root, entity, weight), warp

    def prepare(self, size: int) -> tuple[Tensor, ...]:
        batch = self.store.batch(size, stills=0.12).to(self.device)
        if self.config.own_rollouts and torch.rand(()) < OWN_PREVIOUS:
            self.draw_previous(batch)
        inputs, target, _ = self.inputs(batch)
        return (*inputs, *target)

    def learn(self, prepared: tuple[Tensor, ...]):
        loss, figures = draw_loss(self.networks.draw(*prepared[:5]), *prepared[5:])
        warp_mse = ((prepared[0][:, :3] - prepared[5]) ** 2).mean()
        return loss, {**figures, "warp_mse": warp_mse}


class ImagineStage:
    """Coarse views of still places, with memory thinned out: mostly large holes to fill. What is known of
    them is recalled from half-size frames, which costs a quarter and gives nearly the same maps."""

    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device):
        self.networks, self.tokenizer, self.store, self.device = networks, networks.tokenizer, store, device
        view = config.view
        half = ViewConfig(
            width=view.width // 2, height=view.height // 2, focal=view.focal / 2, rate=view.rate
        )
        self.recall = Recall(half).to(device)

    @torch.no_grad()
    def prepare(self, size: int) -> tuple[Tensor, ...]:
        batch = self.store.batch(size, stills=0.85, missing=0.6).to(self.device)
        with torch.autocast(self.device.type, enabled=False):
            rgb, depth = batch.rgb[..., ::2, ::2], batch.inverse_depth[..., ::2, ::2]
            values, *_, known_share, _ = self.recall(rgb, depth, batch.transforms)
            conditions = torch.cat([values * known_share, known_share], 1)
            coarse = coarse_truth(*truth(batch))
            # As good a world as the other, and twice as many of them.
            mirror = torch.rand(size, 1, 1, 1, device=self.device) < 0.5
            conditions, coarse = (torch.where(mirror, x.flip(3), x) for x in (conditions, coarse))
            tokens = self.tokenizer.encode(coarse)
            conditions = add_sketch(conditions, coarse[:, 3:4])
        share = torch.cos(torch.rand(size, 1, device=self.device) * torch.pi / 2)
        known = (torch.rand(tokens.shape, device=self.device) > share).to(torch.float32)
        return conditions, tokens, known

    def learn(self, prepared: tuple[Tensor, ...]):
        conditions, tokens, known = prepared
        codes = self.tokenizer.split(tokens)
        return imagine_loss(self.networks.imagine(conditions, codes, known), codes, known)


def add_sketch(conditions: Tensor, root: Tensor) -> Tensor:
    """Coarse conditions [B,5,h,w] that tell some views the depth (`root` [B,1,h,w]) of what they do not know: a
    host's sketch has no colours, so it is what is known of a place but for its share, which stays 0. What is
    further than some distance may be missing: a sketch need not say everything."""
    batch = len(root)
    sketched = (torch.rand(batch, 1, 1, 1, device=root.device) < SKETCHED).to(torch.float32)
    cut = root.flatten(1).gather(1, torch.randint(root[0].numel(), (batch, 1), device=root.device))[
        :, :, None, None
    ]
    partly = torch.rand(batch, 1, 1, 1, device=root.device) < UNSKETCHED
    said = torch.where(partly, (root > cut).to(torch.float32), torch.ones_like(root))
    unknown = (conditions[:, 4:5] < 0.5).to(torch.float32)
    told = torch.cat([torch.zeros_like(conditions[:, :3]), root * sketched * said, torch.zeros_like(root)], 1)
    return torch.where(unknown * sketched * said > 0, told, conditions)


class RelightStage:
    """Views under the controls of a world seed, and the same views under others."""

    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device):
        self.networks, self.device, self.untold = networks, device, config.relight.untold
        self.looks = LookStore(config, store.folder, int(store.random.integers(2**31)), store.simulator)

    def prepare(self, size: int) -> tuple[Tensor, ...]:
        batch = self.looks.batch(size)
        inverse = batch.inverse_depth.to(torch.float32).unsqueeze(1) * INVERSE_DEPTH_SCALE
        told = (torch.rand(size, 1) > self.untold).to(torch.float32)
        inputs = (
            batch.rgb,
            inverse,
            batch.entity,
            batch.camera,
            batch.controls,
            batch.asked,
            told,
            batch.target,
            batch.weight,
        )
        return tuple(value.to(self.device) for value in inputs)

    def learn(self, prepared: tuple[Tensor, ...]):
        return relight_loss(self.networks.relight(*prepared[:7]), *prepared[7:])


STAGE_CLASSES = {
    "motion": MotionStage,
    "figures": FiguresStage,
    "tokenizer": TokenizerStage,
    "draw": DrawStage,
    "imagine": ImagineStage,
    "relight": RelightStage,
}
