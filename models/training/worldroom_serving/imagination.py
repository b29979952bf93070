"""Imagines coarse views, token by token (MaskGIT). The engine's own is server/generation/imagination.ts."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from worldroom_serving.views import Planes


def imagine(
    run: Callable[[Planes], Planes], coarse_conditions: NDArray[np.float32], noise: NDArray[np.float32]
) -> NDArray[np.float32]:
    """coarse_conditions [B, 5, H/2, W/2], noise [B, steps, 2, T] -> coarse views [B, 4, H/2, W/2].

    `run` is imagine.onnx.
    """
    batch, steps, _, count = noise.shape
    tokens = np.zeros((batch, count), np.int64)
    known = np.zeros((batch, count), np.float32)
    for step in range(steps):
        inputs: Planes = {
            "coarse_conditions": coarse_conditions,
            "tokens": tokens,
            "known": known,
            "noise": np.ascontiguousarray(noise[:, step, 0]),
            "order": np.ascontiguousarray(noise[:, step, 1]),
            "reveal": np.full(batch, revealed_share(step, steps), np.float32),
        }
        found = run(inputs)
        tokens, known = found["next_tokens"], found["next_known"]
    coarse: NDArray[np.float32] = found["coarse"]
    return coarse


def revealed_share(step: int, steps: int) -> float:
    """Share of all tokens known after `step` of `steps`: MaskGIT's cosine schedule, 1 after the last."""
    return 1.0 if step == steps - 1 else 1 - math.cos((math.pi / 2) * (step + 1) / steps)
