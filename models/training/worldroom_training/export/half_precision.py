"""Graphs whose weights are kept in half precision in the file."""

from pathlib import Path

import numpy as np

#: Weights of fewer numbers are left alone.
LEAST_WEIGHTS = 256


def halve_weights(path: Path) -> None:
    """Halves the file's size; weights are numbers of 32 bits again when it runs."""
    import onnx

    model = onnx.load(path)
    casts = []
    for weight in model.graph.initializer:
        values = onnx.numpy_helper.to_array(weight)
        if values.dtype != np.float32 or values.size < LEAST_WEIGHTS:
            continue
        name = weight.name
        weight.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*casts, *nodes])
    onnx.save(model, path)
