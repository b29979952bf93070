"""Batches from states that are rendered here are those from the simulator's pictures. Needs Node.js."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from worldroom_training.config import CONFIGS, ViewConfig
from worldroom_training.data import state_renderer
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.data.look_batches import LookStore
from worldroom_training.data.simulator import Simulator
from worldroom_training.data.training_clip import TrainingClip

VIEW = ViewConfig(width=64, height=48, focal=44.0, rate=12)
CONFIG = replace(CONFIGS["small"], view=VIEW)
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two worlds, with pictures and as states."""
    folder = tmp_path_factory.mktemp("data")
    sizes = {"keyframes": 5, "moments": 4, "looks": 2}
    for kind in ("views", "looks"):
        for states in (0, 1):
            running = Simulator(CONFIG, folder, kind, 1, 2, 3, states=states, **sizes)
            for child, _ in running.children:
                child.wait()
            running.check()
    return folder


def clips(data: Path, renders_on: torch.device | None) -> dict[str, TrainingClip]:
    store = ClipStore(CONFIG, data, None, 1, renders_on)
    while len(store.clips) < 2:
        store.look()
    return {path.name.split(".")[0]: clip for path, clip in store.clips.items()}


def test_samples_have_the_simulators_numbers(data: Path) -> None:
    pictures, rendered = clips(data, None), clips(data, CPU)
    assert rendered.keys() == pictures.keys()
    for name, clip in pictures.items():
        other = rendered[name]
        assert other.controls == pytest.approx(clip.controls, abs=1e-6)
        assert len(other.meetings) == len(clip.meetings)
        for one, two in zip([*clip.moments, *clip.stills], [*other.moments, *other.stills], strict=True):
            assert one.keys() == two.keys()
            for key, value in one.items():
                flat = lambda number: torch.tensor(number, dtype=torch.float64).flatten()
                torch.testing.assert_close(flat(two[key]), flat(value), atol=2e-5, rtol=0)  # type: ignore[literal-required]


def test_batches_are_the_same_views(data: Path) -> None:
    one, two = (ClipStore(CONFIG, data, None, 7, renders_on) for renders_on in (None, CPU))
    for store in (one, two):
        store.clips = {Path(name): clip for name, clip in sorted(clips(data, store.renders_on).items())}
        store.looked = float("inf")
    a, b = (store.batch(6, stills=0.4) for store in (one, two))
    for name, value in vars(a).items():
        other = getattr(b, name)
        assert other.dtype == value.dtype
        near = (other.to(torch.float64) - value.to(torch.float64)).abs() <= (1 if "rgb" in name else 1.001)
        assert near.to(torch.float64).mean() > 0.99, name


def test_looks_are_rendered_under_their_controls(data: Path) -> None:
    batches = []
    for renders_on in (None, CPU):
        store = LookStore(CONFIG, data, 3, None, renders_on)
        while len(store.sets) < 2:
            store.look()
        store.sets = dict(sorted(store.sets.items()))
        store.looked = float("inf")
        torch.manual_seed(2)
        batches.append(store.batch(6, faults=False))
    for name in ("rgb", "target", "entity", "camera", "controls", "asked"):
        a, b = (getattr(batch, name) for batch in batches)
        assert ((a - b).abs() < 0.0041).to(torch.float64).mean() > 0.99, name


def test_old_clips_make_room_for_new_ones(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_renderer, "CPU_BYTES", 1)
    store = ClipStore(CONFIG, data, None, 1, CPU)
    store.look()
    store.look()
    assert len(store.clips) == 1
    assert store.size == next(iter(store.clips.values())).frames.size
