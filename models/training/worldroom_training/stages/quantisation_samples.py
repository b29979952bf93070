"""Views that the ranges of quantised activations are read from."""

from pathlib import Path

import torch

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.export.quantisation import Feeds, rows
from worldroom_training.stages.draw import DrawStage
from worldroom_training.stages.imagine import ImagineStage

SAMPLES = 24


@torch.no_grad()
def quantisation_samples(
    config: Config, networks: Networks, store: ClipStore, graphs: list[str], condition: Path
) -> dict[str, list[Feeds]]:
    """Inputs of those of the `graphs` that are quantised, one view each; `condition`: the graph that draw's
    come from."""
    device, samples = torch.device("cpu"), {}
    if "draw" in graphs:
        stage = DrawStage(config, networks, store, device)
        stage.condition_graph = condition
        draw, _, _ = stage.inputs(store.batch(SAMPLES, stills=0.1).to(device))
        samples["draw"] = rows("draw", draw)
    if "imagine" in graphs:
        conditions, tokens, known = ImagineStage(config, networks, store, device).prepare(SAMPLES)
        noise, order = torch.rand(2, *tokens.shape).unbind(0)
        shares = torch.full((SAMPLES,), 0.7)
        samples["imagine"] = rows("imagine", (conditions, tokens, known, noise, order, shares))
    return samples
