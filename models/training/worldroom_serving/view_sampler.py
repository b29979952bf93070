"""Draws views: condition, imagine, draw and relight, by the graphs of a pack in ONNX Runtime.

The engine's own sampler (server/generation/sampler.ts) is the reference. On a CPU, views are drawn one by one
by several threads, which gives the same bits as the engine's graphs; on a GPU, in one batch.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from worldroom_serving.pack_files import PackSettings
from worldroom_serving.picture_cache import EMPTY, Key, Picture, PictureCache

DRAWN, OPEN, UNKNOWN = 0, 1, 2
"""What became of a view: drawn; to be imagined, but it came without noise; of unknown pictures."""

CPU = "CPUExecutionProvider"

Graph = Any
Planes = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class View:
    """One view to draw. K slots of pictures, M entities, C controls, T tokens."""

    pictures: Sequence[Key]
    """[K]. Slot 0 is the view's previous frame."""
    keep: Key
    """Under which the drawn view is kept, as the previous frame of the next one. EMPTY if it is not."""
    settled: bool
    """Whether it is drawn however much of it is uncovered."""
    transforms: NDArray[np.float32]
    """[K, 3, 4]."""
    entities: NDArray[np.float32]
    """[M, features]."""
    controls: NDArray[np.float32]
    """[C]."""
    noise: NDArray[np.float32] | None = None
    """[steps, 2, T], uniform: noise and order of each step of `imagine`."""
    look: "Look | None" = None


@dataclass(frozen=True)
class Look:
    """What relight.onnx is asked for."""

    asked: NDArray[np.float32]
    guidance: NDArray[np.float32]
    """[1]."""
    camera: NDArray[np.float32]


@dataclass(frozen=True)
class Answer:
    """What became of a view."""

    state: int
    missing: NDArray[np.uint8]
    """[K], 1 where a slot's picture is unknown."""
    imagined: bool
    planes: Planes
    """rgb, inverse_depth, entity, confidence, coverage and, for a look, shown. Empty unless drawn."""


