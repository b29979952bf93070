"""Teaches a pack words for what its views show: materials and landmarks.

    python -m worldroom_training.words.train --minutes 8 --out ../arena

The image tower is locked: it is the pack's own `trunk` graph (image_tower.py). A text tower and a small head
are trained against it (towers.py) on reference views whose materials the renderer knows. Writes words.onnx,
words.json and their entries in pack.json into the pack.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from worldroom_training.config import CONFIGS
from worldroom_training.contract import FIRST_LANDMARK, FLOORS
from worldroom_training.data.simulator import Simulator
from worldroom_training.paths import ROOT
from worldroom_training.words.export_words import write_words
from worldroom_training.words.labelled_parts import Parts, labelled_files, read_parts, seed_of
from worldroom_training.words.phrases import HELD_OUT, SURFACES
from worldroom_training.words.tower_session import TowerSession
from worldroom_training.words.towers import Head, TextTower, pair_loss
from worldroom_training.words.word_batches import WordBatches

PEAK_LEARNING_RATE = 4e-3
#: Parts of a step, as many of each surface.
EACH = 26
#: Worlds, of the last seeds, that are judged on and not learnt from.
JUDGED = 20
#: Rounds between reports.
REPORTED = 250


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--minutes", type=float, default=8, help="processor time of gradient steps")
    add("--worlds", type=int, default=240, help="worlds to render views of; those that are there are kept")
    add("--config", choices=sorted(CONFIGS), default="small")
    add("--work", type=Path, default=ROOT / "build/training", help="views")
    add("--out", type=Path, default=ROOT / "build/packs/arena", help="folder of the pack, with trunk.onnx")
    options = parser.parse_args(given)
    if options.worlds <= JUDGED:
        parser.error(f"--worlds: must be above {JUDGED}, which are judged on")
    return options


def views_folder(options: argparse.Namespace) -> Path:
    """Renders what is missing of the labelled views."""
    config = CONFIGS[options.config]
    folder: Path = options.work / f"labels-{config.view.width}x{config.view.height}"
    if len(labelled_files(folder)) < options.worlds:
        simulator = Simulator(config, folder, "labels", 1, options.worlds)
        try:
            simulator.wait(float("inf"))
        finally:
            simulator.close()
    return folder


def by_surface(parts: Parts) -> list[torch.Tensor]:
    surfaces = torch.from_numpy(parts.surfaces)
    return [torch.nonzero(surfaces == surface).flatten() for surface in range(len(SURFACES))]


def learn(parts: Parts, judged: Parts, minutes: float) -> tuple[Head, TextTower]:
    torch.manual_seed(7)
    head, text, words = Head(parts.features.shape[1]), TextTower(), WordBatches(7)
    features = torch.from_numpy(parts.features)
    head.mean.copy_(features.float().mean(0))
    head.deviation.copy_(features.float().std(0) + 1e-3)
    pools = [pool for pool in by_surface(parts) if len(pool) > 0]
    learnt = [*head.parameters(), *text.parameters()]
    optimiser = torch.optim.AdamW(learnt, lr=PEAK_LEARNING_RATE, weight_decay=1e-2)
    # Processor time of this thread, because other processes may use the machine.
    start, step, total = time.thread_time(), 0, 0.0
    while (elapsed := (time.thread_time() - start) / (60 * minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = PEAK_LEARNING_RATE * min(1.0, (step + 1) / 50) * (1 - 0.98 * elapsed)
        chosen = torch.cat([pool[torch.randint(len(pool), (EACH,))] for pool in pools])
        shown = torch.from_numpy(parts.surfaces)[chosen]
        phrases, fits = words.sample()
        loss = pair_loss(text, head(features[chosen].float()), text(phrases), fits[:, shown].T)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        step, total = step + 1, total + float(loss.detach())
        if step % REPORTED == 0:
            print(
                f"{step} steps  loss {total / REPORTED:.4f}  {describe(judge(head, text, judged))}",
                flush=True,
            )
            total = 0.0
    return head.eval(), text.eval()


def surface_words(text: TextTower) -> torch.Tensor:
    """Mean embedding of each surface's phrases, of length 1, [S,WIDTH]."""
    means = [text(list(surface.phrases)).mean(0) for surface in SURFACES]
    return torch.nn.functional.normalize(torch.stack(means), dim=-1)


@torch.no_grad()
def judge(head: Head, text: TextTower, judged: Parts) -> dict[str, float]:
    """Shares that are right of parts of worlds not learnt from, among floors or among walls, as the depth
    of a part says which; of landmarks; and of phrases nobody listed."""
    images = head(torch.from_numpy(judged.features).float())
    logits = images @ surface_words(text).T
    truth = torch.from_numpy(judged.surfaces)
    is_floor = (truth < len(FLOORS)).unsqueeze(1)
    other = (torch.arange(len(SURFACES)) < len(FLOORS)).unsqueeze(0) != is_floor
    right = logits.masked_fill(other, -2).argmax(1) == truth
    names = [surface.name for surface in SURFACES]
    meant = (text(list(HELD_OUT)) @ surface_words(text).T).argmax(1)
    wanted = torch.tensor([names.index(name) for name in HELD_OUT.values()])
    landmark = truth >= len(FLOORS) + FIRST_LANDMARK
    share = lambda hits: float(hits.float().mean())
    return {"parts": share(right), "landmarks": share(right[landmark]), "words": share(meant == wanted)}


def describe(figures: dict[str, float]) -> str:
    return "  ".join(f"{name} {value:.3f}" for name, value in figures.items())


def main() -> None:
    options = arguments()
    torch.set_num_threads(1)
    files = labelled_files(views_folder(options))[: options.worlds]
    tower = TowerSession(options.out / "trunk.onnx", CONFIGS[options.config].view)
    parts = read_parts(files, tower, len(FLOORS) + FIRST_LANDMARK, len(SURFACES))
    is_judged = parts.worlds >= seed_of(files[-JUDGED])
    judged = parts.of(is_judged)
    head, text = learn(parts.of(np.logical_not(is_judged)), judged, options.minutes)
    write_words(head, text, CONFIGS[options.config].view, options.out)
    print(f"{options.out}: {len(parts.surfaces)} parts  {describe(judge(head, text, judged))}")


if __name__ == "__main__":
    main()
