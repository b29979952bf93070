"""Leaves a part of a graph to the last denoising step: what only that step's caller looks at."""

from pathlib import Path

import onnx
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper

#: The share of tokens known, [B]; 1 after the last step.
REVEAL = "reveal"


def defer_to_last_step(path: Path, output: str) -> int:
    """Rewrites the graph so that `output` is computed only where every view's `reveal` is 1, and is zeros
    elsewhere.

    What other outputs need as well stays where it is. Returns how many nodes wait. Raises ValueError when
    none do."""
    model = onnx.load(path)
    graph = model.graph
    wanted = next(value for value in graph.output if value.name == output)
    others = ancestors(graph, [value.name for value in graph.output if value.name != output])
    own = ancestors(graph, [output])
    waiting = [
        node for node in graph.node if own.intersection(node.output) and not others.intersection(node.output)
    ]
    if not waiting:
        raise ValueError(f"{path.name}: nothing but {output} alone needs could wait for the last step")
    kept = [node for node in graph.node if node not in waiting]
    used = {name for node in kept for name in node.input}
    weights = [weight for weight in graph.initializer if weight.name not in used]
    # A subgraph's output needs a name that the graph around it does not have.
    for node in waiting:
        node.output[:] = [f"{name}_now" if name == output else name for name in node.output]
    now = helper.make_tensor_value_info(f"{output}_now", TensorProto.FLOAT, None)
    then_branch = helper.make_graph(waiting, "last_step", [], [now], weights)
    choice = [
        helper.make_node("ReduceMin", [REVEAL], ["least_revealed"], keepdims=0),
        helper.make_node("GreaterOrEqual", ["least_revealed", "all_revealed"], ["is_last"]),
        helper.make_node("If", ["is_last"], [output], then_branch=then_branch, else_branch=zeros(wanted)),
    ]
    initializers = [weight for weight in graph.initializer if weight.name in used]
    initializers.append(helper.make_tensor("all_revealed", TensorProto.FLOAT, [], [1.0]))
    rewrite(model, [*kept, *choice], initializers)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return len(waiting)


def zeros(wanted: onnx.ValueInfoProto) -> GraphProto:
    """The branch of the steps before the last: nothing, in the output's shape [B, ...]."""
    name = f"{wanted.name}_not_yet"
    sizes = [dimension.dim_value for dimension in wanted.type.tensor_type.shape.dim][1:]
    nodes = [
        helper.make_node("Shape", [REVEAL], ["views"]),
        helper.make_node("Concat", ["views", "sizes"], ["shape"], axis=0),
        helper.make_node("ConstantOfShape", ["shape"], [name]),
    ]
    constant = helper.make_tensor("sizes", TensorProto.INT64, [len(sizes)], sizes)
    return helper.make_graph(
        nodes, "step", [], [helper.make_tensor_value_info(name, TensorProto.FLOAT, None)], [constant]
    )


def ancestors(graph: GraphProto, names: list[str]) -> set[str]:
    """All tensors that these are computed from, themselves included."""
    makers: dict[str, NodeProto] = {name: node for node in graph.node for name in node.output}
    found: set[str] = set()
    open_names = list(names)
    while open_names:
        name = open_names.pop()
        if name in found:
            continue
        found.add(name)
        if name in makers:
            open_names.extend(makers[name].input)
    return found


def rewrite(model: ModelProto, nodes: list[NodeProto], initializers: list[TensorProto]) -> None:
    # Shapes that were noted down for tensors of the branch would be of names that the graph no longer has.
    del model.graph.node[:], model.graph.initializer[:], model.graph.value_info[:]
    model.graph.node.extend(nodes)
    model.graph.initializer.extend(initializers)