class ViewSampler:
    """The graphs of a pack and the pictures that views are drawn from."""

    def __init__(
        self,
        folder: Path,
        settings: PackSettings,
        cache: PictureCache,
        provider: str = CPU,
        threads: int = 0,
    ) -> None:
        """With `threads` views are drawn one by one, as many at once; without, all of a batch together."""
        self.settings = settings
        self.cache = cache
        self._folder = folder
        self._provider = provider
        self._condition = self._load("condition")
        self._draw = self._load("draw")
        # The lean network draws covered views as well, at less cost on a CPU.
        self._covered = self._load("lean") if provider == CPU and "lean" in settings.graphs else self._draw
        self._imagine = self._load("imagine") if "imagine" in settings.graphs else None
        self._relight = self._load("relight") if "relight" in settings.graphs else None
        self._threads = ThreadPoolExecutor(threads) if threads else None

    def _load(self, name: str) -> Graph:
        options = onnxruntime.SessionOptions()
        # One thread a view and several views at once is faster than several threads a view.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        path = str(self._folder / f"{name}.onnx")
        return onnxruntime.InferenceSession(path, options, providers=[self._provider])

    def warm_up(self) -> None:
        """Draws empty views: graphs are slow when they run for the first time."""
        size = self.settings
        shapes = {graph_input.name: graph_input.shape for graph_input in self._condition.get_inputs()}
        noise = np.full((size.imagine_steps, 2, size.tokens), 0.5, np.float32)
        empty = View(
            pictures=[EMPTY] * size.slots,
            keep=EMPTY,
            settled=True,
            transforms=np.tile(np.eye(3, 4, dtype=np.float32), (size.slots, 1, 1)),
            entities=np.zeros(shapes["entities"][1:], np.float32),
            controls=np.zeros(shapes["controls"][1:], np.float32),
        )
        self.sample([empty])
        if self._imagine is not None:
            self.sample([replace(empty, settled=False, noise=noise)])

    def close(self) -> None:
        if self._threads:
            self._threads.shutdown()

    def sample(self, views: Sequence[View]) -> list[Answer]:
        """Draws the views. The answers are in the same order."""
        found = [[self.cache.get(key) for key in view.pictures] for view in views]
        answers: list[Answer | None] = [
            _unknown(view, pictures) for view, pictures in zip(views, found, strict=True)
        ]
        known = [row for row, answer in enumerate(answers) if answer is None]
        groups = [[row] for row in known] if self._threads else [known] if known else []

        def draw(rows: Sequence[int]) -> list[Answer]:
            return self._draw_known([views[row] for row in rows], [found[row] for row in rows])

        drawn = self._threads.map(draw, groups) if self._threads else map(draw, groups)
        for rows, group in zip(groups, drawn, strict=True):
            for row, answer in zip(rows, group, strict=True):
                answers[row] = answer
        return [answer for answer in answers if answer is not None]

    def _draw_known(
        self, views: Sequence[View], pictures: Sequence[Sequence[Picture | None]]
    ) -> list[Answer]:
        conditioned = self._run(self._condition, self._condition_inputs(views, pictures))
        coverage = conditioned["coverage"]
        open_rows = [row for row, view in enumerate(views) if self._is_open(view, coverage[row])]
        imagined = np.zeros(len(views), np.float32)
        size = self.settings
        coarse = np.zeros((len(views), 4, size.height // 2, size.width // 2), np.float32)
        rows = [row for row in open_rows if views[row].noise is not None]
        if rows:
            noise = np.stack([noise for row in rows if (noise := views[row].noise) is not None])
            coarse[rows] = self._imagine_views(conditioned["coarse_conditions"][rows], noise)
            imagined[rows] = 1
        draw = self._draw if imagined.any() else self._covered
        inputs = {
            "conditions": conditioned["conditions"],
            "entity_maps": conditioned["entity_maps"],
            "coarse": coarse,
            "imagined": imagined,
            "controls": np.stack([view.controls for view in views]),
        }
        planes = self._run(draw, inputs) | {"coverage": coverage}
        answers = []
        for row, view in enumerate(views):
            missing = np.zeros(len(view.pictures), np.uint8)
            if row in open_rows and not imagined[row]:
                answers.append(Answer(OPEN, missing, False, {}))
                continue
            own = {name: plane[row] for name, plane in planes.items()}
            self._keep(view.keep, own)
            if view.look is not None and self._relight is not None:
                own["shown"] = self._relit(view, view.look, own)
            answers.append(Answer(DRAWN, missing, bool(imagined[row]), own))
        return answers

    def _is_open(self, view: View, coverage: NDArray[np.uint8]) -> bool:
        threshold = self.settings.imagine_threshold
        if threshold is None or view.settled:
            return False
        return bool(np.mean(coverage < self.settings.covered_from) >= threshold)

    def _condition_inputs(
        self, views: Sequence[View], pictures: Sequence[Sequence[Picture | None]]
    ) -> Planes:
        size = self.settings
        rgb = np.zeros((len(views), size.slots, 3, size.height, size.width), np.uint8)
        inverse_depth = np.zeros((len(views), size.slots, size.height, size.width), np.uint16)
        for row, slots in enumerate(pictures):
            for slot, picture in enumerate(slots):
                if picture is not None:
                    rgb[row, slot] = picture.rgb
                    inverse_depth[row, slot] = picture.inverse_depth
        return {
            "rgb": rgb,
            "inverse_depth": inverse_depth,
            "transforms": np.stack([view.transforms for view in views]),
            "entities": np.stack([view.entities for view in views]),
            "controls": np.stack([view.controls for view in views]),
        }

    def _imagine_views(
        self, coarse_conditions: NDArray[np.float32], noise: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """coarse_conditions [B, 5, H/2, W/2], noise [B, steps, 2, T] -> coarse views [B, 4, H/2, W/2]."""
        batch, steps = noise.shape[:2]
        tokens = np.zeros((batch, self.settings.tokens), np.int64)
        known = np.zeros((batch, self.settings.tokens), np.float32)
        for step in range(steps):
            inputs: Planes = {
                "coarse_conditions": coarse_conditions,
                "tokens": tokens,
                "known": known,
                "noise": np.ascontiguousarray(noise[:, step, 0]),
                "order": np.ascontiguousarray(noise[:, step, 1]),
                "reveal": np.full(batch, revealed_share(step, steps), np.float32),
            }
            found = self._run(self._imagine, inputs)
            tokens, known = found["next_tokens"], found["next_known"]
        coarse: NDArray[np.float32] = found["coarse"]
        return coarse

    def _keep(self, key: Key, planes: Planes) -> None:
        """Keeps a drawn view as the engine would give it back as a previous frame."""
        if key == EMPTY:
            return
        dropped = (planes["entity"] >= self.settings.entity_threshold) | (
            planes["confidence"] < self.settings.carried_from
        )
        inverse_depth = np.where(dropped, np.uint16(0), planes["inverse_depth"])
        self.cache.put(key, Picture(planes["rgb"].copy(), inverse_depth))

    def _relit(self, view: View, look: Look, planes: Planes) -> NDArray[Any]:
        inputs: Planes = {name: planes[name][None] for name in ("rgb", "inverse_depth", "entity")} | {
            "camera": look.camera[None],
            "controls": view.controls[None],
            "asked": look.asked[None],
            "guidance": look.guidance,
        }
        shown: NDArray[Any] = self._run(self._relight, inputs)["shown"][0]
        return shown

    def _run(self, graph: Graph, inputs: Planes) -> Planes:
        names = [output.name for output in graph.get_outputs() if output.name != "warp"]
        return dict(zip(names, graph.run(names, inputs), strict=True))


def revealed_share(step: int, steps: int) -> float:
    """Share of all tokens known after `step` of `steps`: MaskGIT's cosine schedule, 1 after the last."""
    return 1.0 if step == steps - 1 else 1 - math.cos((math.pi / 2) * (step + 1) / steps)


def _unknown(view: View, pictures: Sequence[Picture | None]) -> Answer | None:
    """The answer to a view of unknown pictures. None if all are known."""
    missing = np.array(
        [key != EMPTY and picture is None for key, picture in zip(view.pictures, pictures, strict=True)],
        np.uint8,
    )
    return Answer(UNKNOWN, missing, False, {}) if missing.any() else None
