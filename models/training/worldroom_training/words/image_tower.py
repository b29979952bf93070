"""The locked image tower: the layers of the pack's own `trunk` graph up to the features of its levels.

`trunk` paints views (networks/draw_unet.py), so its features know colours and textures. Nothing of it is
trained here (LiT: Zhai et al., 2022), and a pack that has `trunk.onnx` has all of its weights already:
the exported graph reads them from that file. Beside the features stands where each part of the view lies
in the world, because the same colour is a stripe at one height and a wall of its own at another.
"""

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto

from worldroom_training.config import ViewConfig
from worldroom_training.contract import INVERSE_DEPTH_SCALE
from worldroom_training.words.graph import Graph

#: Pixels a side of the part of a view that has one vector of features.
PART = 8
#: What the trunk is told of a view that was drawn already: the controls that rooms start with.
CONTROLS = (0.4, 0.15)
#: Detail of a drawn view: source pixels a pixel, of which most are a little blurred.
DETAIL = 0.7
#: Channels of the trunk's input for conditions, entities, a coarse view, whether it was imagined.
CONDITIONS, UNUSED = 10, 80 + 16 + 1
#: Channels of `add_places`.
PLACES = 12
#: Inverse depth (1 / metres) below which everything is far.
FARTHEST = 0.02
#: The convolutions that read each level's features.
READERS = {"top": "to_middle", "middle": "to_deep", "up_middle": "from_middle.expand"}


def add_image_tower(graph: Graph, trunk: ModelProto, view: ViewConfig) -> tuple[str, int]:
    """Adds the tower to a graph with the inputs `rgb` uint8 [B,3,H,W], `inverse_depth` uint16 [B,H,W] and
    `camera` [B,12] (cameraRow of shared/geometry/camera.ts).

    Returns the name of its features [B,F,H/8,W/8] and F.
    """
    inverse = graph.add("Cast", ["inverse_depth"], to=TensorProto.FLOAT)
    inverse = graph.add("Mul", [inverse, graph.number(INVERSE_DEPTH_SCALE)])
    inverse = graph.add("Unsqueeze", [inverse, graph.shape(1)])
    levels, channels = add_trunk(graph, trunk, trunk_input(graph, inverse, view))
    contrast = graph.add(
        "AveragePool", [graph.add("Mul", [levels[0]] * 2)], kernel_shape=[2, 2], strides=[2, 2]
    )
    pooled = graph.add("AveragePool", [levels[0]], kernel_shape=[2, 2], strides=[2, 2])
    places = add_places(graph, inverse, view)
    parts = [pooled, contrast, *levels[1:], places]
    return graph.add("Concat", parts, axis=1), channels[0] + sum(channels) + PLACES


