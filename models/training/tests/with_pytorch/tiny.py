"""Tiny networks and synthetic data, so that every stage runs its steps quickly on a CPU."""

import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from worldroom_training.checkpoint import Networks
from worldroom_training.config import (
    CONFIGS,
    ConditionConfig,
    Config,
    DrawConfig,
    EntityFieldConfig,
    ImagineConfig,
    MotionConfig,
    PlanConfig,
    RelightConfig,
    StageConfig,
    SurfaceConfig,
    TokenizerConfig,
    ViewConfig,
)
from worldroom_training.contract import (
    FLOORS,
    LOOKS,
    MOTION_FEATURES,
    MOTION_OUTPUTS,
    PLAN_CONTROLS,
    PLAN_KINDS,
    PLAN_PATCH,
    RELIGHT_CAMERA_FEATURES,
    WALLS,
)
from worldroom_training.engine_rows import Entity, Pose, entity_row, transform_row
from worldroom_training.surfaces.network import SURFACES
from worldroom_training.surfaces.rows import PARTS

TINY = Config(
    name="tiny",
    view=ViewConfig(width=64, height=48, focal=44.0, rate=12),
    condition=ConditionConfig(slots=3, entities=3),
    entity_field=EntityFieldConfig(width=16, layers=2),
    draw=DrawConfig(channels=(16, 16, 16), blocks=(1, 1, 2), heads=2),
    lean=DrawConfig(channels=(16, 16, 16), blocks=(1, 1, 1), expansion=2, sharpening=8),
    tokenizer=TokenizerConfig(levels=(4, 4, 4, 4), channels=8, deep_channels=16, finish_channels=8),
    imagine=ImagineConfig(width=16, layers=2, heads=2, steps=3),
    motion=MotionConfig(own_width=16, own_layers=1, met_width=16, met_layers=1),
    relight=RelightConfig(channels=(8, 8, 8), features=8, shader=8),
    plan=PlanConfig(channels=16, dilations=(1, 8, 2, 1), control_width=8),
    surface=SurfaceConfig(texels_per_metre=4, levels=2, width=8),
    stages={
        name: StageConfig(2, stage.learning_rate, stage.share)
        for name, stage in CONFIGS["small"].stages.items()
    },
)


def random_networks() -> Networks:
    """Networks without zero weights, so that every layer affects the output."""
    made = Networks(TINY).eval()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return made


def write_data(folder: Path) -> None:
    """A folder like the simulator's: a clip, a look set, drawn looks, plans, surfaces and motion rows."""
    random = np.random.default_rng(4)
    write_clip(folder / "clip-1", random)
    write_looks(folder / "looks-1", 4, random)
    write_looks(folder / "drawn-2", 3, random)
    write_plans(folder / "plans-1", random)
    surfaces = random.integers(0, SURFACES, (50, 1)).astype(np.float32)
    points = np.concatenate([surfaces, random.random((50, sum(PARTS) - 1), np.float32)], 1)
    points.tofile(folder / "surfaces-1.bin")
    rows = [random.random((40, width), np.float32) for width in (MOTION_FEATURES, MOTION_OUTPUTS)]
    (folder / "motion-1.bin").write_bytes(b"".join(row.tobytes() for row in rows))


def pictures(count: int, random: np.random.Generator) -> NDArray[np.uint8]:
    """Smooth pictures [N,3,H,W]: noise at an eighth of the size, upsampled."""
    height, width = TINY.view.height, TINY.view.width
    small = random.integers(20, 236, (count, 3, height // 8, width // 8), np.uint8)
    return small.repeat(8, 2).repeat(8, 3)


def depths(count: int) -> NDArray[np.uint16]:
    """A level floor below a sky: inverse depth codes [N,H,W]."""
    rows = np.arange(TINY.view.height)[None, :, None] - TINY.view.height / 2
    codes = np.clip(rows * 180, 1, 65535).astype(np.uint16)
    return np.broadcast_to(codes, (count, TINY.view.height, TINY.view.width)).copy()


def write_clip(name: Path, random: np.random.Generator) -> None:
    """Still frames and moments of a walk forward, with a player and a block in front."""
    count = 8
    poses = [Pose(0, 1.6, 0.1 * i, 0.02 * i, 0) for i in range(count)]
    codes, masks = depths(count), np.zeros((count, TINY.view.height, TINY.view.width), np.uint8)
    masks[4:, 20:34, 26:38] = 255
    codes[4:, 20:34, 26:38] = 4000
    samples = []
    for target in range(count):
        moment = target >= 5
        others = [i for i in range(count) if i != target]
        near = [
            Entity(kind, 0.1, 0.9, poses[target].z + 3, 0.4, (0.9, 0.2, 0.2), 0)
            for kind in ("player", "block")
        ]
        rows = [entity_row(poses[target], entity) for entity in near] if moment else []
        samples.append(
            {
                "target": target,
                "previous": target - 1 if moment else -1,
                "previousTransform": transform_row(poses[target - 1], poses[target]).tolist()
                if moment
                else [],
                "sources": others,
                "sourceTransforms": [transform_row(poses[i], poses[target]).tolist() for i in others],
                "entities": [float(value) for row in rows for value in row],
            }
        )
    name.with_suffix(".json").write_text(
        json.dumps({"frames": count, "controls": [0.4, 0.15], "samples": samples})
    )
    parts = (pictures(count, random), codes, masks)
    name.with_suffix(".bin").write_bytes(b"".join(part.tobytes() for part in parts))


def write_looks(name: Path, renders: int, random: np.random.Generator) -> None:
    moments = 3
    cameras = random.random((moments, RELIGHT_CAMERA_FEATURES)).tolist()
    controls = [[[0.4, 0.1, i % len(LOOKS)] for i in range(renders)] for _ in range(moments)]
    name.with_suffix(".json").write_text(json.dumps({"cameras": cameras, "controls": controls}))
    masks = np.zeros((moments, TINY.view.height, TINY.view.width), np.uint8)
    parts = (pictures(moments * renders, random), depths(moments), masks)
    name.with_suffix(".bin").write_bytes(b"".join(part.tobytes() for part in parts))


def write_plans(name: Path, random: np.random.Generator) -> None:
    """Patches of walls and floors at random, half of them seen."""
    patches, cells = 3, (PLAN_PATCH, PLAN_PATCH)
    limits = (len(PLAN_KINDS), len(FLOORS) + len(WALLS), 2)
    planes = [[random.integers(0, limit, cells, np.uint8) for limit in limits] for _ in range(patches)]
    name.with_suffix(".json").write_text(
        json.dumps({"traits": random.random((patches, len(PLAN_CONTROLS))).tolist()})
    )
    name.with_suffix(".bin").write_bytes(np.array(planes, np.uint8).tobytes())
