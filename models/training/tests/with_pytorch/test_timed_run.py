"""A run within some minutes, and what it leaves."""

import io
import json
import multiprocessing
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.with_pytorch.tiny import TINY, write_data
from worldroom_training.checkpoint import Checkpoint
from worldroom_training.config import CONFIGS, STAGES
from worldroom_training.data import training_data
from worldroom_training.data.training_data import TrainingData
from worldroom_training.device import chosen_device
from worldroom_training.export.graphs import STAGES_OF, graph_modules
from worldroom_training.export.pack import export_checked, trained_graphs
from worldroom_training.stage_sequence import Budget, train_stages
from worldroom_training.timed_run import __main__ as timed_run
from worldroom_training.timed_run import archive
from worldroom_training.timed_run.archive import write_archive
from worldroom_training.timed_run.plan import Plan, export_seconds
from worldroom_training.timed_run.report import Report
from worldroom_training.timed_run.speed import engine_speed, graph_speeds, network_speeds
from worldroom_training.training_loop import StageRun

CPU = torch.device("cpu")


#: What the simulator soon has made.
LITTLE = replace(TINY, clips=1, places=1, look_sets=1, motion_rows=4000)


def start(monkeypatch: pytest.MonkeyPatch, *given: str) -> None:
    monkeypatch.setitem(CONFIGS, "small", LITTLE)
    monkeypatch.setattr("sys.argv", ["timed_run", "--threads", "1", "--device", "cpu", *given])
    timed_run.main()


def test_a_run_trains_leaves_its_files_and_resumes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"

    def at_least_a_step(*given: Any, punctual: bool) -> Iterator[StageRun]:
        """However slow the machine is."""
        assert punctual
        return train_stages(*given)

    monkeypatch.setattr(timed_run, "train_stages", at_least_a_step)
    # Neither export nor bench fits: a run of seconds only trains.
    given = ["--minutes", "0.1", "--stages", "motion", "--work", str(tmp_path), "--out", str(out)]
    samples = []
    for _ in range(2):
        start(monkeypatch, *given)
        report = json.loads((out / "report.json").read_text())
        (stage,) = report["stages"]
        assert stage["samples"] > 0
        samples.append(stage["samples_in_all"])
        assert report["files"] == {"run.tar.00": (out / "run.tar.00").stat().st_size}
    assert samples[1] > samples[0]
    assert "--export-only" in report["notes"][0]
    assert "samples in" in capsys.readouterr().out
    # Another machine goes on from the archive.
    with tarfile.open(out / "run.tar.00") as packed:
        packed.extractall(tmp_path / "elsewhere", filter="data")
    again = Checkpoint(TINY, tmp_path / "elsewhere" / TINY.name)
    assert again.progress["motion"]["samples"] == samples[1]


def test_without_node_it_trains_on_what_was_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_data, "can_simulate", lambda: False)
    data = TrainingData(TINY, tmp_path, ["motion", "draw"], 1, 1, CPU)
    assert data.lacking(["motion", "draw"]) == ["motion", "draw"]
    assert "--states-only" in data.advice("draw")
    with pytest.raises(FileNotFoundError, match="motion cannot be trained"):
        data.require(["motion"])
    with pytest.raises(FileNotFoundError, match=r"draw was not trained.*clip-\*\.states\.gz"):
        start(monkeypatch, "--renderer", "device", "--stages", "draw", "--work", str(tmp_path))
    data.folder.mkdir(parents=True)
    write_data(data.folder)
    assert data.lacking(["motion", "draw"]) == ["draw"]


def test_states_are_made_for_another_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    start(monkeypatch, "--states-only", "--minutes", "5", "--work", str(tmp_path), "--simulators", "1")
    states = tmp_path / "states-64x48"
    assert not any(states.glob("motion-*.bin"))
    assert any(states.glob("clip-*.states.gz"))
    assert "states in" in capsys.readouterr().out
    monkeypatch.setattr(training_data, "can_simulate", lambda: False)
    data = TrainingData(TINY, tmp_path, ["draw"], 1, 1, CPU)
    assert data.check_renderer().colours > 0.99
    batch = data.store_of("draw").batch(2, stills=0.0)
    assert batch.target_rgb.shape == (2, 3, 48, 64)


