"""A graph that reads the weights of another file computes what it did before."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray

from worldroom_training.export.shared_weights import share_weights


class Scaled(torch.nn.Module):
    def __init__(self, layer: torch.nn.Module, factor: float) -> None:
        super().__init__()
        self.layer = layer
        self.factor = factor

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.tanh(self.layer(x)) * self.factor


def write(path: Path, layer: torch.nn.Module, factor: float) -> None:
    model = Scaled(layer, factor).eval()
    torch.onnx.export(model, (torch.zeros(2, 64),), path, input_names=["x"], output_names=["y"], dynamo=False)


def outputs(path: Path, x: NDArray[np.float32]) -> NDArray[np.float32]:
    (y,) = onnxruntime.InferenceSession(path).run(["y"], {"x": x})
    return np.asarray(y)


def test_a_graph_reads_its_weights_from_the_other_file(tmp_path: Path) -> None:
    layer = torch.nn.Linear(64, 64)
    source, path = tmp_path / "source.onnx", tmp_path / "other.onnx"
    write(source, layer, 1.0)
    write(path, layer, 2.0)
    x = np.random.default_rng(7).normal(size=(2, 64)).astype(np.float32)
    before = outputs(path, x)
    assert share_weights(path, source) > 64 * 64 * 4 * 0.9
    onnx.checker.check_model(str(path), full_check=True)
    assert np.array_equal(outputs(path, x), before)
    assert share_weights(path, source) == 0, "nothing is left to share"


def test_weights_of_its_own_stay(tmp_path: Path) -> None:
    source, path = tmp_path / "source.onnx", tmp_path / "other.onnx"
    write(source, torch.nn.Linear(64, 64), 1.0)
    write(path, torch.nn.Linear(64, 64), 1.0)
    assert abs(share_weights(path, source)) < 64
