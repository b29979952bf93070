"""Compact grids of pixels compute the constants that they replace."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from worldroom_training.export.pixel_grids import compact_pixel_grids
from worldroom_training.pixel_rays import pixel_rays


def written(folder: Path, constant: np.ndarray) -> Path:
    """A graph that adds a constant to its input."""
    shape = list(constant.shape)
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "rays"], ["y"])],
        "adds",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(constant, "rays")],
    )
    path = folder / "graph.onnx"
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    model.ir_version = 10
    onnx.save(model, path)
    return path


def constant_of(path: Path, shape: tuple[int, ...]) -> np.ndarray:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"x": np.zeros(shape, np.float32)})
    return np.asarray(found)


@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize("size", [(64, 36), (256, 144)])
def test_rays_are_computed_to_the_bit(tmp_path: Path, size: tuple[int, int], is_turned: bool) -> None:
    rays = pixel_rays(*size, 0.7 * size[0]).numpy()
    constant = np.ascontiguousarray(rays.T if is_turned else rays)
    path = written(tmp_path, constant)
    before = path.stat().st_size
    compact_pixel_grids(path)
    assert path.stat().st_size < before / 5
    assert (constant_of(path, constant.shape) == constant).all()


def test_other_constants_stay(tmp_path: Path) -> None:
    rays = pixel_rays(64, 36, 44).numpy()
    rays[0, 70] += 0.5
    path = written(tmp_path, rays)
    before = path.read_bytes()
    compact_pixel_grids(path)
    assert path.read_bytes() == before
