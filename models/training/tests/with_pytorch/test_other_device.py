"""Renderer and stages move all their tensors to the device that trains. Needs Node.js."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from tests.with_pytorch.tiny import TINY
from worldroom_training.config import STAGES
from worldroom_training.data.simulator import Simulator
from worldroom_training.paths import TRAINING

#: What other_device.py makes a device with.
HAS_PYTHON_DEVICES = hasattr(torch.utils.backend_registration, "_setup_privateuseone_for_python_backend")


@pytest.mark.skipif(not HAS_PYTHON_DEVICES, reason="this PyTorch cannot register a device in Python")
def test_no_tensor_stays_on_another_device(data: Path, tmp_path: Path) -> None:
    for kind in ("views", "looks"):
        sizes = {"keyframes": 4, "moments": 4, "looks": 2, "states": 1}
        running = Simulator(TINY, tmp_path, kind, 1, 1, 3, **sizes)
        for child, _ in running.children:
            child.wait()
        running.check()
    command = [sys.executable, "-m", "tests.with_pytorch.other_device", str(data), str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=TRAINING)
    assert done.returncode == 0, done.stderr[:3000]
    assert "tensors of two devices do not meet" in done.stdout
    for name in ("renderer", *STAGES):
        assert f"\n{name} " in done.stdout
