"""Random inputs of plausible ranges for every graph."""

import torch
import torch.nn.functional as F
from torch import Tensor

from worldroom_training.config import Config
from worldroom_training.contract import (
    ENTITY,
    ENTITY_KINDS,
    FLOORS,
    MOTION_FEATURES,
    PLAN_CONTROLS,
    PLAN_WINDOW,
    RELIGHT_CAMERA_FEATURES,
    SOLID_KIND,
    SURFACE_AIR,
    SURFACE_LIGHT,
    SURFACE_RAYS,
    WALLS,
)
from worldroom_training.networks.condition import COARSE_CHANNELS, CONDITION_CHANNELS
from worldroom_training.networks.entity_field import FIELD_CHANNELS

#: Codes of inverse depth beyond about 1.5 m; and tokens that every config has.
CODES, TOKENS = 9000, 900


def random_inputs(config: Config, graph: str, batch: int, generator: torch.Generator) -> tuple[Tensor, ...]:
    """The same state of the generator gives the same inputs."""
    view, condition = config.view, config.condition
    height, width, slots = view.height, view.width, condition.slots
    rand = lambda *shape: torch.rand(*shape, generator=generator)
    if graph == "motion":
        return (rand(batch, MOTION_FEATURES),)
    if graph == "condition":
        transforms = torch.eye(4)[:3].expand(batch, slots, 3, 4) + 0.05 * (rand(batch, slots, 3, 4) - 0.5)
        codes = rand(batch, slots, height, width) * CODES * (rand(batch, slots, height, width) > 0.1)
        entities = random_entities(rand(batch, condition.entities, condition.entity_features))
        rgb = (rand(batch, slots, 3, height, width) * 255).to(torch.uint8)
        controls = rand(batch, condition.controls)
        return rgb, codes.to(torch.int32).to(torch.uint16), transforms, entities, controls
    if graph == "plan":
        cells = (batch, PLAN_WINDOW, PLAN_WINDOW)
        kinds = (rand(*cells) * (SOLID_KIND + 1)).to(torch.int64)
        materials = (rand(*cells) * (len(FLOORS) + len(WALLS) + 1)).to(torch.int64)
        return kinds, materials, rand(batch, len(PLAN_CONTROLS)) * 1.5 - 0.5
    if graph == "surface":
        rays = (batch, SURFACE_RAYS)
        surfaces = (rand(*rays) * (2 * (len(FLOORS) + len(WALLS)) + 1)).to(torch.int32)
        places = rand(*rays, 3) * torch.tensor([40.0, 3.4, 0.2])
        return surfaces, places, rand(*rays, SURFACE_LIGHT), rand(*rays, SURFACE_AIR) * 8, rand(batch, 2)
    if graph == "trunk":
        channels = 16 * (CONDITION_CHANNELS + FIELD_CHANNELS) + 16 + 1 + condition.controls
        return rand(batch, channels, height // 4, width // 4), rand(batch, 16, height // 2, width // 2)
    if graph == "appearance":
        return (rand(batch, 75 + condition.controls, 256),)
    if graph == "relight":
        camera = rand(batch, RELIGHT_CAMERA_FEATURES) - 0.5
        codes = (rand(batch, height, width) * CODES + 1).to(torch.int32).to(torch.uint16)
        rgb = (rand(batch, 3, height, width) * 255).to(torch.uint8)
        entity = (rand(batch, height, width) * 255).to(torch.uint8)
        controls, asked = rand(batch, condition.controls), rand(batch, config.relight.asked)
        return rgb, codes, entity, camera, controls, asked, 1 + rand(batch)
    coarse = rand(batch, COARSE_CHANNELS, height // 2, width // 2)
    if graph == "imagine":
        count = (height // 2 // config.tokenizer.patch) * (width // 2 // config.tokenizer.patch)
        tokens = (rand(batch, count) * TOKENS).to(torch.int64)
        known = (rand(batch, count) > 0.5).float()
        return coarse, tokens, known, rand(batch, count), rand(batch, count), torch.full((batch,), 0.7)
    return (
        rand(batch, CONDITION_CHANNELS, height, width),
        rand(batch, FIELD_CHANNELS, height, width),
        coarse[:, :4],
        torch.ones(batch),
        rand(batch, condition.controls),
    )


def random_entities(numbers: Tensor) -> Tensor:
    """Makes numbers in [0, 1) [B,M,E] describe upright boxes in front of the camera; see shared/entity.ts."""
    entities = numbers.clone()
    at = ENTITY
    kinds = len(ENTITY_KINDS)
    entities[..., at.present] = (numbers[..., at.present] > 0.5).float()
    chosen = (numbers[..., at.kind] * kinds).to(torch.int64)
    entities[..., at.kind : at.kind + kinds] = F.one_hot(chosen, kinds).float()
    entities[..., at.centre] = numbers[..., at.centre] * 6 - 3
    entities[..., at.centre + 1] = numbers[..., at.centre + 1] * 2 - 1.5
    entities[..., at.centre + 2] = numbers[..., at.centre + 2] * 8 + 1.5
    angle = numbers[..., at.axes] * 2 * torch.pi
    cosine, sine, zero, one = angle.cos(), angle.sin(), torch.zeros_like(angle), torch.ones_like(angle)
    axes = torch.stack([cosine, zero, -sine, zero, one, zero, sine, zero, cosine], -1)
    entities[..., at.axes : at.axes + 9] = axes
    half = slice(at.half_extents, at.half_extents + 3)
    entities[..., half] = numbers[..., half] * 0.6 + 0.2
    return entities
