"""Training continues from checkpoints, and from the weights in packs."""

from pathlib import Path
from typing import Any

import pytest
import torch

from tests.with_pytorch.tiny import TINY
from worldroom_training.checkpoint import HALVED, Checkpoint, read
from worldroom_training.config import CONFIGS, OPTIONAL_STAGES, STAGES
from worldroom_training.deflated_file import save_deflated
from worldroom_training.moving_average import update_average
from worldroom_training.packed_weights import packed, unpacked
from worldroom_training.paths import ROOT


def test_the_shipped_pack_is_gone_on_from(tmp_path: Path) -> None:
    """Keys of weights are attribute names of the networks, so renaming a layer would lose its weights."""
    shipped = Checkpoint(CONFIGS["small"], tmp_path, shipped=ROOT / "models/arena/checkpoint.pt")
    for stage in STAGES:
        if stage in OPTIONAL_STAGES and not (ROOT / f"models/arena/{stage}.pt").exists():
            continue
        assert shipped.progress[stage]["samples"] > 20_000, stage


def test_a_shipped_checkpoint_of_another_config_is_left_alone(tmp_path: Path) -> None:
    other = Checkpoint(TINY, tmp_path, shipped=ROOT / "models/arena/checkpoint.pt")
    assert all(progress["samples"] == 0 for progress in other.progress.values())


def test_what_a_pack_ships_comes_back_nearly_whole(tmp_path: Path, checkpoint: Checkpoint) -> None:
    checkpoint.progress["draw"]["samples"] = 123
    shipped = tmp_path / "pack" / "checkpoint.pt"
    shipped.parent.mkdir()
    checkpoint.save_compact(shipped)
    checkpoint.progress["imagine"]["samples"] = 45
    checkpoint.save_stage("imagine", shipped.parent / "imagine.pt")
    again = Checkpoint(TINY, tmp_path / "other", shipped=shipped)
    assert again.progress["draw"]["samples"] == 123
    assert again.progress["imagine"]["samples"] == 45
    for stage in STAGES:
        tolerance = 1e-3 if stage in HALVED else 2e-2
        states = (each.averages.of(stage).state_dict() for each in (checkpoint, again))
        for one, other in zip(*(state.values() for state in states), strict=True):
            torch.testing.assert_close(other, one, atol=tolerance, rtol=tolerance)


def test_an_own_checkpoint_comes_before_a_shipped_one(tmp_path: Path, checkpoint: Checkpoint) -> None:
    shipped = tmp_path / "checkpoint.pt"
    checkpoint.progress["draw"]["samples"] = 1
    checkpoint.save_compact(shipped)
    checkpoint.progress["draw"]["samples"] = 2
    checkpoint.save("draw")
    assert Checkpoint(TINY, checkpoint.folder, shipped=shipped).progress["draw"]["samples"] == 2


def test_a_stage_of_other_shapes_starts_anew(tmp_path: Path, checkpoint: Checkpoint) -> None:
    shipped = tmp_path / "checkpoint.pt"
    checkpoint.progress["motion"]["samples"] = checkpoint.progress["draw"]["samples"] = 7
    checkpoint.save_compact(shipped)
    state = read(shipped)
    state["motion"]["averages"]["own.enter.weight"] = torch.zeros(2, 2)
    torch.save(state, shipped)
    again = Checkpoint(TINY, tmp_path / "other", shipped=shipped)
    assert again.progress["motion"]["samples"] == 0
    assert again.progress["draw"]["samples"] == 7


def test_an_interrupted_save_leaves_the_file_before(
    checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoint.save("motion")
    before = checkpoint.path("motion").read_bytes()

    def fail(_state: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(torch, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        checkpoint.save("motion")
    assert checkpoint.path("motion").read_bytes() == before


def test_packed_weights_are_off_by_half_a_step_at_most() -> None:
    weight = torch.randn(6, 4, 3, 3)
    found = packed(weight)
    assert isinstance(found, dict)
    assert found["codes"].dtype == torch.int8
    assert ((unpacked(found) - weight).abs() <= found["scale"] * 0.5001).all()
    vector = torch.randn(5)
    torch.testing.assert_close(unpacked(packed(vector)), vector, atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize(("step", "keep"), [(1, 1 / 21), (20, 0.5), (10**6, 0.999)])
def test_averages_move_faster_in_the_beginning(step: int, keep: float) -> None:
    average, current = torch.nn.Linear(3, 2), torch.nn.Linear(3, 2)
    before = average.weight.detach().clone()
    update_average(average, current, step, decay=0.999)
    expected = keep * before + (1 - keep) * current.weight
    torch.testing.assert_close(average.weight, expected)
    assert average.weight.requires_grad


def test_a_compressed_checkpoint_is_smaller_and_reads_the_same(
    tmp_path: Path,
) -> None:
    # Weights in 8 bits are mostly small.
    codes = (8 * torch.randn(50_000)).to(torch.int8)
    state: dict[str, Any] = {"stage": {"codes": codes, "progress": {"samples": 3}}}
    torch.save(state, tmp_path / "plain.pt")
    save_deflated(state, tmp_path / "small.pt")
    assert (tmp_path / "small.pt").stat().st_size < 0.9 * (tmp_path / "plain.pt").stat().st_size
    again = read(tmp_path / "small.pt")
    assert torch.equal(again["stage"]["codes"], codes)
    assert again["stage"]["progress"] == {"samples": 3}
    save_deflated(again, tmp_path / "again.pt")
    assert (tmp_path / "again.pt").read_bytes() == (tmp_path / "small.pt").read_bytes()
