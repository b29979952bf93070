"""Names of weights in a graph. The exporter names what it transposed or folded by numbers."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def name_weights(path: Path, weights: dict[str, NDArray[np.generic]]) -> None:
    """Gives initializers that have the very numbers of a weight the weight's name.

    Raises ValueError if a weight is not in the graph.
    """
    import onnx

    model = onnx.load(path)
    new_names: dict[str, str] = {}
    for name, wanted in weights.items():
        found = [
            weight.name
            for weight in model.graph.initializer
            if weight.name not in new_names and is_same(onnx.numpy_helper.to_array(weight), wanted)
        ]
        if not found:
            raise ValueError(f"{path.name} has no weight {name} of shape {wanted.shape}")
        new_names[found[0]] = name
    for weight in model.graph.initializer:
        weight.name = new_names.get(weight.name, weight.name)
    for node in model.graph.node:
        for i, name in enumerate(node.input):
            node.input[i] = new_names.get(name, name)
    onnx.save(model, path)


def is_same(found: NDArray[np.generic], wanted: NDArray[np.generic]) -> bool:
    return found.dtype == wanted.dtype and np.array_equal(found, wanted)
