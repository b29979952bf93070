"""Tokens that a pack's `imagine` samples for places that memory hardly knows."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from worldroom_training.contract import revealed_shares
from worldroom_training.export.parity import GraphRunner, onnx_runner
from worldroom_training.stages.imagine import ImagineStage

#: Views that are sampled together.
BATCH = 8


class DrawnTokens:
    """Tokens that are sampled once and stored in a file."""

    def __init__(self, stage: ImagineStage, steps: int, graph: Path, file: Path, count: int) -> None:
        if not file.exists():
            run = onnx_runner(graph)
            tokens = [drawn(run, stage, steps) for _ in range(-(-count // BATCH))]
            file.parent.mkdir(parents=True, exist_ok=True)
            np.save(file, np.concatenate(tokens))
        self.tokens = torch.from_numpy(np.load(file))

    def some(self, size: int) -> Tensor:
        return self.tokens[torch.randint(len(self.tokens), (size,))]


def drawn(run: GraphRunner, stage: ImagineStage, steps: int) -> NDArray[np.int64]:
    """Tokens int64 [BATCH,T], decoded step by step as in the engine."""
    conditions, shape, _ = stage.prepare(BATCH)
    tokens, known = np.zeros(shape.shape, np.int64), np.zeros(shape.shape, np.float32)
    for share in revealed_shares(steps):
        noise, order = torch.rand(2, *shape.shape).numpy()
        feeds = {
            "coarse_conditions": conditions.numpy(),
            "tokens": tokens,
            "known": known,
            "noise": noise,
            "order": order,
            "reveal": np.full(len(tokens), share, np.float32),
        }
        tokens, known, _ = run(feeds)
    return tokens
