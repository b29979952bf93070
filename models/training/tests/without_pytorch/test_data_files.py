"""Reading the simulator's files."""

import json
from pathlib import Path

import numpy as np

from worldroom_training.config import ViewConfig
from worldroom_training.contract import ENTITY_FEATURES, MOTION_FEATURES, MOTION_OUTPUTS
from worldroom_training.data.clip import Clip
from worldroom_training.data.look_set import LookSet
from worldroom_training.data.motion_rows import read_motion_rows
from worldroom_training.engine_rows import Entity, Pose, entity_row

VIEW = ViewConfig(width=4, height=2, focal=3.0, rate=12)
EYE = Pose(0, 1.6, 0, 0, 0)


def entities(*kinds: str) -> list[float]:
    rows = [entity_row(EYE, Entity(kind, 0, 1, 3, 0, (1, 1, 1), 0)) for kind in kinds]
    return [float(value) for row in rows for value in row]


def test_clips_are_cut_into_frames(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    rgb = random.integers(0, 256, (3, 3, 2, 4), np.uint8)
    codes = random.integers(0, 65536, (3, 2, 4), np.uint16)
    masks = random.integers(0, 2, (3, 2, 4), np.uint8) * np.uint8(255)
    still = {"target": 0, "previous": -1, "entities": []}
    walk = {"target": 1, "previous": 0, "entities": entities("door", "ball")}
    meeting = {"target": 2, "previous": 1, "entities": entities("block", "player")}
    header = {"frames": 3, "controls": [0.25, 0.5], "samples": [still, walk, meeting]}
    (tmp_path / "clip-7.json").write_text(json.dumps(header))
    (tmp_path / "clip-7.bin").write_bytes(rgb.tobytes() + codes.tobytes() + masks.tobytes())

    clip = Clip(tmp_path / "clip-7.bin", VIEW)
    np.testing.assert_array_equal(clip.rgb, rgb)
    np.testing.assert_array_equal(clip.inverse_depth, codes)
    np.testing.assert_array_equal(clip.entity, masks)
    assert clip.controls.tolist() == [0.25, 0.5]
    assert clip.stills == [still]
    assert clip.moments == [walk, meeting]
    assert clip.meetings == [meeting]
    assert len(walk["entities"]) == 2 * ENTITY_FEATURES  # type: ignore[arg-type]


def test_look_sets_are_cut_into_renders(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    rgb = random.integers(0, 256, (2, 3, 3, 2, 4), np.uint8)
    codes = random.integers(0, 65536, (2, 2, 4), np.uint16)
    masks = random.integers(0, 256, (2, 2, 4), np.uint8)
    header = {"cameras": [[0.0] * 7] * 2, "controls": [[[0.1, 0.2, 0], [0.3, 0.4, 1], [0.5, 0.6, 2]]] * 2}
    (tmp_path / "looks-1.json").write_text(json.dumps(header))
    (tmp_path / "looks-1.bin").write_bytes(rgb.tobytes() + codes.tobytes() + masks.tobytes())

    looks = LookSet(tmp_path / "looks-1.bin", VIEW)
    np.testing.assert_array_equal(looks.rgb, rgb)
    np.testing.assert_array_equal(looks.inverse_depth, codes)
    np.testing.assert_array_equal(looks.entity, masks)
    assert looks.controls.shape == (2, 3, 3)


def test_motion_rows_of_all_files_are_one_table(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    tables = []
    for seed, rows in enumerate((5, 2)):
        features = random.random((rows, MOTION_FEATURES), np.float32)
        targets = random.random((rows, MOTION_OUTPUTS), np.float32)
        (tmp_path / f"motion-{seed}.bin").write_bytes(features.tobytes() + targets.tobytes())
        tables.append((features, targets))
    features, targets = read_motion_rows(tmp_path)
    np.testing.assert_array_equal(features, np.concatenate([table[0] for table in tables]))
    np.testing.assert_array_equal(targets, np.concatenate([table[1] for table in tables]))


def test_no_rows_yet_is_an_empty_table(tmp_path: Path) -> None:
    features, targets = read_motion_rows(tmp_path)
    assert features.shape == (0, MOTION_FEATURES)
    assert targets.shape == (0, MOTION_OUTPUTS)
