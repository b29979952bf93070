"""Adds trained networks that a pack need not have to it, and leaves its other graphs as they are.

    python -m worldroom_training.export.optional_graphs --stages plan,surface --out ../arena

Writes <stage>.onnx, <stage>.pt (weights to train on from, in 8 bits) where those are shipped, and the
manifest's entries.
"""

import argparse
import hashlib
import json
from pathlib import Path

import torch

from worldroom_training.checkpoint import Checkpoint
from worldroom_training.config import CONFIGS, OPTIONAL_STAGES, RELEARNT_STAGES
from worldroom_training.export.graphs import export_graph, graph_modules
from worldroom_training.export.manifest import plan_settings
from worldroom_training.export.parity import check_parity
from worldroom_training.paths import ROOT


def export_optional(checkpoint: Checkpoint, stage: str, folder: Path) -> float:
    """Returns the relative error of the graph against PyTorch."""
    averages = checkpoint.averages.to("cpu").eval()
    export_graph(averages.config, stage, graph_modules(averages)[stage], folder)
    errors = check_parity(averages, folder, [stage])
    if stage not in RELEARNT_STAGES:
        checkpoint.save_stage(stage, folder / f"{stage}.pt")
    path = folder / "pack.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    settings = {"plan": plan_settings(averages.config.plan)} if stage == "plan" else {}
    digest = hashlib.sha256((folder / f"{stage}.onnx").read_bytes()).hexdigest()
    graphs = {**manifest["graphs"], stage: {"file": f"{stage}.onnx", "sha256": digest}}
    entries = {**manifest, **settings, "graphs": graphs}
    # In the order of manifest.py.
    last = ("motion", "graphs", "seeds")
    ordered = {key: value for key, value in entries.items() if key not in last}
    path.write_text(json.dumps({**ordered, **{key: entries[key] for key in last}}, indent=2) + "\n")
    return errors[stage]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--config", choices=sorted(CONFIGS), default="small")
    stages = "comma-separated: " + ", ".join(OPTIONAL_STAGES)
    parser.add_argument("--stages", default=",".join(OPTIONAL_STAGES), help=stages)
    parser.add_argument("--work", type=Path, default=ROOT / "build/training", help="checkpoints")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pack")
    options = parser.parse_args()
    chosen = [stage for stage in options.stages.split(",") if stage]
    if unknown := set(chosen) - set(OPTIONAL_STAGES):
        parser.error(f"--stages: unknown {', '.join(sorted(unknown))}; choose from {stages}")
    config = CONFIGS[options.config]
    shipped = options.out / "checkpoint.pt"
    checkpoint = Checkpoint(config, options.work / config.name, shipped=shipped)
    torch.set_num_threads(1)
    for stage in chosen:
        error = export_optional(checkpoint, stage, options.out)
        samples = checkpoint.progress[stage]["samples"]
        print(f"{stage}.onnx of {samples} samples; relative error against PyTorch {error:.1e}")


if __name__ == "__main__":
    main()
