"""Graphs whose grids of pixels are written down by row and column instead of pixel by pixel.

The exporter stores rays through pixels as constants of three numbers a pixel, and a second time where a
node reads them transposed: most of the size of a small graph. Runtimes compute such constants once, when
they load the graph.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import onnx

#: Pixels from which a grid is worth it.
FEWEST = 1_000


def compact_pixel_grids(path: Path) -> None:
    """Replaces constants that are rays [3,N] of pixel_rays.py, or their transpose [N,3], by nodes
    that compute the same numbers from a row and a column. Other constants stay as they are."""
    import onnx

    model = onnx.load(path)
    graph = model.graph
    nodes: list[onnx.NodeProto] = []
    for constant in list(graph.initializer):
        found = onnx.numpy_helper.to_array(constant)
        is_turned = found.ndim == 2 and found.shape[1] == 3
        grid = row_and_column(found.T if is_turned else found)
        if grid is None:
            continue
        graph.initializer.remove(constant)
        nodes += grid_nodes(graph, constant.name, *grid, is_turned=is_turned)
    if nodes:
        others = list(graph.node)
        del graph.node[:]
        graph.node.extend([*nodes, *others])
        onnx.checker.check_model(model)
        onnx.save(model, path)


def row_and_column(rays: NDArray[np.generic]) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
    """x of a row of pixels [W] and y of a column [H], if these are rays [3, H * W]; None if they are not."""
    if rays.dtype != np.float32 or rays.ndim != 2 or len(rays) != 3 or rays.shape[1] < FEWEST:
        return None
    x, y, ahead = rays
    below = np.flatnonzero(y != y[0])
    if len(below) == 0 or not (ahead == 1).all():
        return None
    width = int(below[0])
    if rays.shape[1] % width != 0:
        return None
    row, column = x[:width].astype(np.float32), y[::width].astype(np.float32)
    same = (np.tile(row, len(column)) == x).all() and (np.repeat(column, width) == y).all()
    return (row, column) if same else None


def grid_nodes(
    graph: "onnx.GraphProto",
    name: str,
    row: NDArray[np.float32],
    column: NDArray[np.float32],
    *,
    is_turned: bool,
) -> "list[onnx.NodeProto]":
    """Nodes that compute [3, H * W], or its transpose, as `name`."""
    from onnx import helper, numpy_helper

    size = np.array([len(column), len(row)], np.int64)
    constants: dict[str, NDArray[np.generic]] = {
        "row": row[np.newaxis],
        "column": column[:, np.newaxis],
        "ahead": np.ones((1, 1), np.float32),
        "size": size,
        "flat": np.array([1, size.prod()], np.int64),
    }
    graph.initializer.extend(
        numpy_helper.from_array(value, f"{name}.{key}") for key, value in constants.items()
    )
    nodes = []
    for part in ("row", "column", "ahead"):
        whole, flat = f"{name}.{part}.whole", f"{name}.{part}.flat"
        nodes.append(helper.make_node("Expand", [f"{name}.{part}", f"{name}.size"], [whole]))
        nodes.append(helper.make_node("Reshape", [whole, f"{name}.flat"], [flat]))
    flats = [f"{name}.{part}.flat" for part in ("row", "column", "ahead")]
    stacked = f"{name}.stacked" if is_turned else name
    nodes.append(helper.make_node("Concat", flats, [stacked], axis=0))
    if is_turned:
        nodes.append(helper.make_node("Transpose", [stacked], [name], perm=[1, 0]))
    return nodes
