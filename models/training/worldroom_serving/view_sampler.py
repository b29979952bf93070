"""Draws views: condition, imagine, draw, relight and enlarge, by the graphs of a pack in ONNX Runtime.

The engine's own sampler (server/generation/sampler.ts) is the reference. On a CPU, threads draw views one by
one, with the same bits as the engine; on a GPU, they are drawn in one batch. Where the native kernel is
there, it does what is done per pixel: of all views on a CPU, and of larger pictures on a GPU.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from worldroom_serving.imagination import imagine
from worldroom_serving.native_views import NativeViews
from worldroom_serving.pack_files import PackSettings
from worldroom_serving.picture_cache import EMPTY, Key, Picture, PictureCache
from worldroom_serving.views import DRAWN, OPEN, UNKNOWN, Answer, Look, Planes, View

CPU = "CPUExecutionProvider"

Graph = Any
Step = TypeVar("Step")


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
        steps = threads or len(os.sched_getaffinity(0))
        self._steps = ThreadPoolExecutor(steps)
        self._native = self._open_native(steps)
        self._trunk = self._load("trunk") if self._native else None

    @property
    def is_native(self) -> bool:
        """Whether the native kernel draws, and pictures can be larger than the view."""
        return self._native is not None

    def _open_native(self, kernels: int) -> NativeViews | None:
        if not self.settings.appearance:
            return None
        try:
            return NativeViews(self._folder, self.settings, kernels)
        except OSError as error:
            print(f"views are drawn by graphs alone, without larger pictures: {error}", flush=True)
            return None

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
        self._steps.shutdown()
        if self._threads:
            self._threads.shutdown()

    def sample(self, views: Sequence[View]) -> list[Answer]:
        """Draws the views. The answers are in the same order."""
        found = [[self.cache.get(key) for key in view.pictures] for view in views]
        answers: list[Answer | None] = [
            _unknown(view, pictures) for view, pictures in zip(views, found, strict=True)
        ]
        known = [row for row, answer in enumerate(answers) if answer is None]
        if self._threads:
            groups = [[row] for row in known]
        else:
            natively = [row for row in known if self._is_native(views[row])]
            groups = [rows for rows in (natively, [row for row in known if row not in natively]) if rows]

        def draw(rows: Sequence[int]) -> list[Answer]:
            draw_rows = self._draw_natively if self._is_native(views[rows[0]]) else self._draw_known
            return draw_rows([views[row] for row in rows], [found[row] for row in rows])

        drawn = self._threads.map(draw, groups) if self._threads else map(draw, groups)
        for rows, group in zip(groups, drawn, strict=True):
            for row, answer in zip(rows, group, strict=True):
                answers[row] = answer
        return [answer for answer in answers if answer is not None]

    def _is_native(self, view: View) -> bool:
        return self._native is not None and (self._provider == CPU or view.size is not None)

    def _draw_natively(
        self, views: Sequence[View], pictures: Sequence[Sequence[Picture | None]]
    ) -> list[Answer]:
        native = self._native
        if native is None:
            raise ValueError("the native kernel is not there")
        rows = range(len(views))
        known = self._each(
            lambda row: native.condition(
                pictures[row], views[row].transforms, views[row].entities, views[row].controls
            ),
            rows,
        )
        open_rows = [row for row in rows if self._is_open(views[row], known[row].coverage)]
        imagined = [row for row in open_rows if views[row].noise is not None]
        planes: dict[int, Planes] = {}
        kept: dict[int, NDArray[np.float32]] = {}
        if imagined:
            coarse = self._imagined(
                np.stack([known[row].coarse_conditions for row in imagined]),
                np.stack([noise for row in imagined if (noise := views[row].noise) is not None]),
            )
            inputs = {
                "conditions": np.stack([known[row].conditions for row in imagined]),
                "entity_maps": np.stack([known[row].entity_maps for row in imagined]),
                "coarse": coarse,
                "imagined": np.ones(len(imagined), np.float32),
                "controls": np.stack([views[row].controls for row in imagined]),
            }
            drawn = self._run(self._draw, inputs)
            for i, row in enumerate(imagined):
                planes[row] = {name: plane[i] for name, plane in drawn.items()}
                # The graph does not say how much of memory's colours it kept, so no detail is added.
                kept[row] = np.zeros(known[row].coverage.shape, np.float32)
        covered = [row for row in rows if row not in open_rows]
        if covered:
            packed = self._each(lambda row: native.pack(known[row], views[row].controls), covered)
            features, picture = (np.stack(part) for part in zip(*packed, strict=True))
            layers = self._run(self._trunk, {"features": features, "picture": picture})
            composed = self._each(
                lambda i: native.compose(
                    known[covered[i]], views[covered[i]].controls, layers["head"][i], layers["sharpening"][i]
                ),
                range(len(covered)),
            )
            for row, (own, share) in zip(covered, composed, strict=True):
                planes[row], kept[row] = own, share

        def finish(row: int) -> Answer:
            view = views[row]
            missing = np.zeros(len(view.pictures), np.uint8)
            if row not in planes:
                return Answer(OPEN, missing, False, {})
            own = planes[row] | {"coverage": known[row].coverage}
            if view.look is not None and self._relight is not None:
                own["shown"] = self._relit(view, view.look, own)
            if view.size is not None:
                state = (view.transforms, view.entities, view.controls)
                fine = native.enlarge(view.size, own["rgb"], known[row], kept[row], pictures[row], state)
                own["fine"] = fine
                if "shown" in own:
                    own["fine_shown"] = native.relight_fine(own["rgb"], own["shown"], fine)
            self._keep(view.keep, own)
            return Answer(DRAWN, missing, row in imagined, own)

        return self._each(finish, rows)

    def _each(self, step: Callable[[int], Step], rows: Sequence[int]) -> list[Step]:
        """The step of each row, side by side where there are several."""
        if len(rows) == 1:
            return [step(rows[0])]
        return list(self._steps.map(step, rows))

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
            coarse[rows] = self._imagined(conditioned["coarse_conditions"][rows], noise)
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

    def _imagined(
        self, coarse_conditions: NDArray[np.float32], noise: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        return imagine(lambda inputs: self._run(self._imagine, inputs), coarse_conditions, noise)

    def _keep(self, key: Key, planes: Planes) -> None:
        """Keeps a drawn view as the engine would give it back as a previous frame."""
        if key == EMPTY:
            return
        dropped = (planes["entity"] >= self.settings.entity_threshold) | (
            planes["confidence"] < self.settings.carried_from
        )
        inverse_depth = np.where(dropped, np.uint16(0), planes["inverse_depth"])
        self.cache.put(key, Picture(planes["rgb"].copy(), inverse_depth, planes.get("fine")))

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


def _unknown(view: View, pictures: Sequence[Picture | None]) -> Answer | None:
    """The answer to a view of unknown pictures. None if all are known."""
    missing = np.array(
        [key != EMPTY and picture is None for key, picture in zip(view.pictures, pictures, strict=True)],
        np.uint8,
    )
    return Answer(UNKNOWN, missing, False, {}) if missing.any() else None
