"""Batches from the simulator's files."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.with_pytorch.tiny import TINY, write_looks
from worldroom_training.config import Config
from worldroom_training.contract import ENTITY, LARGEST_CODE, LOOKS
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.data.control_settings import POOLED, SettingStore
from worldroom_training.data.look_batches import LookStore, asked_numbers
from worldroom_training.data.look_faults import blurred
from worldroom_training.data.training_clip import StoredFrames
from worldroom_training.engine_rows import Pose, transform_row
from worldroom_training.probes.action import classes, motions
from worldroom_training.stages.ground_truth import coarse_truth, truth


def test_batches_have_the_shapes_that_the_condition_graph_takes(store: ClipStore) -> None:
    batch = store.batch(4, stills=0.5)
    height, width = TINY.view.height, TINY.view.width
    assert batch.rgb.shape == (4, 3, 3, height, width)
    assert batch.inverse_depth.shape == (4, 3, height, width)
    assert batch.transforms.shape == (4, 3, 3, 4)
    assert batch.entities.shape == (4, 3, TINY.condition.entity_features)
    assert batch.target_rgb.dtype == batch.target_entity.dtype == torch.uint8
    assert batch.inverse_depth.dtype == batch.target_depth.dtype == torch.int32


def test_stills_have_neither_entities_nor_a_previous_frame(store: ClipStore) -> None:
    batch = store.batch(20, stills=1.0)
    assert not batch.entities.any()
    assert not batch.inverse_depth[:, 0].any()


def test_memory_holds_no_entities(store: ClipStore) -> None:
    clip = store.pick()
    clip.frames = StoredFrames(clip.frames.rgb, clip.frames.codes, torch.full_like(clip.frames.entity, 255))
    batch = store.batch(8, stills=0.0, missing=0.0)
    assert not batch.inverse_depth.any()
    assert batch.rgb.any()
    assert batch.target_depth.any()


def test_memory_is_sometimes_nearly_nothing(store: ClipStore) -> None:
    whole, nothing = store.batch(40, stills=1.0, missing=0.0), store.batch(40, stills=1.0, missing=1.0)
    known = [(batch.inverse_depth[:, 1:] > 0).flatten(2).any(2).sum(1).float() for batch in (whole, nothing)]
    assert known[0].mean() > known[1].mean()


def test_meetings_show_a_player(store: ClipStore) -> None:
    batch = store.targets(6)
    assert (batch.entities[:, :, ENTITY.kind] > 0.5).any(1).all()
    assert batch.rgb.numel() == 0


def test_faults_of_generated_frames_stay_within_bytes_and_codes(data: Path) -> None:
    wide = replace(TINY.view, width=64, height=36)
    config: Config = replace(TINY, view=wide, context_noise=True)
    store = ClipStore(config, data, None, seed=1)
    clip = ClipStore(TINY, data, None, seed=1).pick()
    whole = clip.frames
    clip.frames = StoredFrames(whole.rgb[:, :, :36], whole.codes[:, :36], whole.entity[:, :36])
    found = [store.remembered(clip, 5, previous=True) for _ in range(20)]
    changed = [not torch.equal(frames.rgb[i], clip.frames.rgb[5]) for frames, i in found]
    assert 4 < sum(changed) < 18
    for frames, i in found:
        assert frames.rgb.dtype == torch.uint8
        assert 0 < frames.inverse_depth(i).min() <= frames.inverse_depth(i).max() <= LARGEST_CODE
        assert torch.equal(frames.entity[i], clip.frames.entity[5])


def test_the_coarse_truth_has_no_entities(store: ClipStore) -> None:
    rgb, root, entity = truth(store.targets(2))
    assert entity.max() == 1
    coarse = coarse_truth(rgb, root, entity)
    assert coarse.shape == (2, 4, TINY.view.height // 2, TINY.view.width // 2)
    # The entity is nearer than everything around it.
    assert coarse[:, 3, 10:17, 13:19].max() < root[:, 0, 20:34, 26:38].max() - 0.02


def test_looks_start_plain_and_ask_for_another(data: Path) -> None:
    batch = LookStore(TINY, data, seed=2).batch(12)
    assert batch.asked.shape == (12, TINY.relight.asked)
    assert torch.equal(batch.asked[:, 2:].sum(1), torch.ones(12))
    assert batch.inverse_depth.min() >= 1
    assert batch.inverse_depth.max() <= LARGEST_CODE
    assert 0 <= batch.rgb.min() <= batch.rgb.max() <= 1
    # Drawn views are not trusted everywhere, rendered ones are.
    assert batch.weight.min() < 1
    assert batch.weight.max() == 1


def test_without_faults_a_view_is_the_file(data: Path) -> None:
    store = LookStore(TINY, data, seed=3)
    batch = store.batch(5, faults=False)
    (looks,) = store.sets.values()
    renders = looks.rgb.flatten(0, 1).float() / 255
    for view in batch.rgb:
        either = [torch.equal(view, other) or torch.equal(view.flip(2), other) for other in renders]
        assert any(either)


def test_asked_numbers_are_one_of_the_looks() -> None:
    asked = asked_numbers(torch.tensor([[0.4, 0.1, 2.0]]), len(LOOKS))
    assert asked[0, 2:].argmax() == 2
    torch.testing.assert_close(asked[0, :2], torch.tensor([0.4, 0.1]))


def test_a_blur_keeps_what_is_even() -> None:
    even = torch.full((1, 2, 12, 12), 0.3)
    torch.testing.assert_close(blurred(even, 1.5), even)
    point = torch.zeros(1, 1, 15, 15)
    point[..., 7, 7] = 1
    assert float(blurred(point, 1.5).sum()) == pytest.approx(1, abs=1e-5)


def test_settings_are_pooled_and_seen_several_times(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    for seed in (10, 11):
        write_looks(tmp_path / f"looks-{seed}", 4, random)
    store = SettingStore(TINY, tmp_path, range(10, 12))
    assert store.frames.shape == (8, 3, 3, TINY.view.height // POOLED, TINY.view.width // POOLED)
    batch = store.batch(5, views=2)
    assert batch.frames.shape[:2] == (5, 2)
    assert batch.frames.max() <= 255 * POOLED**2
    assert sum(len(each.look) for each in store.batches(3)) == 8


def test_the_cameras_motion_is_read_off_a_transform() -> None:
    earlier, later = Pose(1, 1.6, 2, 0.5, 0), Pose(1.2, 1.6, 2.5, 0.6, 0.1)
    motion = motions(torch.from_numpy(transform_row(earlier, later)).reshape(1, 3, 4))[0]
    sine, cosine = np.sin(0.5), np.cos(0.5)
    ahead, aside = 0.2 * sine + 0.5 * cosine, 0.2 * cosine - 0.5 * sine
    torch.testing.assert_close(
        motion, torch.tensor([ahead, aside, 0.1, 0.1]), atol=1e-5, rtol=0, check_dtype=False
    )
    assert classes(motion[None]).tolist() == [[2, 0, 2, 2]]
    assert classes(torch.zeros(1, 4)).tolist() == [[1, 1, 1, 1]]
