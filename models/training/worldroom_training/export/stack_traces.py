"""Graphs without what the exporter notes about their making."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnx


def remove_stack_traces(path: Path) -> None:
    """Removes the notes that torch.onnx leaves at nodes and values: stack traces with the paths of whoever
    trained, which are a tenth of a small graph's size. What the graph computes stays as it is."""
    import onnx

    model = onnx.load(path)
    del model.metadata_props[:]
    for graph in graphs_of(model.graph):
        for noted in (graph, *graph.node, *graph.value_info, *graph.input, *graph.output, *graph.initializer):
            del noted.metadata_props[:]
            noted.doc_string = ""
    for function in model.functions:
        for noted in (function, *function.node):
            del noted.metadata_props[:]
            noted.doc_string = ""
    onnx.save(model, path)


def graphs_of(graph: "onnx.GraphProto") -> Iterable["onnx.GraphProto"]:
    """The graph and those of its branches."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for branch in (attribute.g, *attribute.graphs):
                yield from graphs_of(branch) if branch.node else ()
