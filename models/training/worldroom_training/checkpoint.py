"""The trained networks together, with their running averages and their checkpoint.

A checkpoint holds tensors and numbers alone (torch.load with weights_only), so modules may be renamed. What
may not be renamed are the attributes of the networks: they are the keys of the weights.
"""

import copy
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import nn

from worldroom_training.config import STAGES, Config
from worldroom_training.deflated_file import save_deflated
from worldroom_training.moving_average import update_average
from worldroom_training.networks.draw import Draw
from worldroom_training.networks.entity_field import EntityField
from worldroom_training.networks.masked_transformer import MaskedTransformer
from worldroom_training.networks.motion import Motion
from worldroom_training.networks.relight import Relight
from worldroom_training.networks.tokenizer import Tokenizer
from worldroom_training.packed_weights import packed, unpacked
from worldroom_training.plans.network import PlanNetwork
from worldroom_training.surfaces.network import SurfaceField

#: Of the running averages, a step.
DECAY = 0.999
#: Stages that packs ship in half precision instead of 8 bits: their networks are small, and errors of motion
#: add up over ticks.
HALVED = {"motion", "figures"}


class Networks(nn.Module):
    """Each under the name of its stage."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.motion = Motion(config)
        self.figures = EntityField(config)
        self.tokenizer = Tokenizer(config)
        self.draw = Draw(config)
        self.lean = Draw(replace(config, draw=config.lean))
        self.imagine = MaskedTransformer(config)
        self.relight = Relight(config)
        self.plan = PlanNetwork(config.plan)
        self.surface = SurfaceField(config.surface)

    def of(self, stage: str) -> nn.Module:
        return self.get_submodule(stage)


class Checkpoint:
    """Weights, their exponential moving averages, optimiser states and progress, in one file a stage.

    Hours add up across restarts: a stage's file is replaced whole, so an interrupted run loses at most
    what came after the last save.
    """

    def __init__(self, config: Config, folder: Path, shipped: Path | None = None) -> None:
        """`shipped`: a pack's checkpoint to go on from where `folder` has none of a stage; a stage's own file
        beside it comes first."""
        self.folder = folder
        torch.manual_seed(0)
        self.networks = Networks(config)
        self.averages = copy.deepcopy(self.networks)
        self.progress: dict[str, dict[str, Any]] = {stage: {"samples": 0, "seconds": 0.0} for stage in STAGES}
        self.optimisers: dict[str, dict[str, Any]] = {}
        compact = read(shipped) if shipped and shipped.exists() else {}
        for stage in STAGES:
            beside = shipped.parent / f"{stage}.pt" if shipped else None
            if beside and beside.exists():
                compact.update(read(beside))
            fits = compact.get("config") == config.name and stage in compact
            if fits and not self.path(stage).exists():
                self.adopt(stage, compact[stage])
            self.load(stage)

    def path(self, stage: str) -> Path:
        return self.folder / f"{stage}.pt"

    def load(self, stage: str) -> None:
        if not self.path(stage).exists():
            return
        state = read(self.path(stage))
        self.networks.of(stage).load_state_dict(state["weights"])
        self.averages.of(stage).load_state_dict(state["averages"])
        self.progress[stage] = state["progress"]
        if state.get("optimiser"):
            self.optimisers[stage] = state["optimiser"]

    def save(self, stage: str, optimiser: dict[str, Any] | None = None) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        state = {
            "weights": self.networks.of(stage).state_dict(),
            "averages": self.averages.of(stage).state_dict(),
            "progress": self.progress[stage],
            "optimiser": optimiser,
        }
        partial = self.path(stage).with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.path(stage))

    def adopt(self, stage: str, compact: dict[str, Any]) -> None:
        """Starts a stage from a pack's checkpoint; one of other shapes is left alone."""
        weights = {key: unpacked(value) for key, value in compact["averages"].items()}
        own = self.networks.of(stage).state_dict()
        shapes = {key: value.shape for key, value in own.items()}
        if shapes != {key: value.shape for key, value in weights.items()}:
            return
        self.networks.of(stage).load_state_dict(weights)
        self.averages.of(stage).load_state_dict(weights)
        self.progress[stage] = compact["progress"]

    def save_compact(self, path: Path, apart: Sequence[str] = ()) -> None:
        """The averages of all stages, to ship beside a pack: training goes on from them elsewhere. `apart`:
        stages that are left out, because they have files of their own."""
        state: dict[str, Any] = {"config": self.networks.config.name}
        stages = (stage for stage in STAGES if stage not in apart)
        save_deflated(state | {stage: self.compact(stage) for stage in stages}, path)

    def save_stage(self, stage: str, path: Path) -> None:
        """The same of one stage alone, for a file beside the pack's checkpoint."""
        save_deflated({stage: self.compact(stage)}, path)

    def compact(self, stage: str) -> dict[str, Any]:
        """A stage's averages in 8 bits, a quarter of their size, or in half precision."""
        averages = self.averages.of(stage).state_dict()
        small = {
            key: value.to("cpu", torch.float16) if stage in HALVED else packed(value)
            for key, value in averages.items()
        }
        return {"averages": small, "progress": self.progress[stage]}

    def average(self, stage: str, step: int) -> None:
        """Moves the running average of a stage towards its weights; `step` counts from 1."""
        update_average(self.averages.of(stage), self.networks.of(stage), step, DECAY)


def read(path: Path) -> dict[str, Any]:
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state
