"""Starts the reference world's simulator (stream.ts, or its one-file bundle) to make training data."""

import shutil
import subprocess
from pathlib import Path

from worldroom_training.config import Config, ViewConfig
from worldroom_training.paths import ROOT, TRAINING

#: Training worlds have seeds below this; evaluation and the shipped world seeds lie at and above it.
HELD_OUT_SEEDS = 1_000_000
#: Worlds that are played in to see what the pack draws there: neither those it learnt to draw nor any judge's.
FIRST_DRAWN_WORLD = 700_000


def node_binary() -> str:
    """The project's own Node where it is installed, else one beside this file, else the one on the path."""
    for candidate in (ROOT / "node_modules/.bin/node", TRAINING / "node"):
        if candidate.exists():
            return str(candidate)
    found = shutil.which("node")
    if not found:
        raise FileNotFoundError(
            f"No Node.js found: install the project (npm install) or put a node binary into {TRAINING}"
        )
    return found


def simulator_script() -> Path:
    source, bundle = TRAINING / "simulator/stream.ts", TRAINING / "simulator/simulator.mjs"
    return source if source.exists() and (ROOT / "node_modules").exists() else bundle


class Simulator:
    """Processes that fill `folder` with data of one kind; they stop when all of it is there."""

    def __init__(
        self,
        config: Config,
        folder: Path,
        kind: str,
        processes: int,
        files: int,
        first: int = 0,
        **sizes: int,
    ):
        """`files`: worlds, from seed `first` on; `sizes`: other options of stream.ts, such as moments."""
        self.config, self.folder = config, folder
        self.children: list[subprocess.Popen] = []
        view = config.view
        for process in range(processes):
            options = {
                "kind": kind,
                "out": folder,
                "first": first + process,
                "step": processes,
                "count": -(-files // processes),
                "width": view.width,
                "height": view.height,
                "focal": view.focal,
                "rate": view.rate,
                "entities": config.condition.entities,
                **sizes,
            }
            self.start(simulator_script(), options)

    def play(self, files: int) -> None:
        """Plays with the pack as it is shipped, too, and leaves what it drew beside the truth (drawn-looks.ts). Does
        nothing where the project is not installed, or the pack is not of the views' size."""
        script, pack = TRAINING / "simulator/drawn-looks.ts", ROOT / "models/arena"
        plays = script.exists() and (ROOT / "node_modules").exists() and (pack / "draw.onnx").exists()
        if plays and self.config.view == ViewConfig():
            self.start(script, {"pack": pack, "out": self.folder, "first": FIRST_DRAWN_WORLD, "count": files})

    def start(self, script: Path, options: dict) -> None:
        command = [node_binary(), str(script)]
        for key, value in options.items():
            command += [f"--{key}", str(value)]
        self.children.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))

    def check(self) -> None:
        """Raises when a process failed."""
        for child in self.children:
            if child.poll() not in (None, 0):
                raise RuntimeError(
                    f"the simulator ended with code {child.returncode}: {' '.join(child.args)}"
                )

    def close(self) -> None:
        """Ends the processes; what they have written stays, and nothing is wrong with stopping there."""
        for child in self.children:
            if child.poll() is None:
                child.terminate()
                child.wait()
        self.children = []


#: World seeds of the default pack: name, title, held-out world.
PACK_SEEDS = [
    ("courtyard", "The courtyard", 2_000_001),
    ("gardens", "The gardens", 2_000_002),
    ("foundry", "The foundry", 2_000_003),
    ("bazaar", "The bazaar", 2_000_004),
    ("harbour", "The harbour", 2_000_005),
    ("cloister", "The cloister", 2_000_006),
    ("station", "The station", 2_000_007),
    ("citadel", "The citadel", 2_000_008),
]


def ensure_seeds(folder: Path, view: ViewConfig) -> None:
    """Provides the default pack's world seeds in `folder`/seeds: the shipped ones, or captured where they do not fit."""
    capture = ROOT / "models/reference/capture.ts"
    shipped = ROOT / "models/arena/seeds"
    for name, title, seed in PACK_SEEDS:
        target = folder / "seeds" / name
        if (target / "seed.json").exists():
            continue
        if view == ViewConfig() and (shipped / name / "seed.json").exists():
            shutil.copytree(shipped / name, target)
            continue
        command = [node_binary(), str(capture), "--seed", str(seed), "--out", str(target), "--title", title]
        command += ["--width", str(view.width), "--height", str(view.height), "--focal", str(view.focal)]
        subprocess.run(command, check=True)
