"""Trains the view and motion networks, exports them, checks the export and writes the pack.

    python -m worldroom_training.train --hours 2       # resumes from the last checkpoint of the same config
    python -m worldroom_training.train --hours 0.1 --stages draw --out ../arena

Needs PyTorch, NumPy, Pillow and onnx, and Node.js for the simulator. Runs on a GPU when there is one.
"""

import argparse
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from worldroom_training.checkpoint import Checkpoint
from worldroom_training.config import CONFIGS, INGREDIENTS, STAGES, Config
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.data.training_data import TrainingData, draws_views
from worldroom_training.device import DEVICES, chosen_device
from worldroom_training.export.pack import export_pack
from worldroom_training.malloc_trimming import keep_memory
from worldroom_training.paths import ROOT
from worldroom_training.sample_sheets import write_sheets
from worldroom_training.stage_sequence import Budget, train_stages


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """Options of the command line, or of `given`. Ends the process when one is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--hours", type=float, required=True, help="time to spend on training, data included")
    add("--config", choices=sorted(CONFIGS), default="small")
    ingredients = "comma-separated, to see what each is worth: " + ", ".join(INGREDIENTS)
    add("--with", dest="ingredients", metavar="WITH", default="", help=ingredients)
    add("--stages", default=",".join(STAGES), help="comma-separated: " + ", ".join(STAGES))
    add("--out", type=Path, default=ROOT / "build/packs/arena", help="folder of the pack to write")
    add("--work", type=Path, default=ROOT / "build/training", help="checkpoints, data and sheets")
    half = max(1, (os.cpu_count() or 2) // 2)
    add("--simulators", type=int, default=half, help="simulator processes")
    threads = "PyTorch threads of the training step; 0 = all cores but one"
    add("--threads", type=int, default=0, help=threads)
    add("--device", choices=DEVICES, default="auto", help="auto: a GPU if there is one")
    renderer = "what renders training views: the simulator, or the device that trains, from its states"
    add("--renderer", choices=("simulator", "device"), default="simulator", help=renderer)
    add("--no-export", action="store_true", help="stop after the last checkpoint")
    options = parser.parse_args(given)
    for option, name, choices in (("stages", "stages", STAGES), ("with", "ingredients", INGREDIENTS)):
        chosen = [choice for choice in getattr(options, name).split(",") if choice]
        if unknown := set(chosen) - set(choices):
            parser.error(
                f"--{option}: unknown {', '.join(sorted(unknown))}; choose from {', '.join(choices)}"
            )
        setattr(options, name, chosen)
    if options.hours <= 0:
        parser.error("--hours: must be above 0")
    return options


def chosen_config(options: argparse.Namespace) -> Config:
    fields: dict[str, Any] = {INGREDIENTS[name]: True for name in options.ingredients}
    return replace(CONFIGS[options.config], **fields)


def train(
    options: argparse.Namespace, config: Config, checkpoint: Checkpoint, device: torch.device
) -> ClipStore:
    """Runs the stages asked for beside the simulator; returns the clips of play."""
    seed = sum(p["samples"] for p in checkpoint.progress.values())
    renders_on = device if options.renderer == "device" else None
    data = TrainingData(config, options.work, options.stages, options.simulators, seed, renders_on)
    budget = Budget(options.hours * 3600)
    try:
        data.require(options.stages)
        for _ in train_stages(options.stages, config, checkpoint, data, device, budget):
            pass
    finally:
        data.close()
    return data.store


def main() -> None:
    options = arguments()
    # An interrupted run saves its checkpoint and ends its helpers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    keep_memory()
    config = chosen_config(options)
    device = chosen_device(options.device)
    torch.set_num_threads(options.threads or max(1, (os.cpu_count() or 2) - 1))
    work = options.work / "-with-".join([config.name, *options.ingredients])
    checkpoint = Checkpoint(config, work, shipped=ROOT / "models/arena/checkpoint.pt")
    print(
        f"training {', '.join(options.stages)} ({config.name}) on {device} for {options.hours} h; "
        f"checkpoints in {work}",
        flush=True,
    )
    store = train(options, config, checkpoint, device)
    averages = checkpoint.averages.to("cpu").eval()
    if any(draws_views(stage) for stage in options.stages):
        for sheet in write_sheets(config, averages, store, work / "sheets"):
            print(f"sample sheet: {sheet}", flush=True)
    if not options.no_export:
        export_pack(config, checkpoint, store, options.out)


if __name__ == "__main__":
    main()
