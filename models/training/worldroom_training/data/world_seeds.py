"""The world seeds of a pack."""

import shutil
import subprocess
from pathlib import Path

from worldroom_training.config import ViewConfig
from worldroom_training.contract import SEEDS
from worldroom_training.data.simulator import node_binary
from worldroom_training.paths import ROOT

#: World seeds of the default pack, with consecutive seeds: name and title.
PACK_SEEDS = [
    ("courtyard", "The courtyard"),
    ("gardens", "The gardens"),
    ("foundry", "The foundry"),
    ("bazaar", "The bazaar"),
    ("harbour", "The harbour"),
    ("cloister", "The cloister"),
    ("station", "The station"),
    ("citadel", "The citadel"),
]


def ensure_seeds(folder: Path, view: ViewConfig) -> None:
    """Provides the default pack's world seeds in `folder`/seeds: copies of the shipped ones, or newly
    captured ones for views of another size."""
    capture = ROOT / "models/reference/capture.ts"
    shipped = ROOT / "models/arena/seeds"
    for seed, (name, title) in enumerate(PACK_SEEDS, SEEDS["shipped"]):
        target = folder / "seeds" / name
        if (target / "seed.json").exists():
            continue
        if view == ViewConfig() and (shipped / name / "seed.json").exists():
            shutil.copytree(shipped / name, target)
            continue
        command = [node_binary(), str(capture), "--seed", str(seed), "--out", str(target), "--title", title]
        command += ["--width", str(view.width), "--height", str(view.height), "--focal", str(view.focal)]
        subprocess.run(command, check=True)
