"""How fast the networks are on a device: in the engine where it is installed, and by themselves."""

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from worldroom_training.checkpoint import Checkpoint, Networks
from worldroom_training.contract import INPUT_NAMES
from worldroom_training.data.simulator import node_binary
from worldroom_training.export.example_inputs import random_inputs
from worldroom_training.paths import ROOT

#: Graphs that run once for a view, or once a step of one.
TIMED = ("draw", "lean", "imagine", "relight")
BATCHES = (1, 8)
#: Measured runs of a network, and the seconds after which there are no more.
RUNS, LONGEST = 10, 1.0
PROVIDERS = {"cuda": "CUDAExecutionProvider", "cpu": "CPUExecutionProvider"}


def measure_speed(checkpoint: Checkpoint, pack: Path, device: torch.device, seconds: float) -> dict[str, Any]:
    """Views a second of the networks in PyTorch and in ONNX Runtime on the device. On a GPU, the engine's
    bench, too, where the project is installed."""
    end = time.monotonic() + seconds
    figures: dict[str, Any] = {"pytorch": network_speeds(checkpoint.averages, device, end)}
    figures["onnxruntime"] = graph_speeds(checkpoint.averages, pack, device, end)
    if device.type == "cuda":
        figures["engine"] = engine_speed(pack, device, end - time.monotonic())
    return figures


@torch.no_grad()
def network_speeds(networks: Networks, device: torch.device, end: float) -> dict[str, dict[int, float]]:
    """Views a second by network and batch."""
    from worldroom_training.export.graphs import graph_modules

    modules = graph_modules(networks.to(device).eval())
    speeds: dict[str, dict[int, float]] = {}
    for name in TIMED:
        for batch in BATCHES:
            if time.monotonic() > end:
                return speeds
            inputs = random_inputs(networks.config, name, batch, torch.Generator().manual_seed(batch))
            given = tuple(value.to(device) for value in inputs)
            step = lambda module=modules[name], given=given: wait_for(module(*given))
            speeds.setdefault(name, {})[batch] = batch / seconds_of(step)
    return speeds


def graph_speeds(
    networks: Networks, pack: Path, device: torch.device, end: float
) -> dict[str, dict[int, float]] | str:
    """Views a second by graph and batch, or why there are none."""
    try:
        import onnxruntime
    except ImportError:
        return "ONNX Runtime is not installed"
    provider = PROVIDERS[device.type]
    if provider not in onnxruntime.get_available_providers():
        return f"this ONNX Runtime has no {provider}: install onnxruntime-gpu"
    if not any(pack.glob("*.onnx")):
        return "there is no pack, since nothing was exported"
    speeds: dict[str, dict[int, float]] = {}
    for name in TIMED:
        if not (pack / f"{name}.onnx").exists():
            continue
        session = onnxruntime.InferenceSession(str(pack / f"{name}.onnx"), providers=[provider])
        for batch in BATCHES:
            if time.monotonic() > end:
                return speeds
            inputs = random_inputs(networks.config, name, batch, torch.Generator().manual_seed(batch))
            feeds = {key: value.numpy() for key, value in zip(INPUT_NAMES[name], inputs, strict=True)}
            step = lambda session=session, feeds=feeds: session.run(None, feeds)
            speeds.setdefault(name, {})[batch] = batch / seconds_of(step)
    return speeds


def engine_speed(pack: Path, device: torch.device, seconds: float) -> dict[str, Any] | str:
    """The report of `npm run bench -- --quick`, or why there is none."""
    script = ROOT / "models/evaluation/speed/bench.ts"
    if not script.exists() or not (ROOT / "node_modules").exists():
        return "the project is not installed here (npm install)"
    if not (pack / "pack.json").exists():
        return "there is no pack, since nothing was exported"
    command = [node_binary(), str(script), "--quick", "--json", "--provider", device.type]
    command += ["--pack", str(pack)]
    limit = max(1.0, seconds)
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=limit, cwd=ROOT)
    except subprocess.TimeoutExpired:
        return f"the bench took longer than {seconds:.0f} s"
    if done.returncode != 0:
        return f"the bench ended with code {done.returncode}: {done.stderr.strip()[-500:]}"
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def seconds_of(step: Callable[[], object]) -> float:
    """Median duration; the first run chooses algorithms."""
    durations: list[float] = []
    step()
    while len(durations) < RUNS and sum(durations) < LONGEST:
        start = time.perf_counter()
        step()
        durations.append(time.perf_counter() - start)
    return sorted(durations)[len(durations) // 2]


def wait_for(outputs: Any) -> None:
    """A GPU computes while Python goes on: reading a number waits for it."""
    last = outputs[-1] if isinstance(outputs, tuple) else outputs
    float(last.flatten()[0])
