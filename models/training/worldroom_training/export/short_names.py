"""Unrolled graphs without what their names and repeated constants take."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


def shorten_names(path: Path) -> None:
    """Numbers the values between nodes, and keeps one of equal constants. The tracer writes a long name and a
    constant for each step of an unrolled loop, which is most of such a file. What the graph computes, its
    inputs, outputs and weights stay as they are. For graphs without branches."""
    import onnx

    model = onnx.load(path)
    graph = model.graph
    del graph.value_info[:]
    kept = {value.name for value in (*graph.input, *graph.output, *graph.initializer)}
    names: dict[str, str] = {"": ""}
    first: dict[bytes, str] = {}
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        node.name = ""
        node.input[:] = [names.get(name, name) for name in node.input]
        if node.op_type == "Constant" and node.output[0] not in kept:
            value = b"".join(attribute.SerializeToString(deterministic=True) for attribute in node.attribute)
            if value in first:
                names[node.output[0]] = first[value]
                continue
            first[value] = names[node.output[0]] = f"v{len(names)}"
        for name in node.output:
            if name not in kept and name not in names:
                names[name] = f"v{len(names)}"
        node.output[:] = [names.get(name, name) for name in node.output]
        nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.save(model, path)
