"""How long what follows training takes, and what it needs."""

import importlib.util
import os
import re
import tomllib

import torch

from worldroom_training.checkpoint import Checkpoint
from worldroom_training.config import Config
from worldroom_training.export.graphs import STAGES_OF
from worldroom_training.paths import TRAINING

#: Seconds that the export of each graph takes with its check, in a process of its own on a slow core.
EXPORT_SECONDS = {"condition": 30, "imagine": 25, "draw": 15}
OTHER_GRAPH_SECONDS = 12
#: Seconds of quantising a graph, of the start of processes, and of each bench.
QUANTISATION_SECONDS = {"draw": 15, "imagine": 30}
START_SECONDS = 10
ENGINE_BENCH_SECONDS, NETWORK_BENCH_SECONDS = 120, 20


class Plan:
    """What of a run's time is for the export and the bench. Training gets half of it at least: the bench is
    left out first, then the export."""

    def __init__(
        self, checkpoint: Checkpoint, stages: list[str], device: torch.device, seconds: float
    ) -> None:
        missing = missing_packages(checkpoint.networks.config)
        exporting, benching = export_seconds(checkpoint, stages), bench_seconds(device)
        self.exports = not missing and exporting <= seconds / 2
        self.benches = (exporting if self.exports else 0) + benching <= seconds / 2
        self.reserved = exporting * self.exports + benching * self.benches
        self.why_no_export = f"not exported: it takes some {exporting:.0f} of {seconds:.0f} s"
        if missing:
            self.why_no_export = f"not exported: install what is missing (pip install {' '.join(missing)})"


def export_seconds(checkpoint: Checkpoint, stages: list[str]) -> float:
    """Of the graphs of all stages that are, or will be, trained in the checkpoint's folder."""
    trained = {stage for stage in checkpoint.progress if stage in stages or checkpoint.path(stage).exists()}
    names = [name for name, of in STAGES_OF.items() if trained.intersection(of)]
    seconds = [EXPORT_SECONDS.get(name, OTHER_GRAPH_SECONDS) for name in names]
    side_by_side = max(max(seconds, default=0), sum(seconds) / (os.cpu_count() or 1))
    after = sum(QUANTISATION_SECONDS.get(name, 0) for name in names)
    return START_SECONDS + side_by_side + after * checkpoint.networks.config.quantised


def bench_seconds(device: torch.device) -> float:
    return NETWORK_BENCH_SECONDS + (ENGINE_BENCH_SECONDS if device.type == "cuda" else 0)


def missing_packages(config: Config) -> list[str]:
    """Requirements (pyproject.toml) of the export that are not installed."""
    project = tomllib.loads((TRAINING / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {"onnx", "onnxscript", *(["onnxruntime"] if config.quantised else [])}
    return [
        requirement
        for requirement in project["dependencies"]
        if (name := re.split("[=<>~! ]", requirement)[0]) in needed and importlib.util.find_spec(name) is None
    ]
