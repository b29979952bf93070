"""The condition graph as the trainer runs it: frozen, so ONNX Runtime may do it in half the time on a CPU."""

import tempfile
from pathlib import Path

import torch
from torch import Tensor

from worldroom_training.config import Config
from worldroom_training.data.clips import ViewBatch
from worldroom_training.export.graphs import INPUT_NAMES, export_graph
from worldroom_training.networks.condition import Condition
from worldroom_training.networks.entity_field import Figures


class QuickCondition:
    """`condition.onnx` on a CPU with ONNX Runtime installed, the PyTorch module everywhere else."""

    def __init__(self, config: Config, figures: Figures, device: torch.device):
        self.module = Condition(config, figures).to(device)
        self.session = start_session(config, self.module) if device.type == "cpu" else None

    @torch.no_grad()
    def __call__(self, batch: ViewBatch) -> tuple[Tensor, ...]:
        """The graph's outputs for a batch, one view at a time: small enough to stay in the cache."""
        rows = []
        for row in range(batch.rgb.shape[0]):
            one = slice(row, row + 1)
            inputs = (
                batch.rgb[one],
                batch.inverse_depth[one],
                batch.transforms[one],
                batch.entities[one],
                batch.controls[one],
            )
            if self.session:
                codes = inputs[1].to(torch.int32).to(torch.uint16)
                feeds = dict(
                    zip(
                        INPUT_NAMES["condition"],
                        (t.numpy() for t in (inputs[0], codes, *inputs[2:])),
                        strict=True,
                    )
                )
                rows.append(tuple(torch.from_numpy(value) for value in self.session.run(None, feeds)))
            else:
                # Geometry needs full precision whatever the networks are trained in.
                with torch.autocast(batch.rgb.device.type, enabled=False):
                    rows.append(self.module(*inputs))
        return tuple(torch.cat(parts) for parts in zip(*rows, strict=True))


def start_session(config: Config, module: Condition):
    try:
        import onnxruntime
    except ImportError:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = export_graph(config, "condition", module, Path(folder))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