def trunk_input(graph: Graph, inverse: str, view: ViewConfig) -> str:
    """A drawn view as what memory and the last frame show of itself (networks/condition.py)."""
    colour = graph.add("Cast", ["rgb"], to=TensorProto.FLOAT)
    colour = graph.add("Mul", [colour, graph.number(1 / 255)])
    plane = graph.add("Mul", [inverse, graph.number(0.0)])
    one = graph.add("Add", [plane, graph.number(1.0)])
    detail = graph.add("Add", [plane, graph.number(DETAIL)])
    root = graph.add("Sqrt", [inverse])
    conditions = graph.add("Concat", [colour, one, one, root, colour, detail], axis=1)
    features = graph.pixels_together(conditions, CONDITIONS, view.height, view.width, 4)
    rest = np.zeros((1, UNUSED + len(CONTROLS), 1, 1), np.float32)
    rest[0, UNUSED:, 0, 0] = CONTROLS
    size = graph.add("Shape", ["rgb"], start=0, end=1)
    size = graph.add("Concat", [size, graph.shape(rest.shape[1], view.height // 4, view.width // 4)], axis=0)
    return graph.add("Concat", [features, graph.add("Expand", [graph.constant(rest), size])], axis=1)


def add_trunk(graph: Graph, trunk: ModelProto, features: str) -> tuple[list[str], list[int]]:
    """Copies the trunk's operators as far as they are needed. Returns the features of READERS' levels and
    their channels."""
    weights = {tensor.name: tensor for tensor in trunk.graph.initializer}
    found: dict[str, str] = {}
    values = {"features": features}
    for node in trunk.graph.node:
        for level, layer in READERS.items():
            if node.op_type == "Conv" and node.input[1] == f"draw.{layer}.weight":
                found[level] = values[node.input[0]]
        if len(found) == len(READERS):
            break
        if any(name not in values and name not in weights for name in node.input):
            continue
        copy = NodeProto()
        copy.CopyFrom(node)
        copy.name = ""
        copy.input[:] = [values.get(name, name) for name in node.input]
        graph.nodes.append(copy)
        values.update({name: name for name in node.output})
    if missing := set(READERS) - set(found):
        raise ValueError(f"trunk.onnx lacks the levels {', '.join(sorted(missing))}")
    used = {name for node in graph.nodes for name in node.input}
    graph.weights.extend(tensor for name, tensor in weights.items() if name in used)
    kept = [f"draw.{layer}.weight" for layer in READERS.values()]
    channels = [(weights.get(name) or weights[f"{name}.half"]).dims[1] for name in kept]
    return [found[level] for level in READERS], channels


def add_places(graph: Graph, inverse: str, view: ViewConfig) -> str:
    """Where the middle of each part lies, [B,PLACES,H/8,W/8]: height in metres; sine and cosine of the place
    along its surface, whose textures repeat after 2 m, and of twice that; the same of the depth of a floor;
    root inverse depth; whether walls would face east or west there; one for floors."""
    rows, columns = view.height // PART, view.width // PART
    middle = PART // 2
    up = (view.height / 2 - (np.arange(rows) * PART + middle) - 0.5) / view.focal
    across = lambda offset: (np.arange(columns) * PART + offset + 0.5 - view.width / 2) / view.focal
    x, y, z = point(graph, inverse, up, across(middle), middle)
    left, right = (point(graph, inverse, up, across(offset), offset) for offset in (middle - 2, middle + 1))
    run_x, run_z = (graph.add("Abs", [graph.add("Sub", [right[axis], left[axis]])]) for axis in (0, 2))
    turned = graph.add("Cast", [graph.add("Less", [run_x, run_z])], to=TensorProto.FLOAT)
    is_floor = graph.add("Cast", [graph.add("Less", [y, graph.number(0.06)])], to=TensorProto.FLOAT)
    on_wall = graph.add("Where", [graph.add("Less", [run_x, run_z]), z, x])
    along = graph.add("Where", [graph.add("Less", [y, graph.number(0.06)]), x, on_wall])
    channels = [y]
    for place in (along, z):
        for factor in (np.pi, 2 * np.pi):
            angle = graph.add("Mul", [place, graph.number(factor)])
            channels += [graph.add("Sin", [angle]), graph.add("Cos", [angle])]
    near = graph.add("Sqrt", [part_pixels(graph, inverse, middle)])
    return graph.add("Concat", [*channels, near, turned, is_floor], axis=1)


def part_pixels(graph: Graph, image: str, column: int) -> str:
    """One pixel of each part: the middle row, and a column of it."""
    starts, ends = graph.shape(PART // 2, column), graph.shape(2**30, 2**30)
    return graph.add("Slice", [image, starts, ends, graph.shape(2, 3), graph.shape(PART, PART)])


def point(graph: Graph, inverse: str, up: np.ndarray, across: np.ndarray, column: int) -> list[str]:
    """World coordinates x, y and z [B,1,H/8,W/8] of a pixel of each part, by their depth along the axis."""
    far = graph.add("Max", [part_pixels(graph, inverse, column), graph.number(FARTHEST)])
    depth = graph.add("Reciprocal", [far])
    b = graph.constant(up.astype(np.float32).reshape(1, 1, -1, 1))
    a = graph.constant(across.astype(np.float32).reshape(1, 1, 1, -1))
    found = []
    for axis in range(3):
        position, right, upwards, forward = (
            graph.add(
                "Reshape",
                [graph.add("Gather", ["camera", graph.shape(axis + part)], axis=1), graph.shape(-1, 1, 1, 1)],
            )
            for part in (0, 3, 6, 9)
        )
        ray = graph.add("Add", [graph.add("Mul", [right, a]), graph.add("Mul", [upwards, b])])
        ray = graph.add("Add", [ray, forward])
        found.append(graph.add("Add", [position, graph.add("Mul", [ray, depth])]))
    return found
