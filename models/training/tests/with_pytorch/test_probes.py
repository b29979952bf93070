"""Training steps of the judges, the encoder of latent actions and the fine-tuning."""

import copy
import math
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.with_pytorch.tiny import TINY, write_looks
from worldroom_training.adversarial_fine_tuning import train as fine_tuning
from worldroom_training.adversarial_fine_tuning.critic import Critic, hinge_loss
from worldroom_training.adversarial_fine_tuning.losses import grid_artefacts, held
from worldroom_training.config import CONFIGS, ViewConfig
from worldroom_training.contract import CONTROL_TOLERANCE, PLAYER_COLOURS
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.data.control_settings import SettingStore
from worldroom_training.engine_rows import Entity, Intrinsics, Pose, entity_row, project
from worldroom_training.latent_action.encoder import LatentAction
from worldroom_training.latent_action.photometric import pairs, photometric_loss
from worldroom_training.latent_action.rigid_motion import pitched, rotation_of, solved, turn_of
from worldroom_training.networks.tokenizer import Tokenizer
from worldroom_training.probes.control import (
    BINS,
    ControlProbe,
    control_check,
    control_step,
    read_number,
    taught,
)
from worldroom_training.probes.place import SPOILS, region
from worldroom_training.probes.player import CELL, PlayerProbe, heading_bin, labels, player_loss
from worldroom_training.probes.train import PROBES

VIEW = TINY.view
EYE = Pose(0, 1.6, 0, 0, 0)


def test_players_are_labelled_where_the_engine_projects_them(store: ClipStore) -> None:
    batch = store.targets(1)
    player = Entity("player", 0.5, 1.4, 4.0, 0.9, tuple(PLAYER_COLOURS[3]), 0)  # type: ignore[arg-type]
    batch.entities[:] = 0
    batch.entities[0, 0] = torch.from_numpy(entity_row(EYE, player))
    batch.target_entity[:] = 255
    batch.target_depth[:] = round(65535 / 5 / 4)
    views, row, column, offset_x, offset_y, colour, heading = labels(batch, VIEW)
    assert views.tolist() == [0]
    u, v, _ = project(Intrinsics(VIEW.width, VIEW.height, VIEW.focal), EYE, (0.5, 1.4, 4.0))
    assert float(column[0] + offset_x[0] + 0.5) * CELL == pytest.approx(u, abs=1e-3)
    assert float(row[0] + offset_y[0] + 0.5) * CELL == pytest.approx(v, abs=1e-3)
    assert colour.tolist() == [3]
    assert heading.tolist() == [round(0.9 / (math.pi / 4))]
    # A hidden player does not count as visible.
    batch.target_depth[:] = 65535
    assert len(labels(batch, VIEW)[0]) == 0


@pytest.mark.parametrize("yaw", [0.0, 1.0, -1.0, 3.0])
def test_headings_are_those_that_the_detector_is_asked_for(yaw: float) -> None:
    row = torch.from_numpy(entity_row(EYE, Entity("player", 0, 1, 3, yaw, (1, 0, 0), 0)))
    assert int(heading_bin(row[9:18])) == round(yaw / (math.pi / 4)) % 8


def test_the_detector_finds_a_batch_that_it_sees_again() -> None:
    probe = PlayerProbe()
    frames = torch.randint(0, 256, (2, 3, 48, 64), dtype=torch.uint8)
    number = lambda *values: torch.tensor(values)
    seen = [
        number(0, 1),
        number(2, 3),
        number(4, 5),
        torch.zeros(2),
        torch.zeros(2),
        number(1, 2),
        number(0, 7),
    ]
    optimiser = torch.optim.AdamW(probe.parameters(), lr=2e-3)
    losses = []
    for _ in range(15):
        loss, _ = player_loss(probe(frames), seen)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.5 * losses[0]


def test_spoilt_frames_keep_their_size() -> None:
    frames = torch.rand(2, 3, 48, 64)
    for spoil in SPOILS:
        assert spoil(frames).shape == frames.shape
    for share in (0.1, 0.9):
        parts = torch.stack([region(frames, share) for _ in range(20)])
        assert set(parts.unique().tolist()) <= {0.0, 1.0}
        assert float(parts.mean()) == pytest.approx(share, abs=0.12)


def test_numbers_are_read_as_they_are_taught() -> None:
    numbers = torch.tensor([0.0, 0.13, 0.5, 0.98])
    read = read_number(torch.log(taught(numbers) + 1e-9))
    assert ((read - numbers).abs() < CONTROL_TOLERANCE).all()
    assert taught(numbers).shape == (4, BINS)


