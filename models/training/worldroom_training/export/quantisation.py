"""Graphs in 8-bit integers, for CPUs: half the time of 32-bit floats at nearly the same pictures.

Static quantisation as ONNX Runtime does it (Jacob et al., 2018): the ranges of activations are read from
samples, weights have a scale a channel. Weights keep to 7 bits, since processors without VNNI
instructions would overflow otherwise.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from torch import Tensor

from worldroom_training.contract import INPUT_NAMES
from worldroom_training.export.half_precision import halve_weights

#: Operators that are worth it, by graph, and the output that rounding is judged by.
OPERATORS = {"draw": ["Conv"], "imagine": ["MatMul"]}
JUDGED = {"draw": "rgb", "imagine": "coarse"}

#: Inputs of a graph by name.
Feeds = dict[str, NDArray[Any]]


def rows(graph: str, inputs: tuple[Tensor, ...]) -> list[Feeds]:
    """A batch of inputs as feeds of one view each."""
    names = INPUT_NAMES[graph]
    return [
        {name: value[i : i + 1].numpy() for name, value in zip(names, inputs, strict=True)}
        for i in range(len(inputs[0]))
    ]


def quantise_graphs(folder: Path, samples: dict[str, list[Feeds]]) -> dict[str, float]:
    """Replaces draw.onnx and imagine.onnx in `folder`; returns the relative error of each over its
    samples."""
    rounding = {
        name: quantise(folder / f"{name}.onnx", feeds, OPERATORS[name], JUDGED[name])
        for name, feeds in samples.items()
    }
    # What is left in 32 bits of it (embeddings, the tokenizer's decoder) would be two thirds of the file.
    if "imagine" in samples:
        halve_weights(folder / "imagine.onnx")
    return rounding


def quantise(path: Path, samples: list[Feeds], operators: list[str], judged: str) -> float:
    from onnxruntime.quantization import QuantFormat, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    before = outputs(path, samples, judged)
    with tempfile.TemporaryDirectory() as temporary:
        prepared = Path(temporary) / path.name
        quant_pre_process(str(path), str(prepared), skip_symbolic_shape=True)
        quantize_static(
            str(prepared),
            str(path),
            Reader(samples),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=operators,
            nodes_to_exclude=next_to_pixels(prepared, operators),
        )
    after = outputs(path, samples, judged)
    errors = [np.abs(a - b).mean() / (np.abs(a).mean() + 1e-6) for a, b in zip(before, after, strict=True)]
    return float(np.mean(errors))


def next_to_pixels(path: Path, operators: list[str]) -> list[str]:
    """Layers that stay as they are, since their rounding would show: those that read or write single
    pixels."""
    nodes = [node for node in onnx.load(path).graph.node if node.op_type in operators]
    return [*[node.name for node in nodes if has_single_kernel(node)], nodes[-1].name]


def has_single_kernel(node: onnx.NodeProto) -> bool:
    return any(a.name == "kernel_shape" and set(a.ints) == {1} for a in node.attribute)


class Reader:
    """Samples in the form the quantiser asks for: one at a time, None at the end."""

    def __init__(self, samples: Iterable[Feeds]) -> None:
        self.samples = iter(samples)

    def get_next(self) -> Feeds | None:
        return next(self.samples, None)


def outputs(path: Path, samples: list[Feeds], name: str) -> list[NDArray[np.float64]]:
    """One of the graph's outputs for each sample."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return [session.run([name], feeds)[0].astype(np.float64) for feeds in samples]
