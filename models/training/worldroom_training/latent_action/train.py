"""Latent actions: a code for the change between two consecutive frames, learnt from the frames alone (after
Genie, Bruce et al., 2024). Training reads no action, pose or other label.

The encoder compares the two frames with their depths and outputs a code of six numbers. The decoder
predicts the second frame from the code and the first frame only: it moves the first frame's points as one
rigid body and samples the frame there (unsupervised structure from motion, Zhou et al., 2017). So the code
comes to mean the camera's motion. The learnt parameters are the features by which the encoder recognises
places, and the trust in each of them. The search for the motion is geometry (surfaces.py, alignment.py),
through which gradients pass.

    python -m worldroom_training.latent_action.train --minutes 15

continues from its checkpoint, and writes the graph.
"""

import argparse
import time
from pathlib import Path
from typing import Any

import torch

from worldroom_training.checkpoint import read
from worldroom_training.config import CONFIGS, ViewConfig
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.export.short_names import shorten_names
from worldroom_training.latent_action.encoder import LatentAction
from worldroom_training.latent_action.photometric import judge, pairs, photometric_loss, turned_about
from worldroom_training.paths import ROOT

PEAK_LEARNING_RATE = 5e-4
BATCH = 8
#: Steps between reports.
REPORTED = 25


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--minutes", type=float, default=15)
    data, clips = (
        ROOT / "build/training/data-256x144",
        "clips that worldroom_training.train's simulator wrote",
    )
    add("--data", type=Path, default=data, help=clips)
    add("--checkpoint", type=Path, default=ROOT / "build/training/small/latent-action.pt")
    add("--out", type=Path, default=ROOT / "models/evaluation/probes/latent-action.onnx")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    torch.set_num_threads(1)
    view = CONFIGS["small"].view
    torch.manual_seed(11)
    model = LatentAction(view)
    optimiser = torch.optim.AdamW(model.parameters(), lr=PEAK_LEARNING_RATE)
    done: dict[str, Any] = {"samples": 0, "seconds": 0.0}
    if options.checkpoint.exists():
        state = read(options.checkpoint)
        model.load_state_dict(state["weights"])
        optimiser.load_state_dict(state["optimiser"])
        done = state["progress"]
    store = ClipStore(CONFIGS["small"], options.data, None, seed=11 + done["samples"])
    train(model, optimiser, store, options, done)
    export(model, view, options.out)
    print(options.out)


def train(
    model: LatentAction,
    optimiser: torch.optim.Optimizer,
    store: ClipStore,
    options: argparse.Namespace,
    done: dict[str, Any],
) -> None:
    # CPU time of this thread, because other processes may use the machine.
    start, step, total = time.process_time(), 0, 0.0
    before = done["seconds"]
    while (elapsed := (time.process_time() - start) / max(1e-9, options.minutes * 60)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = PEAK_LEARNING_RATE * min(1.0, (step + 1) / 50) * (1 - 0.97 * elapsed)
        frames, depth, _ = pairs(store, BATCH)
        loss = photometric_loss(model, *turned_about(frames, depth))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step, total = step + 1, total + float(loss.detach())
        done["samples"] += BATCH
        done["seconds"] = before + time.process_time() - start
        if step % REPORTED == 0:
            figures = "  ".join(f"{key} {value:.4f}" for key, value in judge(model, store).items())
            print(f"{done['samples']} samples  loss {total / REPORTED:.4f}  {figures}", flush=True)
            total = 0.0
            save(model, optimiser, options.checkpoint, done)
    save(model, optimiser, options.checkpoint, done)


def save(model: LatentAction, optimiser: torch.optim.Optimizer, path: Path, progress: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    state = {"weights": model.state_dict(), "optimiser": optimiser.state_dict(), "progress": progress}
    torch.save(state, partial)
    partial.replace(path)


def export(model: LatentAction, view: ViewConfig, path: Path) -> None:
    """Exports the graph for one pair a call. Uses the tracer, because torch.export takes minutes for the
    unrolled refinement."""
    example = (
        torch.zeros(1, 2, 3, view.height, view.width, dtype=torch.uint8),
        torch.ones(1, 2, view.height, view.width, dtype=torch.int32),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        torch.onnx.export(
            model.eval(),
            example,
            path,
            input_names=["frames", "inverse_depth"],
            output_names=["code"],
            opset_version=18,
            dynamo=False,
        )
    shorten_names(path)


if __name__ == "__main__":
    main()
