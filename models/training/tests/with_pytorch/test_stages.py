"""Every stage prepares, learns and continues from its checkpoint."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from tests.with_pytorch.tiny import TINY
from worldroom_training.checkpoint import Checkpoint, Networks
from worldroom_training.config import STAGES
from worldroom_training.contract import OUTPUT_NAMES
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.export.parity import PARITY, relative_error
from worldroom_training.stages import condition_runner
from worldroom_training.stages.condition_runner import ConditionRunner
from worldroom_training.stages.draw import DrawStage, from_previous
from worldroom_training.stages.imagine import add_sketch
from worldroom_training.stages.registry import STAGE_CLASSES
from worldroom_training.training_loop import StageTraining, learning_rate

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def _without_export(monkeypatch: pytest.MonkeyPatch) -> None:
    """Computes conditions with PyTorch; another test checks that the graph agrees."""
    monkeypatch.setattr(condition_runner, "start_session", lambda *_: None)


def training(name: str, checkpoint: Checkpoint, store: ClipStore) -> StageTraining:
    return StageTraining(name, TINY, checkpoint, store, CPU)


def weights(checkpoint: Checkpoint, name: str) -> dict[str, Tensor]:
    return {key: value.clone() for key, value in checkpoint.networks.of(name).state_dict().items()}


def test_there_is_a_class_for_every_stage() -> None:
    assert tuple(STAGE_CLASSES) == STAGES


@pytest.mark.parametrize("name", STAGES)
def test_a_step_changes_its_own_network_alone(name: str, checkpoint: Checkpoint, store: ClipStore) -> None:
    run = training(name, checkpoint, store)
    before = {stage: weights(checkpoint, stage) for stage in STAGES}
    figures = run.step(run.stage.prepare(2), 1e-3)
    assert all(math.isfinite(float(value)) for value in figures.values())
    assert float(figures["loss"]) > 0
    for stage in STAGES:
        same = all(
            torch.equal(before[stage][key], value) for key, value in weights(checkpoint, stage).items()
        )
        assert same == (stage != name)
    assert checkpoint.progress[name]["samples"] == 2


@pytest.mark.parametrize("name", STAGES)
def test_the_loss_of_a_batch_seen_again_and_again_falls(
    name: str, checkpoint: Checkpoint, store: ClipStore
) -> None:
    run = training(name, checkpoint, store)
    batch = run.stage.prepare(4)
    losses = [float(run.step(batch, 3e-3)["loss"]) for _ in range(25)]
    assert all(math.isfinite(loss) for loss in losses)
    assert min(losses[-5:]) < 0.95 * losses[0]


@pytest.mark.parametrize("name", STAGES)
def test_a_resumed_run_takes_the_same_next_step(name: str, tmp_path: Path, store: ClipStore) -> None:
    first = Checkpoint(TINY, tmp_path)
    run = training(name, first, store)
    batches = [run.stage.prepare(2) for _ in range(4)]
    for batch in batches[:3]:
        run.step(batch, 1e-3)
    run.save(seconds=60)

    second = Checkpoint(TINY, tmp_path)
    resumed = training(name, second, store)
    assert second.progress[name] == {"samples": 6, "seconds": 60}
    for each in (run, resumed):
        each.step(batches[3], 1e-3)
    for key, value in weights(first, name).items():
        assert torch.equal(value, weights(second, name)[key]), key
    averages = (checkpoint.averages.of(name).state_dict() for checkpoint in (first, second))
    for one, other in zip(*(state.values() for state in averages), strict=True):
        assert torch.equal(one, other)


def test_draw_learns_from_frames_of_its_own(checkpoint: Checkpoint, store: ClipStore) -> None:
    config = replace(TINY, own_rollouts=True)
    stage = DrawStage(config, checkpoint.networks, store, CPU)
    batch = store.batch(3, stills=0.0)
    before = batch.rgb.clone()
    stage.draw_previous(batch)
    assert not torch.equal(batch.rgb[:, 0], before[:, 0])
    assert torch.equal(batch.rgb[:, 1:], before[:, 1:])


def test_the_view_before_looks_from_the_previous_camera(store: ClipStore) -> None:
    batch = store.batch(3, stills=0.0)
    rows = (batch.inverse_depth[:, 0] > 0).flatten(1).any(1).nonzero()[:, 0]
    view = from_previous(batch, rows)
    # The transform of slot 0 maps everything back to where it was.
    back = batch.transforms[rows, 0]
    rotation, shift = back[:, :, :3], back[:, :, 3:]
    again = rotation.unsqueeze(1) @ view.transforms[..., :3]
    torch.testing.assert_close(again, batch.transforms[rows][..., :3], atol=1e-5, rtol=0)
    moved = rotation.unsqueeze(1) @ view.transforms[..., 3:] + shift.unsqueeze(1)
    torch.testing.assert_close(moved, batch.transforms[rows][..., 3:], atol=1e-5, rtol=0)
    assert not view.inverse_depth[:, 0].any()


def test_a_sketch_tells_depth_where_nothing_is_known() -> None:
    conditions = torch.rand(400, 5, 3, 4)
    conditions[:, 4:] = (torch.rand(400, 1, 3, 4) > 0.5).float()
    root = torch.rand(400, 1, 3, 4) + 0.1
    hinted = add_sketch(conditions, root)
    changed = (hinted != conditions).any(1, keepdim=True)
    assert not (changed & (conditions[:, 4:] >= 0.5)).any()
    assert torch.equal(hinted[:, 3:4][changed], root[changed])
    assert not hinted[:, 4:][changed].any()
    share = changed.flatten(1).any(1).float().mean()
    assert 0.15 < share < 0.35


def test_the_learning_rate_warms_up_stays_and_decays() -> None:
    assert learning_rate(1.0, 0, 0.0) == pytest.approx(0.01)
    assert learning_rate(1.0, 500, 0.5) == 1.0
    assert learning_rate(1.0, 500, 0.85) == pytest.approx(0.5)
    assert learning_rate(1.0, 500, 1.0) == pytest.approx(0.03)


def test_conditions_are_the_same_from_onnx_runtime(
    exported: tuple[Networks, Path], store: ClipStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    networks, folder = exported
    batch = store.batch(2, stills=0.5)
    plain = ConditionRunner(TINY, networks.figures, CPU)(batch)
    monkeypatch.undo()
    runner = ConditionRunner(TINY, networks.figures, CPU, folder / "condition.onnx")
    assert runner.session is not None
    for name, one, other in zip(OUTPUT_NAMES["condition"], plain, runner(batch), strict=True):
        assert relative_error(one.numpy(), other.numpy()) < PARITY, name
