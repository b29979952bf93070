"""Trains the view and motion networks, exports them, checks the export and writes the pack.

    python -m worldroom_training.train --hours 2            # resumes from the last checkpoint of the same config
    python -m worldroom_training.train --hours 0.1 --stages draw --out ../arena

Needs only PyTorch, NumPy and onnx, and Node.js for the simulator. Runs on a GPU when there is one.
"""

import argparse
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import torch

from worldroom_training.checkpoint import STAGES, Checkpoint
from worldroom_training.config import CONFIGS, INGREDIENTS, Config
from worldroom_training.data.clips import ClipStore
from worldroom_training.data.simulator import Simulator, ensure_seeds
from worldroom_training.export import manifest as pack
from worldroom_training.export.graphs import check_parity, export_graphs
from worldroom_training.export.last_step import defer_to_last_step
from worldroom_training.export.model_card import write_card
from worldroom_training.export.quantisation import quantise_graphs
from worldroom_training.malloc_trimming import keep_memory
from worldroom_training.mixed_precision import mixed_precision
from worldroom_training.paths import ROOT
from worldroom_training.prefetch import Feeder
from worldroom_training.sample_sheets import write_sheets
from worldroom_training.stages.stages import STAGE_CLASSES

#: Stages that learn from still places of many worlds (config.py: places), with how much of a world is shown.
PLACE_STAGES = ("tokenizer", "imagine")
PLACE_KEYFRAMES = 40
FIRST_PLACE_SEED = 100_000
SAVE_SECONDS = 240
REPORT_SECONDS = 20


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, required=True, help="time to spend on training, data included")
    parser.add_argument("--config", choices=sorted(CONFIGS), default="small")
    parser.add_argument(
        "--with",
        dest="ingredients",
        metavar="WITH",
        default="",
        help="comma-separated, to see what each is worth: " + ", ".join(INGREDIENTS),
    )
    parser.add_argument("--stages", default=",".join(STAGES), help="comma-separated: " + ", ".join(STAGES))
    parser.add_argument(
        "--out", type=Path, default=ROOT / "build/packs/arena", help="folder of the pack to write"
    )
    parser.add_argument(
        "--work", type=Path, default=ROOT / "build/training", help="checkpoints, data and sheets"
    )
    parser.add_argument(
        "--simulators", type=int, default=max(1, (os.cpu_count() or 2) // 2), help="simulator processes"
    )
    parser.add_argument(
        "--threads", type=int, default=0, help="PyTorch threads of the training step; 0 = all cores but one"
    )
    parser.add_argument("--no-export", action="store_true", help="stop after the last checkpoint")
    options = parser.parse_args()
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


def learning_rate(peak: float, step: int, elapsed: float) -> float:
    """Warm-up, plateau, then linear decay over the last 30 % of this run's time (elapsed in [0, 1])."""
    return peak * min(1.0, (step + 1) / 100) * min(1.0, max(0.03, (1 - elapsed) / 0.3))


def train_stage(
    name: str, store: ClipStore, config: Config, checkpoint: Checkpoint, seconds: float, device: torch.device
) -> None:
    feeder = Feeder(name, config, checkpoint.networks, store, device)
    try:
        run_stage(name, feeder, store, config, checkpoint, seconds, device)
    finally:
        feeder.close()


def run_stage(
    name: str,
    feeder: Feeder,
    store: ClipStore,
    config: Config,
    checkpoint: Checkpoint,
    seconds: float,
    device: torch.device,
) -> None:
    settings, progress = config.stages[name], checkpoint.progress[name]
    network = getattr(checkpoint.networks, name).to(device).train()
    getattr(checkpoint.averages, name).to(device)
    stage = STAGE_CLASSES[name](config, checkpoint.networks, store, device)
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=settings.learning_rate, betas=(0.9, 0.99), weight_decay=1e-3
    )
    if name in checkpoint.optimisers:
        optimiser.load_state_dict(checkpoint.optimisers[name])
    start = saved = reported = time.monotonic()
    sums: dict[str, float] = {}
    counted = step = 0
    try:
        while (now := time.monotonic()) - start < seconds:
            for group in optimiser.param_groups:
                group["lr"] = learning_rate(settings.learning_rate, step, (now - start) / seconds)
            with torch.autocast(
                device.type, torch.bfloat16, enabled=mixed_precision(device) and name != "motion"
            ):
                loss, figures = stage.learn(next(feeder))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
            counted += 1
            progress["samples"] += settings.batch
            checkpoint.average(name, progress["samples"] // settings.batch)
            for key, value in {"loss": loss.detach(), **figures}.items():
                sums[key] = sums.get(key, 0.0) + float(value)
            done = time.monotonic()
            if done - reported > REPORT_SECONDS:
                rate = counted * settings.batch / (done - reported)
                values = "  ".join(f"{key} {value / counted:.4f}" for key, value in sums.items())
                print(
                    f"{name:9s} {done - start:6.0f}/{seconds:.0f} s  {progress['samples']:9d} samples  {rate:6.1f}/s  {values}",
                    flush=True,
                )
                reported, counted, sums = done, 0, {}
            if done - saved > SAVE_SECONDS:
                progress["seconds"] += done - saved
                checkpoint.save(name, optimiser.state_dict())
                saved = done
    finally:
        progress["seconds"] += time.monotonic() - saved
        checkpoint.save(name, optimiser.state_dict())
    print(f"{name}: {progress['samples']} samples, {progress['seconds'] / 3600:.2f} hours in all", flush=True)


def main() -> None:
    options = arguments()
    # An interrupted run saves its checkpoint and ends its helpers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    keep_memory()
    config = replace(CONFIGS[options.config], **{INGREDIENTS[name]: True for name in options.ingredients})
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_num_threads(options.threads or max(1, (os.cpu_count() or 2) - 1))
    work = options.work / "-with-".join([config.name, *options.ingredients])
    size = f"{config.view.width}x{config.view.height}"
    data, places = options.work / f"data-{size}", options.work / f"places-{size}"
    checkpoint = Checkpoint(config, work, shipped=ROOT / "models/arena/checkpoint.pt")
    print(
        f"training {', '.join(options.stages)} ({config.name}) on {device} for {options.hours} h; checkpoints in {work}",
        flush=True,
    )

    needs_views = any(stage not in ("motion", "relight") for stage in options.stages)
    needs_places = any(stage in PLACE_STAGES for stage in options.stages)
    simulators = []
    try:
        if "motion" in options.stages:
            simulators.append(Simulator(config, data, "motion", 1, config.motion_rows // 4000))
        if needs_views:
            simulators.append(Simulator(config, data, "views", options.simulators, config.clips))
        if "relight" in options.stages:
            simulators.append(Simulator(config, data, "looks", 1, config.look_sets))
            simulators[-1].play(config.drawn_sets)
        seed = sum(p["samples"] for p in checkpoint.progress.values())
        store = place_store = ClipStore(config, data, simulators[-1], seed)
        if needs_places:
            sizes = {"keyframes": PLACE_KEYFRAMES, "stillEvery": 1, "moments": 0}
            simulators.append(
                Simulator(
                    config, places, "views", options.simulators, config.places, FIRST_PLACE_SEED, **sizes
                )
            )
            place_store = ClipStore(config, places, simulators[-1], seed)
        shares = sum(config.stages[stage].share for stage in options.stages)
        torch.manual_seed(store.random.integers(2**31))
        for name in options.stages:
            # Whatever follows the figures and the tokenizer reads their running averages.
            if name in ("draw", "imagine"):
                for read in ("figures", "tokenizer"):
                    getattr(checkpoint.networks, read).load_state_dict(
                        getattr(checkpoint.averages, read).state_dict()
                    )
            seconds = options.hours * 3600 * config.stages[name].share / shares
            train_stage(
                name, place_store if name in PLACE_STAGES else store, config, checkpoint, seconds, device
            )
    finally:
        for simulator in simulators:
            simulator.close()

    averages = checkpoint.averages.to("cpu").eval()
    if needs_views:
        for sheet in write_sheets(config, averages, store, work / "sheets"):
            print(f"sample sheet: {sheet}", flush=True)
    if options.no_export:
        return
    graphs = export_graphs(averages, options.out)
    parity = check_parity(averages, options.out)
    print(
        "parity with PyTorch: " + "  ".join(f"{name} {error:.1e}" for name, error in parity.items()),
        flush=True,
    )
    rounding = quantise_graphs(config, averages, store, options.out) if config.quantised else {}
    defer_to_last_step(options.out / "imagine.onnx", "coarse")
    ensure_seeds(options.out, config.view)
    pack.write_manifest(config, options.out, graphs, "arena", "The Arena")
    write_card(config, checkpoint, parity, rounding, options.out)
    checkpoint.save_compact(options.out / "checkpoint.pt")
    print(f"pack: {options.out}", flush=True)


if __name__ == "__main__":
    main()
