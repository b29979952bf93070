"""All that the stages of a run learn from: simulator processes, and what reads their files."""

import time
from pathlib import Path

import torch

from worldroom_training.config import PLACE_STAGES, Config
from worldroom_training.contract import SEEDS
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.data.motion_rows import row_files
from worldroom_training.data.simulator import Simulator, can_simulate
from worldroom_training.renderer.reference_check import REFERENCE_FILE, RendererCheck, check_renderer

#: How much of a world is shown to the stages that learn from still places.
PLACE_SIZES = {"keyframes": 40, "stillEvery": 1, "moments": 0}
#: Rows that the simulator writes into one file.
MOTION_ROWS_A_FILE = 4000
#: Points on surfaces in one file.
SURFACE_ROWS_A_FILE = 40_000


def draws_views(stage: str) -> bool:
    return stage not in ("motion", "relight", "plan", "surface")


class TrainingData:
    """Starts the simulator for the stages asked for. Where there is none, states that were made elsewhere are
    all there is."""

    def __init__(
        self,
        config: Config,
        work: Path,
        stages: list[str],
        processes: int,
        seed: int,
        renders_on: torch.device | None = None,
    ) -> None:
        """`processes`: simulator processes for views; `renders_on`: the device that renders states, None for
        pictures of the simulator."""
        size = f"{config.view.width}x{config.view.height}"
        kinds = ("states", "place-states") if renders_on else ("data", "places")
        self.config, self.renders_on = config, renders_on
        self.folder, self.places = (work / f"{kind}-{size}" for kind in kinds)
        self.simulators: list[Simulator] = []
        if can_simulate() or renders_on is None:
            self.start(stages, processes)
        watched = self if self.simulators else None
        self.store = self.place_store = ClipStore(config, self.folder, watched, seed, renders_on)
        if any(stage in PLACE_STAGES for stage in stages):
            self.place_store = ClipStore(config, self.places, watched, seed, renders_on)

    def check(self) -> None:
        """Raises if a simulator failed."""
        for simulator in self.simulators:
            simulator.check()

    def wait(self, end: float) -> None:
        """Waits until all data is there, or until `end` (time.monotonic)."""
        for simulator in self.simulators:
            simulator.wait(end)

    def require(self, stages: list[str]) -> None:
        """Raises FileNotFoundError if a stage has nothing to learn from."""
        if lacking := self.lacking(stages):
            raise FileNotFoundError(f"{lacking[0]} cannot be trained: {self.advice(lacking[0])}")

    def start(self, stages: list[str], processes: int) -> None:
        config, first = self.config, SEEDS["clips"]
        states: dict[str, int] = {"states": 1} if self.renders_on else {}
        begin = self.simulators.append
        try:
            if any(draws_views(stage) for stage in stages):
                begin(Simulator(config, self.folder, "views", processes, config.clips, first, **states))
            if "motion" in stages:
                files = config.motion_rows // MOTION_ROWS_A_FILE
                begin(Simulator(config, self.folder, "motion", 1, files, first))
            if "plan" in stages:
                begin(Simulator(config, self.folder, "plans", 1, config.towns, first))
            if "surface" in stages:
                files = config.surface_rows // SURFACE_ROWS_A_FILE
                begin(Simulator(config, self.folder, "surfaces", 1, files, first, rows=SURFACE_ROWS_A_FILE))
            if "relight" in stages:
                begin(Simulator(config, self.folder, "looks", 1, config.look_sets, first, **states))
                if not self.renders_on:
                    self.simulators[-1].play(config.drawn_sets)
            if any(stage in PLACE_STAGES for stage in stages):
                sizes = {**PLACE_SIZES, **states}
                first, count = SEEDS["places"], config.places
                begin(Simulator(config, self.places, "views", processes, count, first, **sizes))
        except BaseException:
            self.close()
            raise

    def lacking(self, stages: list[str]) -> list[str]:
        """Stages for which there is neither a simulator nor data of another machine."""
        if self.simulators:
            return []
        return [stage for stage in stages if not has_files(*self.files_of(stage))]

    def advice(self, stage: str) -> str:
        folder, pattern = self.files_of(stage)
        return (
            f"there is no Node.js here that could make its data, and no {pattern} in {folder}. Make it where "
            "the project is installed (python -m worldroom_training.timed_run --states-only --stages "
            f"{stage}), and copy the folder."
        )

    def files_of(self, stage: str) -> tuple[Path, str]:
        if stage == "motion":
            return self.folder, "motion-*.bin"
        if stage == "plan":
            return self.folder, "plans-*.bin"
        if stage == "surface":
            return self.folder, "surfaces-*.bin"
        end = "states.gz" if self.renders_on else "bin"
        if stage == "relight":
            return self.folder, f"looks-*.{end}"
        return (self.places if stage in PLACE_STAGES else self.folder), f"clip-*.{end}"

    def store_of(self, stage: str) -> ClipStore:
        return self.place_store if stage in PLACE_STAGES else self.store

    def check_renderer(self) -> RendererCheck:
        """Compares the renderer with the reference's pictures, as soon as the simulator has written them."""
        device = self.renders_on
        assert device is not None
        folders = (self.folder, self.places)
        while not (found := [folder for folder in folders if (folder / REFERENCE_FILE).exists()]):
            self.check()
            if not self.simulators:
                raise FileNotFoundError(f"no {REFERENCE_FILE} in {self.folder}")
            time.sleep(0.2)
        return check_renderer(found[0], self.config.view, device)

    def counts(self) -> dict[str, int]:
        """Files by kind."""
        end = "states.gz" if self.renders_on else "bin"
        count = lambda folder, pattern: sum(1 for _ in folder.glob(pattern))
        return {
            "clips": count(self.folder, f"clip-*.{end}"),
            "places": count(self.places, f"clip-*.{end}"),
            "looks": count(self.folder, f"looks-*.{end}"),
            "motion": len(row_files(self.folder)),
        }

    def close(self) -> None:
        for simulator in self.simulators:
            simulator.close()


def has_files(folder: Path, pattern: str) -> bool:
    return any(folder.glob(pattern))
