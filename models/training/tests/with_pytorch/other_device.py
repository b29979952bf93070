"""A device that is not the CPU, for machines without a GPU: tensors on it are tensors of the CPU that refuse
to meet others.

Code that forgets to move a tensor fails here as it would on a GPU. Registering a device cannot be undone, so
a test starts this file as a process: it renders views, and runs a step of every stage, on the folder of data
and the folder of states that it is given.
"""

import sys
from pathlib import Path
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map
from torch.utils.backend_registration import (
    _DummyBackendModule,
    _setup_privateuseone_for_python_backend,
)

NAME = "other"
#: Operators that take tensors of several devices.
COPIES = {"aten::_to_copy", "aten::copy_"}
#: Indices of tensors may be on the CPU.
INDEXED = {"aten::index", "aten::index_put_", "aten::index_put", "aten::_index_put_impl_"}


class OtherTensor(torch.Tensor):
    """Holds a tensor of the CPU as `held`."""

    held: torch.Tensor

    @staticmethod
    def __new__(cls, held: torch.Tensor) -> "OtherTensor":
        made = torch.Tensor._make_wrapper_subclass(  # type: ignore[attr-defined]
            cls,
            held.shape,
            strides=held.stride(),
            storage_offset=held.storage_offset(),
            dtype=held.dtype,
            device=torch.device(NAME, 0),
        )
        made.held = held
        return made

    @classmethod
    def __torch_dispatch__(cls, operator: Any, types: Any, given: Any = (), named: Any = None) -> Any:  # type: ignore[override]
        return compute(operator, given, named or {})


class OtherModule(_DummyBackendModule):
    def get_amp_supported_dtype(self) -> list[torch.dtype]:
        return [torch.bfloat16]


class OtherDevice(TorchDispatchMode):
    def __torch_dispatch__(self, operator: Any, types: Any, given: Any = (), named: Any = None) -> Any:
        return compute(operator, given, named or {})


def compute(operator: Any, given: Any, named: dict[str, Any]) -> Any:
    """Runs an operator on the CPU. Raises RuntimeError if its tensors are on several devices."""
    name = operator._schema.name
    leaves = [leaf for leaf in tree_leaves((given, named)) if isinstance(leaf, torch.Tensor)]
    devices = {leaf.device.type for leaf in leaves if leaf.dim() > 0 or isinstance(leaf, OtherTensor)}
    if name in INDEXED:
        devices = {given[0].device.type}
    if len(devices) > 1 and name not in COPIES:
        raise RuntimeError(f"{name}: tensors on {' and '.join(sorted(devices))}")
    result_on = NAME if NAME in devices else "cpu"
    if named.get("device") is not None:
        result_on = torch.device(named["device"]).type
        named = {**named, "device": torch.device("cpu")}
    held = lambda value: value.held if isinstance(value, OtherTensor) else value
    result = operator(*tree_map(held, given), **tree_map(held, named))
    if result_on == "cpu" and name not in COPIES:
        return result
    # What changes a tensor in place returns that tensor.
    own = {id(held(leaf)): leaf for leaf in leaves}
    wrap = lambda value: own.get(id(value)) if id(value) in own else OtherTensor(value)
    on_other = result_on == NAME or (isinstance(given[0], OtherTensor) and name == "aten::copy_")
    return tree_map(lambda v: wrap(v) if isinstance(v, torch.Tensor) and on_other else v, result)


def make_tensors_by_copies() -> None:
    """torch.tensor and new_tensor leave out the dispatch modes, so they are made on the CPU and moved."""
    original = torch.tensor

    def tensor(data: Any, dtype: Any = None, device: Any = None) -> torch.Tensor:
        return original(data, dtype=dtype).to(device or "cpu")

    def new_tensor(self: torch.Tensor, data: Any) -> torch.Tensor:
        return tensor(data, self.dtype, self.device)

    torch.tensor = tensor  # type: ignore[assignment]
    torch.Tensor.new_tensor = new_tensor  # type: ignore[method-assign, assignment]


def main(data: Path, states: Path) -> None:
    _setup_privateuseone_for_python_backend(NAME, OtherModule())
    make_tensors_by_copies()
    from tests.with_pytorch.tiny import TINY
    from worldroom_training.checkpoint import Checkpoint
    from worldroom_training.config import STAGES
    from worldroom_training.data.clip_batches import ClipStore
    from worldroom_training.renderer.reference_check import check_renderer
    from worldroom_training.stage_sequence import READ_BY
    from worldroom_training.stages import condition_runner
    from worldroom_training.training_loop import StageTraining

    device = torch.device(NAME, 0)
    condition_runner.start_session = lambda *_: None  # type: ignore[assignment]
    with OtherDevice():
        try:
            torch.ones(2, device=device) + torch.ones(2)
        except RuntimeError:
            print("tensors of two devices do not meet")
        print("renderer", check_renderer(states, TINY.view, device))
        for stage in STAGES:
            checkpoint = Checkpoint(TINY, data / "checkpoint")
            for name in READ_BY.get(stage, ()):
                checkpoint.networks.of(name).to(device)
            # Rows of motion, plans and points on surfaces are no states.
            folder = data if stage in ("motion", "plan", "surface") else states
            store = ClipStore(
                TINY, folder, None, 1, None if stage in ("motion", "plan", "surface") else device
            )
            training = StageTraining(stage, TINY, checkpoint, store, device)
            figures = training.step(training.stage.prepare(2), 1e-3)
            print(stage, {key: round(float(value), 3) for key, value in figures.items()}, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
