"""Trains a frozen judge of models/evaluation on reference frames: python train_probe.py players --minutes 20."""

import argparse
import os
import time
from pathlib import Path

import torch

from action_probe import ActionProbe, action_step
from clips import ClipStore
from config import CONFIGS
from control_probe import ControlProbe, control_step
from look_sets import LookStore
from place_probe import PlaceProbe, place_step
from player_probe import PlayerProbe, player_step
from simulator import ROOT, Simulator

#: Worlds of its own, that the networks it judges were not trained on: how many, and the first one's seed.
WORLDS, FIRST_WORLD = 400, 500_000
PEAK_LEARNING_RATE = 2e-3
#: Network, training step, names of the graph's input and output, how many frames the input has beside each other.
PROBES = {
    "players": (PlayerProbe, player_step, "rgb", "cells", ()),
    "actions": (ActionProbe, action_step, "frames", "motions", (2,)),
    "places": (PlaceProbe, place_step, "rgb", "own", ()),
    "controls": (ControlProbe, control_step, "rgb", "controls", ()),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("probe", choices=PROBES)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--data", type=Path, default=ROOT / "build/training/meetings-256x144", help="where its own clips go")
    parser.add_argument("--out", type=Path, default=ROOT / "models/evaluation/probes", help="folder of the graph")
    options = parser.parse_args()
    view = CONFIGS["small"].view
    network, probe_step, taken, given, beside = PROBES[options.probe]
    looks = options.probe == "controls"
    sizes = {} if looks else {"keyframes": 10, "moments": 40}
    simulator = Simulator(CONFIGS["small"], options.data, "looks" if looks else "views", 1, files=WORLDS, first=FIRST_WORLD, **sizes)
    try:
        store = (
            LookStore(CONFIGS["small"], options.data, 5, simulator) if looks else ClipStore(CONFIGS["small"], options.data, simulator, seed=5)
        )
        torch.manual_seed(5)
        torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
        probe = network()
        train(probe, probe_step, store, options.minutes * 60)
    finally:
        simulator.close()
    options.out.mkdir(parents=True, exist_ok=True)
    example = torch.zeros(2, *beside, 3, view.height, view.width, dtype=torch.uint8)
    program = torch.onnx.export(
        probe.eval(), (example,), None, input_names=[taken], output_names=[given],
        dynamic_shapes=({0: torch.export.Dim("batch", min=1, max=64)},), opset_version=18, dynamo=True, verbose=False,
    )  # fmt: skip
    program.save(options.out / f"{options.probe}.onnx", external_data=False)
    print(options.out / f"{options.probe}.onnx")


def train(probe: torch.nn.Module, probe_step, store: ClipStore | LookStore, seconds: float) -> None:
    view = CONFIGS["small"].view
    optimiser = torch.optim.AdamW(probe.parameters(), lr=PEAK_LEARNING_RATE)
    start, step, sums = time.monotonic(), 0, {}
    while (elapsed := (time.monotonic() - start) / seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = PEAK_LEARNING_RATE * min(1.0, (step + 1) / 50) * (1 - 0.97 * elapsed)
        with torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported()):
            loss, figures = probe_step(probe, store, view)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(probe.parameters(), 1.0)
        optimiser.step()
        step += 1
        for key, value in figures.items():
            sums[key] = sums.get(key, 0.0) + float(value)
        if step % 100 == 0:
            print(step, "  ".join(f"{key} {value / 100:.4f}" for key, value in sums.items()), flush=True)
            sums = {}


if __name__ == "__main__":
    main()
