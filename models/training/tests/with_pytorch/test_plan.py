"""Windows of plans, and the network that fills them in."""

import json
from pathlib import Path
from typing import Any

import torch

from tests.with_pytorch.tiny import TINY
from worldroom_training.checkpoint import Checkpoint, Networks
from worldroom_training.config import CONFIGS
from worldroom_training.contract import PLAN_TILE, PLAN_WINDOW, SOLID_KIND, UNKNOWN_KIND, UNTOLD
from worldroom_training.export.example_inputs import random_inputs
from worldroom_training.export.optional_graphs import export_optional
from worldroom_training.export.parity import PARITY
from worldroom_training.plans.batches import SOLID, UNKNOWN_MATERIAL, PlanStore
from worldroom_training.plans.network import PlanBlock, PlanNetwork

MIDDLE = slice(PLAN_TILE, 2 * PLAN_TILE)


def test_what_is_known_is_true_and_what_is_unknown_is_learnt(data: Path) -> None:
    batch = PlanStore(data, 3, TINY.plan.untold).batch(200)
    solid = torch.from_numpy(SOLID)[batch.target_kinds]
    known = batch.kinds < UNKNOWN_KIND
    assert torch.equal(batch.kinds[known], batch.target_kinds[known])
    assert solid[batch.kinds == SOLID_KIND].all()
    # A kind is learnt exactly where its input leaves it open.
    assert torch.equal(batch.kind_weight > 0, ~known)
    material_known = batch.materials != UNKNOWN_MATERIAL
    assert torch.equal(batch.materials[material_known], batch.target_materials[material_known])
    # Materials are learnt where the kind is known, so that they depend on it.
    assert not ((batch.material_weight > 0) & (material_known | (batch.kinds == UNKNOWN_KIND))).any()
    learnt = batch.kind_weight.flatten(1).sum(1) + batch.material_weight.flatten(1).sum(1) > 0
    assert learnt.float().mean() > 0.95


def test_controls_are_told_sometimes(data: Path) -> None:
    asked = PlanStore(data, 4, untold=0.5).batch(300).asked
    untold = (asked == UNTOLD).all(1).float().mean()
    assert 0.4 < untold < 0.65
    assert ((asked >= 0) | (asked == UNTOLD)).all()


def test_the_tile_alone_is_what_the_whole_window_gives(networks: Networks) -> None:
    small = PlanNetwork(CONFIGS["small"].plan).eval()
    with torch.no_grad():
        for block in small.blocks:
            assert isinstance(block, PlanBlock)
            block.mix.weight.add_(0.02 * torch.randn_like(block.mix.weight))
    for network in (networks.plan, small):
        inputs = random_inputs(TINY, "plan", 2, torch.Generator().manual_seed(5))
        with torch.no_grad():
            for whole, tile in zip(network(*inputs), network(*inputs, tile_alone=True), strict=True):
                torch.testing.assert_close(tile, whole[:, :, MIDDLE, MIDDLE])


def test_the_tile_depends_on_the_whole_window_and_on_controls(networks: Networks) -> None:
    kinds, materials, asked = random_inputs(TINY, "plan", 1, torch.Generator().manual_seed(6))
    before = networks.plan(kinds, materials, asked, tile_alone=True)[0]
    for row, column in ((0, 0), (PLAN_WINDOW - 1, PLAN_WINDOW // 2)):
        other = kinds.clone()
        other[0, row, column] = (other[0, row, column] + 1) % UNKNOWN_KIND
        after = networks.plan(other, materials, asked, tile_alone=True)[0]
        assert not torch.equal(after, before)
    assert not torch.equal(networks.plan(kinds, materials, 1 - asked, tile_alone=True)[0], before)


def test_plans_are_added_to_a_pack_whose_other_files_stay(tmp_path: Path, checkpoint: Checkpoint) -> None:
    before: dict[str, Any] = {
        "name": "some",
        "motion": {},
        "graphs": {"draw": {"file": "draw.onnx"}},
        "seeds": [],
    }
    (tmp_path / "pack.json").write_text(json.dumps(before))
    (tmp_path / "draw.onnx").write_bytes(b"other")
    checkpoint.progress["plan"]["samples"] = 9
    assert export_optional(checkpoint, "plan", tmp_path) < PARITY
    after = json.loads((tmp_path / "pack.json").read_text())
    assert (tmp_path / "draw.onnx").read_bytes() == b"other"
    assert after["graphs"]["draw"] == before["graphs"]["draw"]
    assert after["graphs"]["plan"]["file"] == "plan.onnx"
    assert after["plan"]["steps"]["kinds"] > 0
    # What was left in 8 bits is gone on from where nothing else is.
    checkpoint.save_compact(tmp_path / "checkpoint.pt", apart=["plan"])
    again = Checkpoint(TINY, tmp_path / "other", shipped=tmp_path / "checkpoint.pt")
    assert again.progress["plan"]["samples"] == 9
