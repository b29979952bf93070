"""Runs the locked image tower by ONNX Runtime: training sees the very features that play sees."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, ValueInfoProto

from worldroom_training.config import ViewConfig
from worldroom_training.words.graph import Graph, tensor_info
from worldroom_training.words.image_tower import PART, add_image_tower

#: Numbers of a camera: position and axes.
CAMERA = 12


def tower_inputs(view: ViewConfig) -> list[ValueInfoProto]:
    return [
        tensor_info("rgb", TensorProto.UINT8, "batch", 3, view.height, view.width),
        tensor_info("inverse_depth", TensorProto.UINT16, "batch", view.height, view.width),
        tensor_info("camera", TensorProto.FLOAT, "batch", CAMERA),
    ]


class TowerSession:
    def __init__(self, trunk: Path, view: ViewConfig) -> None:
        """`trunk`: trunk.onnx of the pack."""
        self.view = view
        graph = Graph()
        output, self.channels = add_image_tower(graph, onnx.load(trunk), view)
        shape = ("batch", self.channels, view.height // PART, view.width // PART)
        model = graph.model(tower_inputs(view), output, tensor_info("features", TensorProto.FLOAT, *shape))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )

    def features(
        self, rgb: NDArray[np.uint8], inverse_depth: NDArray[np.uint16], camera: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """One view -> [parts,F], row by row."""
        given = {"rgb": rgb[None], "inverse_depth": inverse_depth[None], "camera": camera[None]}
        found: NDArray[np.float32] = self.session.run(None, given)[0]
        return found[0].reshape(self.channels, -1).T
