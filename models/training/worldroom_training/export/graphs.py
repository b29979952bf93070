"""Exports the graphs to ONNX and checks them against PyTorch on random inputs."""

from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.networks.condition import CONDITION_CHANNELS, Condition
from worldroom_training.networks.draw import DrawGraph
from worldroom_training.networks.entity_field import FIGURE_CHANNELS
from worldroom_training.networks.imagine import ImagineGraph
from worldroom_training.networks.relight import CAMERA_FEATURES, RelightGraph

OPSET = 18
#: Largest relative error between ONNX Runtime (or ONNX's reference evaluator) and PyTorch.
PARITY = 1e-3
#: The same of `imagine`: a lot that falls on the border of two codes may fall to either side.
SAMPLED_PARITY = 1e-2

#: Graphs whose large weights are kept in half precision: others are quantised, or so small that it does not matter.
HALVED = {"relight"}

INPUT_NAMES = {
    "condition": ["rgb", "inverse_depth", "transforms", "entities", "controls"],
    "imagine": ["coarse_conditions", "tokens", "known", "noise", "order", "reveal"],
    "draw": ["conditions", "entity_maps", "coarse", "imagined", "controls"],
    "motion": ["features"],
    "relight": ["rgb", "inverse_depth", "entity", "camera", "controls", "asked", "guidance"],
}
OUTPUT_NAMES = {
    "condition": ["conditions", "entity_maps", "coarse_conditions", "warp", "coverage"],
    "imagine": ["next_tokens", "next_known", "coarse"],
    "draw": ["rgb", "inverse_depth", "entity", "confidence"],
    "motion": ["change"],
    "relight": ["shown"],
}


def graph_modules(networks: Networks) -> dict[str, nn.Module]:
    return {
        "condition": Condition(networks.config, networks.figures),
        "imagine": ImagineGraph(networks.imagine, networks.tokenizer),
        "draw": DrawGraph(networks.draw),
        "motion": networks.motion,
        "relight": RelightGraph(networks.relight),
    }


