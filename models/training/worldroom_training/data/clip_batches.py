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
from worldroom_training.data.clip import ClipSample
from worldroom_training.data.simulator import Watched
from worldroom_training.data.state_renderer import StateRenderer
from worldroom_training.data.training_clip import StoredFrames, TrainingClip

#: Share of moments of play that are selected because they show another player.
MEETINGS = 0.4
#: Seconds between two looks for new clips, and of rendering in one of them.
LOOK_EVERY, RENDER_FOR = 5.0, 0.5
#: Seconds of rendering in the first look: a batch needs more than one world.
RENDER_FIRST = 5.0


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
    """The clips of a folder, whose number grows while the simulator runs."""

    def __init__(
        self,
        config: Config,
        folder: Path,
        simulator: Watched | None,
        seed: int,
        renders_on: torch.device | None = None,
    ) -> None:
        """`renders_on`: renders the simulator's states there, and keeps frames and batches there, instead of
        reading its pictures."""
        self.config, self.folder, self.simulator = config, folder, simulator
        self.renders_on, self.device = renders_on, renders_on or torch.device("cpu")
        self.renderer = StateRenderer("clip", config.view, folder, renders_on) if renders_on else None
        self.random = np.random.default_rng(seed)
        #: Generated once, because new noise for every picture would cost as much as rendering it.
        self.noise = self.random.standard_normal(4_000_000, np.float32)
        self.clips: dict[Path, TrainingClip] = {}
        self.nothing = StoredFrames.empty(config.view, self.device)
        #: Bytes of the rendered frames.
        self.size = 0
        self.looked = 0.0

    def pick(self) -> TrainingClip:
        if time.monotonic() - self.looked > LOOK_EVERY:
            self.look()
        while not self.clips:
            time.sleep(0.2)
            self.look()
        return list(self.clips.values())[self.random.integers(len(self.clips))]

    def check(self) -> None:
        """Raises if the simulator failed."""
        if self.simulator:
            self.simulator.check()

    def look(self) -> None:
        self.check()
        if self.renderer is not None:
            for path, states, frames in self.renderer.files(RENDER_FOR if self.clips else RENDER_FIRST):
                self.clips[path] = TrainingClip.of_states(states, frames)
                self.size += frames.size
                while self.size > self.renderer.most and len(self.clips) > 1:
                    self.size -= self.clips.pop(next(iter(self.clips))).frames.size
        else:
            for path in self.folder.glob("clip-*.bin"):
                if path not in self.clips:
                    self.clips[path] = TrainingClip.of_pictures(path, self.config.view)
        self.looked = time.monotonic()

    def batch(self, size: int, stills: float, missing: float = 0.12) -> ViewBatch:
        """`stills`: share of views without entities or a previous frame; `missing`: share almost without
        memory."""
        config = self.config
        slots = config.condition.slots
        #: Frames of the slots, row by row; what is not known is black and at depth 0.
        recalled = [(self.nothing, 0)] * (size * slots)
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
                recalled[row * slots + slot] = self.remembered(clip, frame, slot == 0)
                transforms[row, slot] = transform
            write_entities(sample, entities[row])
            controls[row] = clip.controls
            targets.append((clip.frames, sample["target"]))
        rgb, depth, entity = stacked(recalled)
        depth = depth * (entity == 0)
        return ViewBatch(
            rgb=rgb.unflatten(0, (size, slots)),
            inverse_depth=depth.unflatten(0, (size, slots)),
            transforms=self.tensor(transforms).reshape(size, slots, 3, 4),
            entities=self.tensor(entities),
            controls=self.tensor(controls),
            **truth_of(targets),
        )

    def tensor(self, values: NDArray[np.float32]) -> Tensor:
        return torch.from_numpy(values).to(self.device)

    def targets(self, size: int, meetings: float = 1.0) -> ViewBatch:
        """Moments of play without memory; `meetings`: share that is selected because it shows another
        player."""
        config, view = self.config, self.config.view
        rows: list[tuple[TrainingClip, ClipSample]] = []
        while len(rows) < size:
            clip = self.pick()
            pool = clip.meetings if self.random.random() < meetings else clip.moments
            if pool:
                rows.append((clip, pool[self.random.integers(len(pool))]))
        entities = np.zeros((size, config.condition.entities, config.condition.entity_features), np.float32)
        for row, (_, sample) in enumerate(rows):
            write_entities(sample, entities[row])
        empty = torch.zeros(size, 0, view.height, view.width, device=self.device)
        return ViewBatch(
            rgb=empty,
            inverse_depth=empty,
            transforms=torch.zeros(size, 0, 3, 4, device=self.device),
            entities=self.tensor(entities),
            controls=self.tensor(np.stack([clip.controls for clip, _ in rows])),
            **truth_of([(clip.frames, sample["target"]) for clip, sample in rows]),
        )

    def stills(self, size: int) -> Tensor:
        """Frames without entities, uint8 [B,3,H,W]."""
        frames: list[Tensor] = []
        while len(frames) < size:
            clip = self.pick()
            if clip.stills:
                frames.append(clip.frames.rgb[clip.stills[self.random.integers(len(clip.stills))]["target"]])
        return torch.stack(frames)

    def pairs(self, size: int) -> tuple[Tensor, Tensor, Tensor]:
        """Two consecutive frames of one player, uint8 [B,3,H,W] each, and the transform [B,3,4] from the
        earlier camera to the later."""
        rows: list[tuple[TrainingClip, ClipSample]] = []
        while len(rows) < size:
            clip = self.pick()
            if clip.moments:
                rows.append((clip, clip.moments[self.random.integers(len(clip.moments))]))
        earlier = torch.stack([clip.frames.rgb[sample["previous"]] for clip, sample in rows])
        later = torch.stack([clip.frames.rgb[sample["target"]] for clip, sample in rows])
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

    def remembered(self, clip: TrainingClip, frame: int, previous: bool) -> tuple[StoredFrames, int]:
        """A frame as memory holds it, in its frames: with config.context_noise, often with the faults of a
        generated one."""
        frames = clip.frames
        if not self.config.context_noise or self.random.random() >= (0.6 if previous else 0.06):
            return frames, frame
        rgb, depth = frames.rgb[frame], frames.inverse_depth(frame)
        gain = self.tensor(1 + 0.03 * self.random.standard_normal((3, 1, 1), np.float32))
        start = self.random.integers(len(self.noise) - rgb.numel())
        noise = self.tensor(self.noise[start : start + rgb.numel()]).reshape(rgb.shape)
        strength = self.random.random() * 6
        rgb = (rgb * gain + noise * strength).clamp(0, 255).to(torch.uint8)
        # For views in 16:9: one number for every 16th of a side.
        cells = self.tensor(self.random.standard_normal((9, 16), np.float32))
        height, width = depth.shape
        wobble = cells.repeat_interleave(height // 9, 0).repeat_interleave(width // 16, 1)
        wrong = depth * (1 + 0.006 * self.random.random() * wobble)
        wrong = wrong.clamp(SKY_CODE, LARGEST_CODE).to(torch.int32)
        codes = torch.where(depth > SKY_CODE, wrong, depth).to(torch.int16)
        return StoredFrames(rgb[None], codes[None], frames.entity[frame : frame + 1]), 0


def stacked(frames: list[tuple[StoredFrames, int]]) -> tuple[Tensor, Tensor, Tensor]:
    """RGB uint8 [N,3,H,W], codes int32 [N,H,W] and masks uint8 [N,H,W] of frames, in few operations: a GPU
    would wait for many."""
    planes = ([getattr(of, name)[i] for of, i in frames] for name in ("rgb", "codes", "entity"))
    rgb, codes, entity = (torch.stack(values) for values in planes)
    return rgb, codes.to(torch.int32) & LARGEST_CODE, entity


def truth_of(frames: list[tuple[StoredFrames, int]]) -> dict[str, Tensor]:
    rgb, codes, entity = stacked(frames)
    return {"target_rgb": rgb, "target_depth": codes, "target_entity": entity}


def write_entities(sample: ClipSample, rows: NDArray[np.float32]) -> None:
    """Writes a view's possibly visible entities to its rows [M,E], from the first on."""
    features = np.array(sample["entities"], np.float32).reshape(-1, ENTITY_FEATURES)
    rows[: len(features)] = features
