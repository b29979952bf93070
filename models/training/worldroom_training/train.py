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
from worldroom_training.contract import SEEDS
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.data.simulator import Simulator
from worldroom_training.data.world_seeds import ensure_seeds
from worldroom_training.export.graphs import export_graphs
from worldroom_training.export.last_step import defer_to_last_step
from worldroom_training.export.manifest import CONTROLS, write_manifest
from worldroom_training.export.model_card import write_card
from worldroom_training.export.parity import check_parity
from worldroom_training.export.prompt_encoder import write_prompt
from worldroom_training.export.quantisation import quantise_graphs
from worldroom_training.malloc_trimming import keep_memory
from worldroom_training.networks.draw_teacher import DrawTeacher
from worldroom_training.paths import ROOT
from worldroom_training.sample_sheets import write_sheets
from worldroom_training.stages.quantisation_samples import quantisation_samples
from worldroom_training.training_loop import train_stage

#: Stages that learn from still places of many worlds (config.py: places), with how much of a world is shown.
PLACE_STAGES = ("tokenizer", "imagine")
PLACE_SIZES = {"keyframes": 40, "stillEvery": 1, "moments": 0}
#: Rows that the simulator writes into one file.
MOTION_ROWS_A_FILE = 4000


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


def draws_views(stage: str) -> bool:
    return stage not in ("motion", "relight")


def train(
    options: argparse.Namespace, config: Config, checkpoint: Checkpoint, device: torch.device
) -> ClipStore:
    """Runs the stages asked for beside the simulator; returns the clips of play."""
    size = f"{config.view.width}x{config.view.height}"
    data, places = options.work / f"data-{size}", options.work / f"places-{size}"
    simulators: list[Simulator] = []
    try:
        if "motion" in options.stages:
            files = config.motion_rows // MOTION_ROWS_A_FILE
            simulators.append(Simulator(config, data, "motion", 1, files, SEEDS["clips"]))
        if any(draws_views(stage) for stage in options.stages):
            simulators.append(
                Simulator(config, data, "views", options.simulators, config.clips, SEEDS["clips"])
            )
        if "relight" in options.stages:
            simulators.append(Simulator(config, data, "looks", 1, config.look_sets, SEEDS["clips"]))
            simulators[-1].play(config.drawn_sets)
        seed = sum(p["samples"] for p in checkpoint.progress.values())
        store = place_store = ClipStore(config, data, simulators[-1], seed)
        if any(stage in PLACE_STAGES for stage in options.stages):
            first = SEEDS["places"]
            simulators.append(
                Simulator(config, places, "views", options.simulators, config.places, first, **PLACE_SIZES)
            )
            place_store = ClipStore(config, places, simulators[-1], seed)
        shares = sum(config.stages[stage].share for stage in options.stages)
        torch.manual_seed(int(store.random.integers(2**31)))
        for name in options.stages:
            # Whatever follows the light field and the tokenizer reads their running averages.
            if name in ("draw", "lean", "imagine"):
                for read in ("figures", "tokenizer", *(["draw"] if name == "lean" else [])):
                    averages = checkpoint.averages.of(read).state_dict()
                    checkpoint.networks.of(read).load_state_dict(averages)
            if name == "lean" and checkpoint.progress[name]["samples"] == 0:
                DrawTeacher(checkpoint.networks.draw).begin(checkpoint.networks.lean)
            seconds = options.hours * 3600 * config.stages[name].share / shares
            source = place_store if name in PLACE_STAGES else store
            train_stage(name, source, config, checkpoint, seconds, device)
    finally:
        for simulator in simulators:
            simulator.close()
    return store


def export(config: Config, checkpoint: Checkpoint, store: ClipStore, folder: Path) -> None:
    """Writes the pack of the running averages."""
    averages = checkpoint.averages
    graphs = export_graphs(averages, folder)
    parity = check_parity(averages, folder)
    errors = "  ".join(f"{name} {error:.1e}" for name, error in parity.items())
    print(f"parity with PyTorch: {errors}", flush=True)
    rounding = {}
    if config.quantised:
        rounding = quantise_graphs(folder, quantisation_samples(config, averages, store))
    defer_to_last_step(folder / "imagine.onnx", "coarse")
    ensure_seeds(folder, config.view)
    write_manifest(config, folder, graphs, write_prompt(CONTROLS, folder), "arena", "The Arena")
    write_card(config, checkpoint, parity, rounding, folder)
    checkpoint.save_compact(folder / "checkpoint.pt")
    print(f"pack: {folder}", flush=True)


def main() -> None:
    options = arguments()
    # An interrupted run saves its checkpoint and ends its helpers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    keep_memory()
    config = chosen_config(options)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
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
        export(config, checkpoint, store, options.out)


if __name__ == "__main__":
    main()
