"""Runs the reference world's simulator (simulator/stream.ts, or its one-file bundle) to generate training
data. Needs no PyTorch."""

import shutil
import subprocess
import time
from pathlib import Path
from typing import Protocol

from worldroom_training.config import Config, ViewConfig
from worldroom_training.contract import SEEDS
from worldroom_training.paths import ROOT, TRAINING


def node_binary() -> str:
    """Path of the project's own Node if it is installed, otherwise of one in models/training, otherwise of
    the one on PATH."""
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


def can_simulate() -> bool:
    """Whether there is a Node.js here, and a simulator for it."""
    try:
        node_binary()
    except FileNotFoundError:
        return False
    return simulator_script().exists()


class Watched(Protocol):
    def check(self) -> None:
        """Raises if a process failed."""
        ...


class Simulator:
    """Processes that fill `folder` with data of one kind, and end when it is complete."""

    def __init__(
        self,
        config: Config,
        folder: Path,
        kind: str,
        processes: int,
        files: int,
        first: int = 0,
        **sizes: int,
    ) -> None:
        """`files`: number of worlds, from seed `first` on; `sizes`: other options of stream.ts, such as
        moments."""
        self.config, self.folder = config, folder
        #: Processes with their command lines.
        self.children: list[tuple[subprocess.Popen[bytes], list[str]]] = []
        view = config.view
        for process in range(processes):
            options: dict[str, str | int | float | Path] = {
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
        """Also plays with the shipped pack, and stores its views with the truth (drawn-looks.ts). Does
        nothing if the project is not installed, or if the pack's views have another size."""
        script, pack = TRAINING / "simulator/drawn-looks.ts", ROOT / "models/arena"
        plays = script.exists() and (ROOT / "node_modules").exists() and (pack / "draw.onnx").exists()
        if plays and self.config.view == ViewConfig():
            self.start(script, {"pack": pack, "out": self.folder, "first": SEEDS["drawn"], "count": files})

    def start(self, script: Path, options: dict[str, str | int | float | Path]) -> None:
        command = [node_binary(), str(script)]
        for key, value in options.items():
            command += [f"--{key}", str(value)]
        self.children.append((subprocess.Popen(command, stdout=subprocess.DEVNULL), command))

    def check(self) -> None:
        """Raises if a process failed."""
        for child, command in self.children:
            if child.poll() not in (None, 0):
                raise RuntimeError(f"the simulator ended with code {child.returncode}: {' '.join(command)}")

    def close(self) -> None:
        """Ends the processes. Files already written stay valid."""
        for child, _ in self.children:
            if child.poll() is None:
                child.terminate()
                child.wait()
        self.children = []

    def wait(self, end: float) -> None:
        """Waits until all files are there, or until `end` (time.monotonic)."""
        while any(child.poll() is None for child, _ in self.children) and time.monotonic() < end:
            time.sleep(0.1)
        self.check()