def test_files_are_cut_where_they_are_full(
    tmp_path: Path, checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "PART", 40_000)
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "pack.json").write_text("{}")
    files = write_archive(checkpoint, ["draw", "motion"], pack, tmp_path / "nothing", tmp_path)
    assert len(files) > 1
    assert all(file.stat().st_size == 40_000 for file in files[:-1])
    whole = io.BytesIO(b"".join(file.read_bytes() for file in files))
    with tarfile.open(fileobj=whole) as packed:
        assert packed.getnames() == ["tiny/draw.pt", "tiny/motion.pt", "run/pack/pack.json"]


def test_a_file_that_is_too_large_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checkpoint: Checkpoint
) -> None:
    monkeypatch.setattr(timed_run, "MAXIMUM", 1000)
    report = Report(1, "cpu", "2")
    options = timed_run.arguments(["--work", str(tmp_path), "--out", str(tmp_path)])
    with pytest.raises(RuntimeError, match=r"run\.tar\.00 in .*: larger than 1000 bytes"):
        timed_run.leave(options, report, checkpoint, ["motion"])


def test_steps_take_more_samples_on_a_gpu() -> None:
    more = timed_run.with_batches(TINY, 4)
    assert {name: stage.batch for name, stage in more.stages.items()} == dict.fromkeys(STAGES, 8)
    assert more.view == TINY.view


def test_the_time_is_shared_among_what_is_left() -> None:
    budget = Budget(100, reserved=40)
    assert budget.slice(1, 3) == pytest.approx(20, abs=0.5)
    assert Budget(1, reserved=2).slice(1, 1) == 0


def test_training_gets_half_of_the_time_at_least(
    checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = export_seconds(checkpoint, ["motion"])
    assert export_seconds(checkpoint, ["motion", "draw"]) > needed
    plans = [Plan(checkpoint, ["motion"], CPU, seconds) for seconds in (needed, 2 * needed, 4 * needed)]
    assert [(each.exports, each.benches) for each in plans] == [(False, False), (True, False), (True, True)]
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    without = Plan(checkpoint, ["motion"], CPU, 1e6)
    assert not without.exports
    assert "pip install onnx==" in without.why_no_export


def test_graphs_of_trained_stages_are_new(checkpoint: Checkpoint) -> None:
    assert set(STAGES_OF) == set(graph_modules(checkpoint.averages))
    assert trained_graphs(checkpoint) == []
    checkpoint.save("lean")
    checkpoint.save("tokenizer")
    assert trained_graphs(checkpoint) == ["imagine", "lean", "trunk"]


def test_an_export_that_takes_too_long_is_given_up(tmp_path: Path, checkpoint: Checkpoint) -> None:
    with pytest.raises(multiprocessing.TimeoutError):
        export_checked(checkpoint.averages, ["motion"], tmp_path, seconds=0.01)


def test_graphs_are_exported_side_by_side(tmp_path: Path, checkpoint: Checkpoint) -> None:
    errors = export_checked(checkpoint.averages.eval(), ["motion", "relight"], tmp_path)
    assert set(errors) == {"motion", "relight"}
    speeds = graph_speeds(checkpoint.averages, tmp_path, CPU, float("inf"))
    assert isinstance(speeds, dict)
    assert set(speeds) == {"relight"}


def test_networks_are_timed(checkpoint: Checkpoint, tmp_path: Path) -> None:
    speeds = network_speeds(checkpoint.averages, CPU, float("inf"))
    assert set(speeds) == {"draw", "lean", "imagine", "relight"}
    assert all(rate > 0 for rates in speeds.values() for rate in rates.values())
    assert engine_speed(tmp_path, CPU, 1.0) == "there is no pack, since nothing was exported"


def test_a_gpu_that_is_not_there_is_named() -> None:
    if not torch.cuda.is_available():
        with pytest.raises(RuntimeError, match="finds no GPU"):
            chosen_device("cuda")
    assert chosen_device("cpu").type == "cpu"
