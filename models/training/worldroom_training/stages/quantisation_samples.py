"""Views that the ranges of quantised activations are read from."""

import torch

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.export.quantisation import Feeds, rows
from worldroom_training.stages.draw import DrawStage
from worldroom_training.stages.imagine import ImagineStage

SAMPLES = 24


@torch.no_grad()
def quantisation_samples(config: Config, networks: Networks, store: ClipStore) -> dict[str, list[Feeds]]:
    """Inputs of the graphs that are quantised, one view each."""
    device = torch.device("cpu")
    draw, _, _ = DrawStage(config, networks, store, device).inputs(store.batch(SAMPLES, stills=0.1))
    conditions, tokens, known = ImagineStage(config, networks, store, device).prepare(SAMPLES)
    noise, order = torch.rand(2, *tokens.shape).unbind(0)
    imagine = (conditions, tokens, known, noise, order, torch.full((SAMPLES,), 0.7))
    return {"draw": rows("draw", draw), "imagine": rows("imagine", imagine)}