def random_inputs(config: Config, graph: str, batch: int, generator: torch.Generator) -> tuple[Tensor, ...]:
    """Inputs of plausible ranges; the same seed gives the same inputs."""
    view, condition = config.view, config.condition
    height, width, slots = view.height, view.width, condition.slots
    rand = lambda *shape: torch.rand(*shape, generator=generator)
    if graph == "motion":
        return (rand(batch, 48),)
    if graph == "condition":
        transforms = torch.eye(4)[:3].expand(batch, slots, 3, 4) + 0.05 * (rand(batch, slots, 3, 4) - 0.5)
        codes = (rand(batch, slots, height, width) * 9000 * (rand(batch, slots, height, width) > 0.1)).to(
            torch.int32
        )
        entities = random_entities(rand(batch, condition.entities, condition.entity_features))
        rgb = (rand(batch, slots, 3, height, width) * 255).to(torch.uint8)
        return rgb, codes.to(torch.uint16), transforms, entities, rand(batch, condition.controls)
    if graph == "relight":
        camera = rand(batch, CAMERA_FEATURES) - 0.5
        codes = (rand(batch, height, width) * 9000 + 1).to(torch.int32).to(torch.uint16)
        rgb, entity = (
            (rand(*shape) * 255).to(torch.uint8)
            for shape in ((batch, 3, height, width), (batch, height, width))
        )
        return (
            rgb,
            codes,
            entity,
            camera,
            rand(batch, condition.controls),
            rand(batch, config.relight.asked),
            1 + rand(batch),
        )
    coarse = rand(batch, 5, height // 2, width // 2)
    if graph == "imagine":
        count = (height // 2 // config.tokenizer.patch) * (width // 2 // config.tokenizer.patch)
        tokens = (rand(batch, count) * 900).to(torch.int64)
        known = (rand(batch, count) > 0.5).float()
        return coarse, tokens, known, rand(batch, count), rand(batch, count), torch.full((batch,), 0.7)
    return (
        rand(batch, CONDITION_CHANNELS, height, width),
        rand(batch, FIGURE_CHANNELS, height, width),
        coarse[:, :4],
        torch.ones(batch),
        rand(batch, condition.controls),
    )


def random_entities(numbers: Tensor) -> Tensor:
    """Makes numbers in [0, 1) [B,M,E] describe upright boxes in front of the camera; see shared/entity.ts."""
    entities = numbers.clone()
    entities[..., 0] = (numbers[..., 0] > 0.5).float()
    entities[..., 1:6] = F.one_hot((numbers[..., 1] * 5).to(torch.int64), 5).float()
    entities[..., 6] = numbers[..., 6] * 6 - 3
    entities[..., 7] = numbers[..., 7] * 2 - 1.5
    entities[..., 8] = numbers[..., 8] * 8 + 1.5
    angle = numbers[..., 9] * 2 * torch.pi
    cosine, sine, zero, one = (
        torch.cos(angle),
        torch.sin(angle),
        torch.zeros_like(angle),
        torch.ones_like(angle),
    )
    entities[..., 9:18] = torch.stack([cosine, zero, -sine, zero, one, zero, sine, zero, cosine], -1)
    entities[..., 18:21] = numbers[..., 18:21] * 0.6 + 0.2
    return entities


def export_graphs(networks: Networks, folder: Path) -> dict[str, str]:
    """Writes one .onnx file a graph into `folder`; returns their names. Raises when parity fails."""
    folder.mkdir(parents=True, exist_ok=True)
    modules = graph_modules(networks).items()
    return {name: export_graph(networks.config, name, module, folder).name for name, module in modules}


def export_graph(config: Config, name: str, module: nn.Module, folder: Path) -> Path:
    """Writes one graph, for any number of views in the batch; returns its file."""
    inputs = random_inputs(config, name, 2, torch.Generator().manual_seed(1))
    batch = torch.export.Dim("batch", min=1, max=1024)
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
    path = folder / f"{name}.onnx"
    program.save(path, external_data=False)
    if name in HALVED:
        halve_weights(path)
    return path


def halve_weights(path: Path) -> None:
    """Keeps large weights in half precision in the file: half its size; they are numbers of 32 bits again when it runs."""
    model = onnx.load(path)
    casts = []
    for weight in model.graph.initializer:
        values = onnx.numpy_helper.to_array(weight)
        if values.dtype != np.float32 or values.size < 256:
            continue
        name = weight.name
        weight.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*casts, *nodes])
    onnx.save(model, path)


def check_parity(networks: Networks, folder: Path) -> dict[str, float]:
    """Relative error a graph, on inputs the export did not see, at batch 1 and 3. Raises ValueError when one is larger than allowed."""
    errors = {}
    for name, module in graph_modules(networks).items():
        run = onnx_runner(folder / f"{name}.onnx")
        allowed = SAMPLED_PARITY if name == "imagine" else PARITY
        worst = 0.0
        for batch in (1, 3):
            inputs = random_inputs(networks.config, name, batch, torch.Generator().manual_seed(100 + batch))
            with torch.no_grad():
                expected = module.eval()(*inputs)
            expected = expected if isinstance(expected, tuple) else (expected,)
            feeds = {key: value.numpy() for key, value in zip(INPUT_NAMES[name], inputs, strict=True)}
            for key, reference, value in zip(OUTPUT_NAMES[name], expected, run(feeds), strict=True):
                difference = relative_error(reference.numpy(), value)
                worst = max(worst, difference)
                if difference > allowed:
                    raise ValueError(
                        f"{name}.onnx: output {key} differs from PyTorch by {difference:.2e}, allowed {allowed}"
                    )
        errors[name] = worst
    return errors


def relative_error(reference: np.ndarray, value: np.ndarray) -> float:
    """Mean difference over mean size; of tokens, which are names and no sizes, the share that differs."""
    if reference.dtype == np.int64:
        return float((reference != value).mean())
    reference, value = reference.astype(np.float64), value.astype(np.float64)
    return float(np.abs(reference - value).mean() / (np.abs(reference).mean() + 1e-6))


def onnx_runner(path: Path):
    """ONNX Runtime where it is installed, else the slower reference evaluator that comes with onnx."""
    try:
        import onnxruntime
    except ImportError:
        from onnx.reference import ReferenceEvaluator

        return lambda feeds, e=ReferenceEvaluator(str(path)): e.run(None, feeds)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return lambda feeds: session.run(None, feeds)
