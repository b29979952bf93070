"""Batches of random training views from clips, with memory as uncertain as in play."""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from worldroom_training.config import Config
from worldroom_training.contract import ENTITY_FEATURES, LARGEST_CODE, SKY_CODE
from worldroom_training.data.clip import Clip, ClipSample
from worldroom_training.data.simulator import Simulator

#: Share of moments of play that are selected because they show another player.
MEETINGS = 0.4


@dataclass
class ViewBatch:
    """B views: inputs of the condition graph, and the truth."""

    rgb: Tensor  # uint8 [B,K,3,H,W]
    inverse_depth: Tensor  # int32 [B,K,H,W], codes (PyTorch has few operators for uint16)
    transforms: Tensor  # [B,K,3,4]
    entities: Tensor  # [B,M,E]
    controls: Tensor  # [B,C]
    target_rgb: Tensor  # uint8 [B,3,H,W]
    target_depth: Tensor  # int32 [B,H,W], codes
    target_entity: Tensor  # uint8 [B,H,W], 0 or 255

    def to(self, device: torch.device) -> "ViewBatch":
        return ViewBatch(**{key: value.to(device) for key, value in vars(self).items()})


class ClipStore:
    """The clips on disk, whose number grows while the simulator runs."""

    def __init__(self, config: Config, folder: Path, simulator: Simulator | None, seed: int) -> None:
        self.config, self.folder, self.simulator = config, folder, simulator
        self.random = np.random.default_rng(seed)
        #: Generated once, because new noise for every picture would cost as much as rendering it.
        self.noise = self.random.standard_normal(4_000_000, np.float32)
        self.clips: dict[Path, Clip] = {}
        self.looked = 0.0

    def pick(self) -> Clip:
        if time.monotonic() - self.looked > 5:
            self.look()
        while not self.clips:
            time.sleep(0.2)
            self.look()
        return list(self.clips.values())[self.random.integers(len(self.clips))]

    def look(self) -> None:
        if self.simulator:
            self.simulator.check()
        self.looked = time.monotonic()
        for path in self.folder.glob("clip-*.bin"):
            if path not in self.clips:
                self.clips[path] = Clip(path, self.config.view)

    def batch(self, size: int, stills: float, missing: float = 0.12) -> ViewBatch:
        """`stills`: share of views without entities or a previous frame; `missing`: share almost without
        memory."""
        config, view = self.config, self.config.view
        slots = config.condition.slots
        rgb = np.zeros((size, slots, 3, view.height, view.width), np.uint8)
        depth = np.zeros((size, slots, view.height, view.width), np.uint16)
        transforms = np.zeros((size, slots, 12), np.float32)
        entities = np.zeros((size, config.condition.entities, config.condition.entity_features), np.float32)
        controls = np.zeros((size, config.condition.controls), np.float32)
        targets = []
        for row in range(size):
            clip = self.pick()
            pool = clip.stills if self.random.random() < stills or not clip.moments else clip.moments
            if pool is clip.moments and clip.meetings and self.random.random() < MEETINGS:
                pool = clip.meetings
            sample = pool[self.random.integers(len(pool))]
            slot_frames = self.choose_sources(sample, slots - 1, missing)
            if sample["previous"] >= 0 and self.random.random() < 0.9:
                slot_frames = [(0, sample["previous"], sample["previousTransform"]), *slot_frames]
            for slot, frame, transform in slot_frames:
                rgb[row, slot], depth[row, slot] = self.remembered(clip, frame, slot == 0)
                transforms[row, slot] = transform
            write_entities(sample, entities[row])
            controls[row] = clip.controls
            target = sample["target"]
            targets.append((clip.rgb[target], clip.inverse_depth[target], clip.entity[target]))
        return ViewBatch(
            rgb=torch.from_numpy(rgb),
            inverse_depth=torch.from_numpy(depth.astype(np.int32)),
            transforms=torch.from_numpy(transforms).reshape(size, slots, 3, 4),
            entities=torch.from_numpy(entities),
            controls=torch.from_numpy(controls),
            target_rgb=torch.from_numpy(np.stack([t[0] for t in targets])),
            target_depth=torch.from_numpy(np.stack([t[1] for t in targets]).astype(np.int32)),
            target_entity=torch.from_numpy(np.stack([t[2] for t in targets])),
        )

    def targets(self, size: int, meetings: float = 1.0) -> ViewBatch:
        """Moments of play without memory; `meetings`: share that is selected because it shows another
        player."""
        config, view = self.config, self.config.view
        rows: list[tuple[Clip, ClipSample]] = []
        while len(rows) < size:
            clip = self.pick()
            pool = clip.meetings if self.random.random() < meetings else clip.moments
            if pool:
                rows.append((clip, pool[self.random.integers(len(pool))]))
        entities = np.zeros((size, config.condition.entities, config.condition.entity_features), np.float32)
        for row, (_, sample) in enumerate(rows):
            write_entities(sample, entities[row])
        frames = [(clip, sample["target"]) for clip, sample in rows]
        depth = np.stack([clip.inverse_depth[i] for clip, i in frames])
        empty = torch.zeros(size, 0, view.height, view.width)
        return ViewBatch(
            rgb=empty,
            inverse_depth=empty,
            transforms=torch.zeros(size, 0, 3, 4),
            entities=torch.from_numpy(entities),
            controls=torch.from_numpy(np.stack([clip.controls for clip, _ in frames])),
            target_rgb=torch.from_numpy(np.stack([clip.rgb[i] for clip, i in frames])),
            target_depth=torch.from_numpy(depth.astype(np.int32)),
            target_entity=torch.from_numpy(np.stack([clip.entity[i] for clip, i in frames])),
        )

    def stills(self, size: int) -> Tensor:
        """Frames without entities, uint8 [B,3,H,W]."""
        frames: list[NDArray[np.uint8]] = []
        while len(frames) < size:
            clip = self.pick()
            if clip.stills:
                frames.append(clip.rgb[clip.stills[self.random.integers(len(clip.stills))]["target"]])
        return torch.from_numpy(np.stack(frames))

    def pairs(self, size: int) -> tuple[Tensor, Tensor, Tensor]:
        """Two consecutive frames of one player, uint8 [B,3,H,W] each, and the transform [B,3,4] from the
        earlier camera to the later."""
        rows: list[tuple[Clip, ClipSample]] = []
        while len(rows) < size:
            clip = self.pick()
            if clip.moments:
                rows.append((clip, clip.moments[self.random.integers(len(clip.moments))]))
        earlier = torch.from_numpy(np.stack([clip.rgb[sample["previous"]] for clip, sample in rows]))
        later = torch.from_numpy(np.stack([clip.rgb[sample["target"]] for clip, sample in rows]))
        transforms = torch.tensor([sample["previousTransform"] for _, sample in rows]).reshape(-1, 3, 4)
        return earlier, later, transforms

    def choose_sources(
        self, sample: ClipSample, count: int, missing: float
    ) -> list[tuple[int, int, list[float]]]:
        """Chooses the sources of a view: mostly all of memory, sometimes a part, sometimes nearly nothing."""
        pairs = list(zip(sample["sources"], sample["sourceTransforms"], strict=True))
        draw = self.random.random()
        if draw < missing:
            # The worst candidates, or none, which cover little of the view.
            pairs = pairs[len(pairs) - self.random.integers(3) :] if pairs else []
        elif draw < missing + 0.28:
            pairs = [pair for pair in pairs if self.random.random() < 0.6]
        return [(slot + 1, frame, transform) for slot, (frame, transform) in enumerate(pairs[:count])]

    def remembered(
        self, clip: Clip, frame: int, previous: bool
    ) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
        """A frame as memory holds it: without entities, and often with the faults of a generated one."""
        rgb = clip.rgb[frame]
        depth = np.where(clip.entity[frame] > 0, 0, clip.inverse_depth[frame])
        if self.config.context_noise and self.random.random() < (0.6 if previous else 0.06):
            gain = 1 + 0.03 * self.random.standard_normal((3, 1, 1), np.float32)
            start = self.random.integers(len(self.noise) - rgb.size)
            strength = np.float32(self.random.random() * 6)
            noise = self.noise[start : start + rgb.size].reshape(rgb.shape) * strength
            rgb = np.clip(rgb * gain + noise, 0, 255).astype(np.uint8)
            # For views in 16:9: one number for every 16th of a side.
            cell = np.ones((depth.shape[0] // 9, depth.shape[1] // 16), np.float32)
            wobble = np.kron(self.random.standard_normal((9, 16), np.float32), cell)
            wrong = depth * (1 + 0.006 * self.random.random() * wobble)
            wrong = np.clip(wrong, SKY_CODE, LARGEST_CODE)
            depth = np.where(depth > SKY_CODE, wrong, depth).astype(np.uint16)
        return rgb, depth


def write_entities(sample: ClipSample, rows: NDArray[np.float32]) -> None:
    """Writes a view's possibly visible entities to its rows [M,E], from the first on."""
    features = np.array(sample["entities"], np.float32).reshape(-1, ENTITY_FEATURES)
    rows[: len(features)] = features
