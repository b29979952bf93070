"""Checks exported graphs against PyTorch on random inputs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from worldroom_training.checkpoint import Networks
from worldroom_training.contract import INPUT_NAMES, OUTPUT_NAMES
from worldroom_training.export.example_inputs import random_inputs
from worldroom_training.export.graphs import graph_modules

#: Runs a graph: from inputs by name to outputs in their order.
GraphRunner = Callable[[dict[str, NDArray[Any]]], list[NDArray[Any]]]
#: Largest relative error between ONNX Runtime (or ONNX's reference evaluator) and PyTorch.
PARITY = 1e-3
#: The same of `imagine`: a lot that falls on the border of two codes may fall to either side.
SAMPLED_PARITY = 1e-2


def check_parity(networks: Networks, folder: Path, names: list[str] | None = None) -> dict[str, float]:
    """Relative error of each graph, or of those of `names`, on inputs the export did not see, at batch 1
    and 3. Raises ValueError when one is larger than allowed."""
    errors = {}
    for name, module in graph_modules(networks).items():
        if names is not None and name not in names:
            continue
        run = onnx_runner(folder / f"{name}.onnx")
        allowed = SAMPLED_PARITY if name == "imagine" else PARITY
        worst = 0.0
        for batch in (1, 3):
            generator = torch.Generator().manual_seed(100 + batch)
            inputs = random_inputs(networks.config, name, batch, generator)
            with torch.no_grad():
                expected = module.eval()(*inputs)
            expected = expected if isinstance(expected, tuple) else (expected,)
            feeds = {key: value.numpy() for key, value in zip(INPUT_NAMES[name], inputs, strict=True)}
            for key, reference, value in zip(OUTPUT_NAMES[name], expected, run(feeds), strict=True):
                difference = relative_error(reference.numpy(), value)
                worst = max(worst, difference)
                if difference > allowed:
                    raise ValueError(
                        f"{name}.onnx: output {key} differs from PyTorch by {difference:.2e}, "
                        f"allowed {allowed}"
                    )
        errors[name] = worst
    return errors


def relative_error(reference: NDArray[Any], value: NDArray[Any]) -> float:
    """Mean difference over mean size; of tokens, which are names and no sizes, the share that differs."""
    if reference.dtype == np.int64:
        return float((reference != value).mean())
    reference, value = reference.astype(np.float64), value.astype(np.float64)
    return float(np.abs(reference - value).mean() / (np.abs(reference).mean() + 1e-6))


def onnx_runner(path: Path) -> GraphRunner:
    """ONNX Runtime where it is installed, else the slower reference evaluator that comes with onnx."""
    try:
        import onnxruntime
    except ImportError:
        from onnx.reference import ReferenceEvaluator

        evaluator = ReferenceEvaluator(str(path))
        return lambda feeds: list(evaluator.run(None, feeds))
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return lambda feeds: session.run(None, feeds)
