"""Trains the frozen detector of models/evaluation on reference frames: python train_probe.py --minutes 8."""

import argparse
import os
import time
from pathlib import Path

import torch

from clips import ClipStore
from config import CONFIGS
from probe import Probe, crops, probe_loss
from simulator import ROOT, Simulator

#: Worlds of its own: how many, and the first one's seed.
WORLDS, FIRST_WORLD = 250, 500_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--data", type=Path, default=ROOT / "build/training/meetings-256x144", help="where its own clips go")
    parser.add_argument("--out", type=Path, default=ROOT / "models/evaluation/probes/players.onnx")
    options = parser.parse_args()
    config = CONFIGS["small"]
    # Worlds that the networks it judges were not trained on either, mostly players meeting.
    simulator = Simulator(config, options.data, "views", 1, files=WORLDS, first=FIRST_WORLD, keyframes=2, moments=40)
    store = ClipStore(config, options.data, simulator, seed=5)
    torch.manual_seed(5)
    torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
    probe = Probe()
    optimiser = torch.optim.AdamW(probe.parameters(), lr=2e-3)
    start, step, sums = time.monotonic(), 0, {}
    while (elapsed := (time.monotonic() - start) / (options.minutes * 60)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * min(1.0, (step + 1) / 50) * (1 - 0.97 * elapsed)
        batch = store.targets(48)
        frames, seen = crops(batch, config.view)
        with torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported()):
            loss, figures = probe_loss(probe(frames).to(torch.float32), seen)
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
    simulator.close()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    program = torch.onnx.export(
        probe.eval(), (batch.target_rgb[:2],), None, input_names=["rgb"], output_names=["cells"],
        dynamic_shapes=({0: torch.export.Dim("batch", min=1, max=64)},), opset_version=18, dynamo=True, verbose=False,
    )  # fmt: skip
    program.save(options.out, external_data=False)
    print(options.out)


if __name__ == "__main__":
    main()
