"""Exported graphs have the same outputs as PyTorch."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray

from tests.with_pytorch.tiny import TINY
from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.contract import INPUT_NAMES, OUTPUT_NAMES
from worldroom_training.export.example_inputs import random_inputs
from worldroom_training.export.graphs import HALVED
from worldroom_training.export.last_step import defer_to_last_step
from worldroom_training.export.parity import check_parity, onnx_runner, relative_error
from worldroom_training.export.quantisation import quantise_graphs, rows
from worldroom_training.paths import ROOT

# Words are exported by a trainer of their own, with tests of their own.
GRAPHS = [name for name in INPUT_NAMES if name != "words"]


def test_every_graph_has_a_file(exported: tuple[Networks, Path]) -> None:
    assert sorted(path.name for path in exported[1].iterdir()) == sorted(f"{name}.onnx" for name in GRAPHS)


def test_no_graph_holds_a_path_of_who_trained_it(exported: tuple[Networks, Path]) -> None:
    for graph in exported[1].glob("*.onnx"):
        assert b"site-packages" not in graph.read_bytes(), graph.name
        assert str(ROOT).encode() not in graph.read_bytes(), graph.name


def test_the_shipped_graphs_hold_no_path_of_who_trained_them() -> None:
    graphs = [*ROOT.glob("models/arena/*.onnx"), *ROOT.glob("models/evaluation/**/*.onnx")]
    assert len(graphs) > 6
    for graph in graphs:
        assert b"site-packages" not in graph.read_bytes(), graph.name
        assert b"stack_trace" not in graph.read_bytes(), graph.name


def test_every_graph_is_what_pytorch_computes(exported: tuple[Networks, Path]) -> None:
    errors = check_parity(*exported)
    assert set(errors) == set(GRAPHS)


def test_a_graph_of_other_weights_is_refused(exported: tuple[Networks, Path]) -> None:
    networks, folder = exported
    other = Networks(TINY).eval()
    other.load_state_dict(networks.state_dict())
    with torch.no_grad():
        other.motion.own.head.bias.add_(0.1)
    with pytest.raises(ValueError, match=r"motion\.onnx: output change differs from PyTorch"):
        check_parity(other, folder)


@pytest.mark.parametrize("graph", GRAPHS)
def test_tensors_have_the_engines_names_in_its_order(exported: tuple[Networks, Path], graph: str) -> None:
    model = onnx.load(exported[1] / f"{graph}.onnx").graph
    assert [tensor.name for tensor in model.input] == INPUT_NAMES[graph]
    assert [tensor.name for tensor in model.output] == OUTPUT_NAMES[graph]


def test_large_weights_are_halved_where_it_pays(exported: tuple[Networks, Path]) -> None:
    for graph in GRAPHS:
        weights = onnx.load(exported[1] / f"{graph}.onnx").graph.initializer
        halved = any(weight.data_type == onnx.TensorProto.FLOAT16 for weight in weights)
        assert halved == (graph in HALVED)


def run(path: Path, config: Config, reveal: float) -> list[NDArray[Any]]:
    inputs = random_inputs(config, "imagine", 3, torch.Generator().manual_seed(9))
    feeds = {name: value.numpy() for name, value in zip(INPUT_NAMES["imagine"], inputs, strict=True)}
    feeds["reveal"] = np.full(3, reveal, np.float32)
    return onnx_runner(path)(feeds)


def test_the_last_step_alone_is_decoded(exported: tuple[Networks, Path], tmp_path: Path) -> None:
    source = exported[1] / "imagine.onnx"
    deferred = tmp_path / "imagine.onnx"
    deferred.write_bytes(source.read_bytes())
    assert defer_to_last_step(deferred, "coarse") > 0
    for reveal in (0.5, 1.0):
        before, after = run(source, TINY, reveal), run(deferred, TINY, reveal)
        np.testing.assert_array_equal(after[0], before[0])
        np.testing.assert_array_equal(after[1], before[1])
        expected = before[2] if reveal == 1 else np.zeros_like(before[2])
        np.testing.assert_allclose(after[2], expected, atol=1e-6)


def test_what_other_outputs_need_cannot_wait(tmp_path: Path) -> None:
    tensors = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["B"]) for name in "xyz"]
    nodes = [onnx.helper.make_node("Relu", ["x"], ["y"]), onnx.helper.make_node("Neg", ["y"], ["z"])]
    graph = onnx.helper.make_graph(nodes, "graph", tensors[:1], tensors[1:])
    onnx.save(onnx.helper.make_model(graph), tmp_path / "graph.onnx")
    with pytest.raises(ValueError, match=r"graph\.onnx: nothing but y alone"):
        defer_to_last_step(tmp_path / "graph.onnx", "y")


def test_quantised_graphs_stay_near_the_others(exported: tuple[Networks, Path], tmp_path: Path) -> None:
    samples = {}
    for graph in ("draw", "imagine"):
        (tmp_path / f"{graph}.onnx").write_bytes((exported[1] / f"{graph}.onnx").read_bytes())
        samples[graph] = rows(graph, random_inputs(TINY, graph, 4, torch.Generator().manual_seed(10)))
    rounding = quantise_graphs(tmp_path, samples)
    assert 0 < rounding["draw"] < 0.2
    assert 0 < rounding["imagine"] < 0.5
    # At every batch size, and with bytes in and out.
    inputs = random_inputs(TINY, "draw", 3, torch.Generator().manual_seed(11))
    feeds = {name: value.numpy() for name, value in zip(INPUT_NAMES["draw"], inputs, strict=True)}
    rgb, codes, *_ = onnx_runner(tmp_path / "draw.onnx")(feeds)
    assert [str(output.dtype) for output in (rgb, codes)] == ["uint8", "uint16"]
    assert rgb.shape == (3, 3, TINY.view.height, TINY.view.width)


def test_errors_are_relative_and_of_tokens_their_share() -> None:
    assert relative_error(np.array([1, 2, 3, 4]), np.array([1, 2, 3, 5])) == 0.25
    assert relative_error(np.array([2.0, 2.0]), np.array([2.0, 2.2])) == pytest.approx(0.05)