def test_the_judge_of_controls_learns_and_is_checked(tmp_path: Path) -> None:
    write_looks(tmp_path / "looks-1", 4, np.random.default_rng(6))
    store = SettingStore(TINY, tmp_path, range(1, 2))
    probe = ControlProbe(VIEW)
    loss, figures = control_step(probe, store, VIEW)
    loss.backward()
    assert all(math.isfinite(float(value)) for value in [loss.detach(), *figures.values()])
    cost, means = control_check(probe, store)
    assert math.isfinite(cost)
    assert set(means) == set(figures)


def test_turns_and_rotations_are_each_others_inverse() -> None:
    turn = 0.3 * torch.randn(5, 3)
    torch.testing.assert_close(turn_of(rotation_of(turn)), turn, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(rotation_of(torch.tensor([0.2, 0.0, 0.0])).T, pitched(torch.tensor(-0.2)))


def test_equations_are_solved() -> None:
    half = torch.randn(3, 6, 6)
    matrix = half @ half.transpose(1, 2) + torch.eye(6)
    answer = torch.randn(3, 6)
    right = (matrix @ answer.unsqueeze(2))[..., 0]
    torch.testing.assert_close(solved(matrix, right), answer, atol=1e-3, rtol=1e-3)


def test_latent_actions_learn_from_pairs_of_frames(store: ClipStore) -> None:
    model = LatentAction(ViewConfig(width=64, height=48, focal=44.0))
    frames, depth, _ = pairs(store, 1)
    loss = photometric_loss(model, frames, depth)
    loss.backward()
    assert math.isfinite(float(loss))
    assert any(p.grad is not None and p.grad.abs().max() > 0 for p in model.parameters())
    code = model(frames, depth)
    assert code.shape == (1, 6)
    assert (code.abs() <= model.longest).all()


def test_a_frame_that_stays_has_no_motion(store: ClipStore) -> None:
    model = LatentAction(ViewConfig(width=64, height=48, focal=44.0))
    frames, depth, _ = pairs(store, 1)
    with torch.no_grad():
        code = model(frames[:, :1].repeat(1, 2, 1, 1, 1), depth[:, :1].repeat(1, 2, 1, 1))
    torch.testing.assert_close(code, torch.zeros(1, 6), atol=1e-2, rtol=0)


def test_fine_tuning_moves_the_decoder_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fine_tuning, "ALONE", 1)
    tokenizer = Tokenizer(TINY)
    average, before = copy.deepcopy(tokenizer), copy.deepcopy(tokenizer)
    tuning = fine_tuning.FineTuning(tokenizer, Critic(), average)
    views = torch.rand(2, 2, 4, 24, 32)
    tokens = before.encode(torch.rand(2, 4, 24, 32))
    first = tuning.step(views[0], views[1], tokens, 1e-3)
    assert "persuasion" not in first
    assert not changed(tokenizer.decoder, before.decoder)
    second = tuning.step(views[0], views[1], tokens, 1e-3)
    assert all(math.isfinite(float(value)) for value in second.values())
    assert changed(tokenizer.decoder, before.decoder)
    assert changed(average.decoder, before.decoder)
    assert not changed(tokenizer.encoder, before.encoder)


def changed(one: torch.nn.Module, other: torch.nn.Module) -> bool:
    return any(not torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def test_a_critic_that_knows_owes_nothing() -> None:
    sure, unsure = [torch.full((2, 1, 3, 3), 2.0)] * 3, [torch.zeros(2, 1, 3, 3)] * 3
    assert float(hinge_loss(sure, [-logit for logit in sure])) == 0
    assert float(hinge_loss(unsure, unsure)) == pytest.approx(6)


def test_a_pattern_that_repeats_with_the_tokens_is_seen() -> None:
    # Smooth, as views are; the pattern varies from pixel to pixel.
    true = torch.nn.functional.interpolate(torch.rand(8, 4, 5, 5), (32, 32), mode="bilinear")
    pattern = torch.zeros(8, 8)
    pattern[3, 3] = 0.5
    tiled = true.clone()
    tiled[:, :3] = (true[:, :3] + pattern.repeat(4, 4)).clamp(0, 1)
    assert grid_artefacts(tiled, true) > 2 * grid_artefacts(true, true)
    assert float(held(true, true)) == 0


def test_the_probes_are_of_the_small_view() -> None:
    assert CONFIGS["small"].view == ViewConfig()
    for kind in PROBES.values():
        assert isinstance(kind.network(), torch.nn.Module)
