"""Starting and observing the simulator. With Node.js installed, it also renders."""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from worldroom_training.config import CONFIGS, ViewConfig
from worldroom_training.contract import (
    ENTITY_FEATURES,
    MOTION_FEATURES,
    PLAN_CONTROLS,
    PLAN_KINDS,
    PLAN_PATCH,
)
from worldroom_training.data import simulator
from worldroom_training.data.clip import Clip
from worldroom_training.data.look_set import LookSet
from worldroom_training.data.motion_rows import read_motion_rows
from worldroom_training.data.simulator import Simulator
from worldroom_training.paths import ROOT
from worldroom_training.plans.patches import PlanPatches

VIEW = ViewConfig(width=64, height=48, focal=44.0, rate=12)
CONFIG = replace(CONFIGS["small"], view=VIEW)
SECONDS = 60


def wait_for(running: Simulator, *files: Path) -> None:
    end = time.monotonic() + SECONDS
    while not all(file.exists() for file in files):
        running.check()
        assert time.monotonic() < end, f"{files} are not there after {SECONDS} s"
        time.sleep(0.05)


def test_the_simulators_files_lie_where_they_are_looked_for() -> None:
    assert simulator.simulator_script() == ROOT / "models/training/simulator/stream.ts"
    assert simulator.simulator_script().exists()


def test_the_bundle_is_run_where_the_project_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(simulator, "ROOT", tmp_path)
    assert simulator.simulator_script().name == "simulator.mjs"


def test_a_missing_node_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("ROOT", "TRAINING"):
        monkeypatch.setattr(simulator, name, tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="install the project"):
        simulator.node_binary()


def test_a_failed_process_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(simulator, "node_binary", lambda: sys.executable)
    script = tmp_path / "fails.py"
    script.write_text("raise SystemExit(3)")
    monkeypatch.setattr(simulator, "simulator_script", lambda: script)
    running = Simulator(CONFIG, tmp_path, "views", 1, 1)
    running.children[0][0].wait()
    with pytest.raises(RuntimeError, match=r"code 3: .*fails\.py --kind views"):
        running.check()
    running.close()


def test_processes_share_the_worlds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(simulator, "node_binary", lambda: sys.executable)
    script = tmp_path / "waits.py"
    script.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(simulator, "simulator_script", lambda: script)
    running = Simulator(CONFIG, tmp_path, "views", 3, files=10, first=100, moments=2)
    commands = [command for _, command in running.children]
    running.close()
    seeds = set()
    for command in commands:
        options = dict(zip(command[2::2], command[3::2], strict=True))
        assert options["--moments"] == "2"
        assert (options["--width"], options["--height"]) == ("64", "48")
        first, step, count = (int(options[name]) for name in ("--first", "--step", "--count"))
        seeds |= {first + i * step for i in range(count)}
    assert seeds >= set(range(100, 110))
    assert running.children == []


def test_it_renders_what_is_read_here(tmp_path: Path) -> None:
    kinds = {"views": "clip", "motion": "motion", "looks": "looks", "plans": "plans", "surfaces": "surfaces"}
    sizes = {"keyframes": 4, "moments": 3, "rows": 50, "looks": 2, "patches": 3}
    for kind, name in kinds.items():
        running = Simulator(CONFIG, tmp_path, kind, 1, 1, first=3, **sizes)
        try:
            wait_for(running, tmp_path / f"{name}-3.bin")
        finally:
            running.close()
    clip = Clip(tmp_path / "clip-3.bin", VIEW)
    assert clip.rgb.shape[1:] == (3, 48, 64)
    assert len(clip.moments) == 3
    assert all(len(sample["entities"]) % ENTITY_FEATURES == 0 for sample in clip.moments)
    # At least the sky is known in a frame, and a frame has masked entities.
    assert np.any(clip.inverse_depth > 1)
    assert json.loads((tmp_path / "clip-3.json").read_text())["frames"] == len(clip.rgb)
    looks = LookSet(tmp_path / "looks-3.bin", VIEW)
    assert looks.rgb.shape[0] == 2
    assert read_motion_rows(tmp_path)[0].shape == (50, MOTION_FEATURES)
    plans = PlanPatches(tmp_path / "plans-3.bin")
    assert plans.cells.shape == (3, 3, PLAN_PATCH, PLAN_PATCH)
    assert plans.traits.shape == (3, len(PLAN_CONTROLS))
    assert plans.cells[:, 0].max() < len(PLAN_KINDS)
