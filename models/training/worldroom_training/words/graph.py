"""ONNX graphs that are put together operator by operator, for what no PyTorch module computes."""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

OPSET = 18


class Graph:
    """Operators and weights under construction."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []
        self.constants: dict[tuple[str, bytes], str] = {}

    def add(self, kind: str, inputs: list[str], **attributes: Any) -> str:
        """Adds an operator; returns the name of its output."""
        output = f"w{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def constant(self, values: NDArray[np.generic]) -> str:
        """The name of a weight; equal ones are kept once."""
        key = (f"{values.dtype}{values.shape}", values.tobytes())
        if key not in self.constants:
            self.constants[key] = name = f"c{len(self.constants)}"
            self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return self.constants[key]

    def number(self, value: float) -> str:
        return self.constant(np.array(value, np.float32))

    def shape(self, *sizes: int) -> str:
        return self.constant(np.array(sizes, np.int64))

    def pixels_together(self, image: str, channels: int, height: int, width: int, side: int) -> str:
        """[B,C,H,W] -> [B,C*side*side,H/side,W/side], as torch's pixel_unshuffle."""
        rows, columns = height // side, width // side
        split = self.add("Reshape", [image, self.shape(-1, channels, rows, side, columns, side)])
        turned = self.add("Transpose", [split], perm=[0, 1, 3, 5, 2, 4])
        return self.add("Reshape", [turned, self.shape(-1, channels * side * side, rows, columns)])

    def model(self, inputs: list[ValueInfoProto], output: str, named: ValueInfoProto) -> ModelProto:
        """The finished graph with one output, under the name and shape of `named`."""
        nodes = [*self.nodes, helper.make_node("Identity", [output], [named.name])]
        made = helper.make_graph(nodes, "words", inputs, [named], self.weights)
        model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
        onnx.checker.check_model(model)
        return model


def tensor_info(name: str, kind: int, *shape: int | str) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, list(shape))
