"""Runs the condition graph in the trainer. It is frozen, so ONNX Runtime can run it in half the time on a
CPU."""

import tempfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from worldroom_training.config import Config
from worldroom_training.contract import INPUT_NAMES
from worldroom_training.data.clip_batches import ViewBatch
from worldroom_training.networks.condition import Condition
from worldroom_training.networks.entity_field import EntityField


class ConditionRunner:
    """`condition.onnx` in ONNX Runtime on a CPU, if that is installed; otherwise the PyTorch module."""

    def __init__(
        self,
        config: Config,
        entity_field: EntityField,
        device: torch.device,
        graph: Path | None = None,
        in_pytorch: bool = False,
    ) -> None:
        """`graph`: its file, if it was exported before with the same weights; `in_pytorch`: no export, which
        takes as long as some hundred views."""
        self.module = Condition(config, entity_field).to(device)
        with_session = device.type == "cpu" and not in_pytorch
        self.session = start_session(config, self.module, graph) if with_session else None

    @torch.no_grad()
    def __call__(self, batch: ViewBatch) -> tuple[Tensor, ...]:
        """The graph's outputs for a batch. A CPU computes one view at a time, which fits into its cache."""
        inputs = (batch.rgb, batch.inverse_depth, batch.transforms, batch.entities, batch.controls)
        if batch.rgb.device.type != "cpu":
            return self.run(inputs)
        rows = [self.run(tuple(value[i : i + 1] for value in inputs)) for i in range(len(batch.rgb))]
        return tuple(torch.cat(parts) for parts in zip(*rows, strict=True))

    def run(self, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        if self.session is None:
            # Geometry needs full precision whatever the networks are trained in.
            with torch.autocast(inputs[0].device.type, enabled=False):
                outputs: tuple[Tensor, ...] = self.module(*inputs)
                return outputs
        rgb, depth, *rest = inputs
        values = (rgb, depth.to(torch.int32).to(torch.uint16), *rest)
        feeds = {name: value.numpy() for name, value in zip(INPUT_NAMES["condition"], values, strict=True)}
        return tuple(torch.from_numpy(value) for value in self.session.run(None, feeds))


def start_session(config: Config, module: Condition, graph: Path | None = None) -> Any:
    """An ONNX Runtime session of the module; None if what exports and runs it is not installed."""
    try:
        import onnxruntime

        from worldroom_training.export.graphs import export_graph
    except ImportError:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = graph or export_graph(config, "condition", module, Path(folder))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
