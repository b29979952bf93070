"""The trained networks together, with their running averages and their checkpoint."""

import copy
from pathlib import Path

import torch
from torch import Tensor, nn

from worldroom_training.config import Config
from worldroom_training.networks.draw import Draw
from worldroom_training.networks.entity_field import Figures
from worldroom_training.networks.imagine import Imagine
from worldroom_training.networks.motion import Motion
from worldroom_training.networks.relight import Relight
from worldroom_training.networks.tokenizer import Tokenizer

STAGES = ("motion", "figures", "tokenizer", "draw", "imagine", "relight")


class Networks(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.motion = Motion(config)
        self.figures = Figures(config)
        self.tokenizer = Tokenizer(config)
        self.draw = Draw(config)
        self.imagine = Imagine(config)
        self.relight = Relight(config)


class Checkpoint:
    """Weights, their exponential moving averages, optimiser states and progress, in one file a stage.

    Hours add up across restarts: a stage's file is replaced whole, so an interrupted run loses at most
    what came after the last save.
    """

    def __init__(self, config: Config, folder: Path, shipped: Path | None = None):
        """`shipped`: a pack's checkpoint to go on from where `folder` has none of a stage; a stage's own file beside
        it comes first."""
        self.folder = folder
        torch.manual_seed(0)
        self.networks = Networks(config)
        self.averages = copy.deepcopy(self.networks)
        self.progress = {stage: {"samples": 0, "seconds": 0.0} for stage in STAGES}
        self.optimisers: dict[str, dict] = {}
        compact = (
            torch.load(shipped, map_location="cpu", weights_only=True) if shipped and shipped.exists() else {}
        )
        for stage in STAGES:
            beside = shipped.parent / f"{stage}.pt" if shipped else None
            if beside and beside.exists():
                compact.update(torch.load(beside, map_location="cpu", weights_only=True))
            if compact.get("config") == config.name and stage in compact and not self.path(stage).exists():
                self.adopt(stage, compact[stage])
            self.load(stage)

    def path(self, stage: str) -> Path:
        return self.folder / f"{stage}.pt"

    def load(self, stage: str) -> None:
        if not self.path(stage).exists():
            return
        state = torch.load(self.path(stage), map_location="cpu", weights_only=True)
        getattr(self.networks, stage).load_state_dict(state["weights"])
        getattr(self.averages, stage).load_state_dict(state["averages"])
        self.progress[stage] = state["progress"]
        if state.get("optimiser"):
            self.optimisers[stage] = state["optimiser"]

    def save(self, stage: str, optimiser: dict | None = None) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        state = {
            "weights": getattr(self.networks, stage).state_dict(),
            "averages": getattr(self.averages, stage).state_dict(),
            "progress": self.progress[stage],
            "optimiser": optimiser,
        }
        partial = self.path(stage).with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.path(stage))

    def adopt(self, stage: str, compact: dict) -> None:
        """Starts a stage from a pack's checkpoint; one of other shapes is left alone."""
        weights = {key: unpacked(value) for key, value in compact["averages"].items()}
        own = getattr(self.networks, stage).state_dict()
        if {key: value.shape for key, value in own.items()} != {
            key: value.shape for key, value in weights.items()
        }:
            return
        getattr(self.networks, stage).load_state_dict(weights)
        getattr(self.averages, stage).load_state_dict(weights)
        self.progress[stage] = compact["progress"]

    def save_compact(self, path: Path) -> None:
        """The averages in half precision, to ship beside a pack: training goes on from them elsewhere."""
        state: dict = {"config": self.networks.config.name}
        for stage in STAGES:
            averages = getattr(self.averages, stage).state_dict()
            half = {key: value.to("cpu", torch.float16) for key, value in averages.items()}
            state[stage] = {"averages": half, "progress": self.progress[stage]}
        torch.save(state, path)

    def save_packed(self, stage: str, path: Path) -> None:
        """One stage's averages in 8 bits, a quarter of their size: enough to train on from, not to draw with."""
        averages = {key: packed(value) for key, value in getattr(self.averages, stage).state_dict().items()}
        torch.save({stage: {"averages": averages, "progress": self.progress[stage]}}, path)

    @torch.no_grad()
    def average(self, stage: str, step: int, decay: float = 0.999) -> None:
        """Moves the running average; early steps weigh more, so that it is never stuck at the start."""
        keep = min(decay, step / (step + 20))
        pairs = zip(
            getattr(self.averages, stage).parameters(),
            getattr(self.networks, stage).parameters(),
            strict=True,
        )
        for average, value in pairs:
            average.lerp_(value, 1 - keep)


def packed(value: Tensor) -> Tensor | dict[str, Tensor]:
    """Weights in 8 bits with a scale a row; vectors in half precision."""
    value = value.to("cpu", torch.float32)
    if value.ndim < 2:
        return value.to(torch.float16)
    scale = value.abs().amax(tuple(range(1, value.ndim)), keepdim=True).clamp(min=1e-8) / 127
    return {"codes": (value / scale).round().to(torch.int8), "scale": scale}


def unpacked(value: Tensor | dict[str, Tensor]) -> Tensor:
    return value["codes"] * value["scale"] if isinstance(value, dict) else value.to(torch.float32)
