"""A whole run within some minutes: data, training, export, bench, and files that are small enough to copy.

    python -m worldroom_training.timed_run --minutes 9                 # resumes what is in --work
    python -m worldroom_training.timed_run --minutes 2 --states-only   # data for a machine without Node.js
    python -m worldroom_training.timed_run --export-only               # what another machine has trained

Needs PyTorch from 2.3 on and NumPy; the export needs onnx, onnxscript and ONNX Runtime. Without them, what
was trained is left for --export-only.
"""

import argparse
import multiprocessing
import os
import shutil
import signal
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import torch

from worldroom_training.checkpoint import Checkpoint
from worldroom_training.config import CONFIGS, STAGES, Config
from worldroom_training.data.training_data import TrainingData
from worldroom_training.device import DEVICES, chosen_device, describe
from worldroom_training.malloc_trimming import keep_memory
from worldroom_training.paths import ROOT
from worldroom_training.stage_sequence import Budget, train_stages
from worldroom_training.timed_run.archive import MAXIMUM, PACK, write_archive
from worldroom_training.timed_run.plan import Plan
from worldroom_training.timed_run.report import Report
from worldroom_training.timed_run.speed import measure_speed

#: The pack whose weights are gone on from.
SHIPPED = ROOT / "models/arena"
#: Stages whose data are hundreds of megabytes: --states-only makes it if they are named.
LARGE = ("motion", "plan")
#: Default of --batches by device: steps of a few samples leave a GPU idle.
BATCHES = {"cuda": 4}


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="timed_run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add, cores = parser.add_argument, os.cpu_count() or 2
    add("--minutes", type=float, default=9.0, help="time of the whole run; 9 by default")
    add("--device", choices=DEVICES, default="auto", help="auto: a GPU if there is one")
    renderer = "what renders training views; auto: the device if it is a GPU, else the simulator"
    add("--renderer", choices=("auto", "device", "simulator"), default="auto", help=renderer)
    add("--config", choices=sorted(CONFIGS), default="small")
    add("--stages", default="", help="comma-separated; all by default: " + ", ".join(STAGES))
    add("--work", type=Path, default=ROOT / "build/training", help="checkpoints and data")
    out = Path(os.environ.get("OUT") or ROOT / "build/training/run")
    add("--out", type=Path, default=out, help="what the run leaves; $OUT or build/training/run by default")
    batches = "samples of a step, as a multiple of the config's; 4 on a GPU by default, else 1"
    add("--batches", type=int, default=0, help=batches)
    add("--simulators", type=int, default=max(1, cores // 2), help="simulator processes for views")
    add("--threads", type=int, default=0, help="PyTorch threads; 0 = all cores but one")
    add("--states-only", action="store_true", help="make data for a machine without Node.js, and end")
    add("--export-only", action="store_true", help="export what was trained, and end")
    options = parser.parse_args(given)
    carried = [stage for stage in STAGES if stage not in LARGE] if options.states_only else list(STAGES)
    options.stages = [stage for stage in options.stages.split(",") if stage] or carried
    if unknown := set(options.stages) - set(STAGES):
        parser.error(f"--stages: unknown {', '.join(sorted(unknown))}; choose from {', '.join(STAGES)}")
    if options.minutes <= 0:
        parser.error("--minutes: must be above 0")
    return options


def with_batches(config: Config, factor: int) -> Config:
    stages = {name: replace(stage, batch=stage.batch * factor) for name, stage in config.stages.items()}
    return replace(config, stages=stages)


def main() -> None:
    start = time.monotonic()
    options = arguments()
    # An interrupted run saves its checkpoint and ends its helpers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    keep_memory()
    device = chosen_device(options.device)
    config = with_batches(CONFIGS[options.config], options.batches or BATCHES.get(device.type, 1))
    torch.backends.cudnn.benchmark = True
    torch.set_num_threads(options.threads or max(1, (os.cpu_count() or 2) - 1))
    on_device = options.renderer == "device" or (options.renderer == "auto" and device.type == "cuda")
    renders_on = device if on_device or options.states_only else None
    checkpoint = Checkpoint(config, options.work / config.name, shipped=SHIPPED / "checkpoint.pt")
    seed = sum(progress["samples"] for progress in checkpoint.progress.values())
    stages = [] if options.export_only else options.stages
    data = TrainingData(config, options.work, stages, options.simulators, seed, renders_on)
    if options.export_only and data.counts()["clips"] == 0:
        # The export needs views to quantise by.
        data.start(["draw"], options.simulators)
    budget = Budget(options.minutes * 60, start)
    try:
        if options.states_only:
            data.wait(start + budget.seconds)
            print(f"states in {data.folder} and {data.places}: {data.counts()}", flush=True)
        elif options.export_only:
            export(options, checkpoint, data)
        else:
            run(options, checkpoint, data, device, budget)
    finally:
        data.close()


def run(
    options: argparse.Namespace,
    checkpoint: Checkpoint,
    data: TrainingData,
    device: torch.device,
    budget: Budget,
) -> None:
    config, stages = checkpoint.networks.config, list(options.stages)
    report = Report(options.minutes, describe(device), torch.__version__)
    for stage in data.lacking(stages):
        report.note(f"{stage} was not trained: {data.advice(stage)}")
        stages.remove(stage)
    if not stages:
        raise FileNotFoundError("\n".join(report.notes))
    print(f"{options.minutes} minutes on {report.device}: {', '.join(stages)} ({config.name})", flush=True)
    if data.renders_on:
        report.renderer = asdict(data.check_renderer())
        print(f"renderer against the reference: {report.renderer}", flush=True)
    plan = Plan(checkpoint, stages, device, budget.left())
    budget.reserved = plan.reserved
    for done in train_stages(stages, config, checkpoint, data, device, budget, punctual=True):
        report.add(done, checkpoint)
    report.data = data.counts()
    # Whoever ends the run while it exports still finds what was trained, without graphs of older weights.
    shutil.rmtree(pack_of(options), ignore_errors=True)
    leave(options, report, checkpoint, stages)
    command = f"--export-only --config {config.name} --work {options.work}"
    later = f"then: python -m worldroom_training.timed_run {command}"
    if plan.exports:
        try:
            report.export_seconds = export(options, checkpoint, data, budget.left())
        except multiprocessing.TimeoutError:
            report.note(f"not exported: it takes longer than the time that was left; {later}")
    else:
        report.note(f"{plan.why_no_export}; {later}")
    if plan.benches:
        report.speed = measure_speed(checkpoint, pack_of(options), device, budget.left())
    else:
        report.note("no bench: there is too little time for it")
    files = leave(options, report, checkpoint, stages)
    took = budget.seconds - budget.left()
    print(f"{report}\n{took:.0f} of {budget.seconds:.0f} s", flush=True)
    print(f"left in {options.out}: {', '.join(file.name for file in files)}", flush=True)


def leave(
    options: argparse.Namespace, report: Report, checkpoint: Checkpoint, stages: list[str]
) -> list[Path]:
    """Writes what can be copied from the machine; raises RuntimeError if a file is too large."""
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    parts = write_archive(checkpoint, stages, pack_of(options), SHIPPED, out)
    report.write(out / "report.json", parts)
    files = [out / "report.json", *parts]
    if large := [file.name for file in files if file.stat().st_size > MAXIMUM]:
        raise RuntimeError(f"{', '.join(large)} in {out}: larger than {MAXIMUM} bytes")
    return files


def pack_of(options: argparse.Namespace) -> Path:
    """The pack that is exported. It is in the archive of --out, whose files are few."""
    folder: Path = options.work / PACK
    return folder


def export(
    options: argparse.Namespace, checkpoint: Checkpoint, data: TrainingData, limit: float | None = None
) -> float:
    """Writes the pack; returns the seconds that it took. `limit`: seconds for its graphs."""
    # What exports may be missing where the rest runs.
    from worldroom_training.export.pack import export_pack

    start = time.monotonic()
    config = checkpoint.networks.config
    export_pack(config, checkpoint, data.store, pack_of(options), like=SHIPPED, seconds=limit)
    return time.monotonic() - start


if __name__ == "__main__":
    main()
