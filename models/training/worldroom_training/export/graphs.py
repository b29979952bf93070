"""Exports the graphs to ONNX."""

from pathlib import Path

import torch
from torch import nn

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.contract import INPUT_NAMES, MOST_ROWS, OUTPUT_NAMES
from worldroom_training.export.example_inputs import random_inputs
from worldroom_training.export.half_precision import halve_weights
from worldroom_training.export.pixel_grids import compact_pixel_grids
from worldroom_training.export.stack_traces import remove_stack_traces
from worldroom_training.export.weight_names import name_weights
from worldroom_training.networks.condition import Condition
from worldroom_training.networks.draw import DrawGraph, DrawTrunk
from worldroom_training.networks.entity_field import EntityAppearance
from worldroom_training.networks.imagine import ImagineGraph
from worldroom_training.networks.relight import RelightGraph
from worldroom_training.plans.network import PlanGraph
from worldroom_training.surfaces.network import SurfaceGraph

OPSET = 18
#: Graphs whose large weights are kept in half precision: others are quantised, or so small that it does not
#: matter. `trunk` has to have the very weights of `lean`.
HALVED = {"lean", "relight", "trunk", "plan"}


def graph_modules(networks: Networks) -> dict[str, nn.Module]:
    return {
        "condition": Condition(networks.config, networks.figures),
        "imagine": ImagineGraph(networks.imagine, networks.tokenizer),
        "draw": DrawGraph(networks.draw),
        "motion": networks.motion,
        "relight": RelightGraph(networks.relight),
        "appearance": EntityAppearance(networks.figures),
        "lean": DrawGraph(networks.lean),
        "trunk": DrawTrunk(networks.lean),
        "plan": PlanGraph(networks.plan),
        "surface": SurfaceGraph(networks.surface),
    }


#: The stages whose weights are in each graph.
STAGES_OF = {
    "condition": ("figures",),
    "imagine": ("tokenizer", "imagine"),
    "draw": ("draw",),
    "motion": ("motion",),
    "relight": ("relight",),
    "appearance": ("figures",),
    "lean": ("lean",),
    "trunk": ("lean",),
    "plan": ("plan",),
    "surface": ("surface",),
}


def export_graphs(networks: Networks, folder: Path) -> dict[str, str]:
    """Writes one .onnx file a graph into `folder`; returns their names."""
    folder.mkdir(parents=True, exist_ok=True)
    modules = graph_modules(networks).items()
    return {name: export_graph(networks.config, name, module, folder).name for name, module in modules}


def export_graph(config: Config, name: str, module: nn.Module, folder: Path) -> Path:
    """Writes one graph, for any number of views in the batch up to MOST_ROWS; returns its file."""
    inputs = random_inputs(config, name, 2, torch.Generator().manual_seed(1))
    batch = torch.export.Dim("batch", min=1, max=MOST_ROWS)
    program = torch.onnx.export(
        module.eval(),
        inputs,
        None,
        input_names=INPUT_NAMES[name],
        output_names=OUTPUT_NAMES[name],
        dynamic_shapes=tuple({0: batch} for _ in inputs),
        opset_version=OPSET,
        dynamo=True,
        verbose=False,
    )
    assert program is not None
    path = folder / f"{name}.onnx"
    program.save(path, external_data=False)
    remove_stack_traces(path)
    compact_pixel_grids(path)
    if isinstance(module, SurfaceGraph):
        name_weights(path, module.named_weights())
    if name in HALVED:
        halve_weights(path)
    return path
