"""Graphs with short names compute what they did before."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from worldroom_training.export.short_names import shorten_names


class Unrolled(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(8, 8)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for _ in range(20):
            x = torch.tanh(self.layer(x) * 0.5 + torch.arange(8).float() / 8)
        return x


def outputs(path: Path, x: np.ndarray) -> np.ndarray:
    (y,) = onnxruntime.InferenceSession(path).run(["y"], {"x": x})
    return np.asarray(y)


def test_a_graph_is_smaller_and_has_the_same_outputs(tmp_path: Path) -> None:
    path = tmp_path / "unrolled.onnx"
    example = (torch.zeros(2, 8),)
    model = Unrolled().eval()
    torch.onnx.export(model, example, path, input_names=["x"], output_names=["y"], dynamo=False)
    x = np.random.default_rng(7).normal(size=(2, 8)).astype(np.float32)
    before, size = outputs(path, x), path.stat().st_size
    weights = [weight.name for weight in onnx.load(path).graph.initializer]
    shorten_names(path)
    onnx.checker.check_model(onnx.load(path), full_check=True)
    assert np.array_equal(outputs(path, x), before)
    assert path.stat().st_size < 0.7 * size
    assert [weight.name for weight in onnx.load(path).graph.initializer] == weights
