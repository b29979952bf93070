"""Crops of large pictures, and the step of their judge."""

import math

import pytest
import torch

from worldroom_training.config import ViewConfig
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.probes import near_crop
from worldroom_training.probes.near_crop import near_crop_step, near_crops
from worldroom_training.probes.place import PlaceProbe

SMALL = ViewConfig(width=32, height=18, focal=22.0)


def test_a_crop_is_the_mean_of_what_it_covers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near_crop, "NEAREST", 1.0)
    picture = torch.randint(0, 256, (1, 3, 36, 64), dtype=torch.uint8)
    codes = torch.zeros(1, 36, 64, dtype=torch.int32)
    # The right bottom shows what is nearest: the crop of 48 x 27 pixels lies there.
    codes[:, 30:, 60:] = 60_000
    crop = near_crops(picture, codes, SMALL)
    assert crop.shape == (1, 3, 18, 32)
    covered = picture[0, :, 9:36, 16:64].double() / 255
    # The first pixel covers one and a half pixels along each side.
    shares = torch.tensor([1.0, 0.5], dtype=torch.float64) / 1.5
    first = (covered[:, :2, :2] * shares[:, None] * shares).sum((1, 2))
    torch.testing.assert_close(crop[0, :, 0, 0].double(), first, atol=1e-5, rtol=0)
    assert float(crop.mean()) == pytest.approx(float(covered.mean()), abs=1e-5)


def test_the_judge_learns_from_crops(store: ClipStore) -> None:
    loss, figures = near_crop_step(PlaceProbe(), store, SMALL)
    loss.backward()
    assert all(math.isfinite(float(value)) for value in [loss.detach(), *figures.values()])


def test_damage_that_nobody_sees_counts_for_nothing(
    store: ClipStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near_crop, "spoilt", lambda frames: frames)
    probe = PlaceProbe()
    for parameter in probe.parameters():
        torch.nn.init.zeros_(parameter)
    torch.nn.init.constant_(probe.head.bias, 50.0)
    # It takes everything for the world's own.
    loss, _ = near_crop_step(probe, store, SMALL)
    assert float(loss.detach()) == pytest.approx(0, abs=1e-3)
