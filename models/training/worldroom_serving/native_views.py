"""The steps of a view that the engine's native kernel does: condition, what surrounds the trunk, enlarge.

The engine does the same in native-conditioner.ts, native-drawer.ts, enlarger.ts and entity-enlarger.ts.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from worldroom_serving.native_kernel import Appearance, Bytes, Floats, KernelLibrary, NativeKernel
from worldroom_serving.pack_files import PackSettings
from worldroom_serving.picture_cache import Picture

CONDITIONS, ENTITY_MAPS = 10, 5
"""Channels that the kernel knows."""
STEP = 16
"""Sides of a kernel's view are multiples of this."""
HEAD, SHARPENING = 160, 12
"""Channels that trunk.onnx answers with."""


class Conditioned(NamedTuple):
    """What memory and state know of a view."""

    conditions: Floats
    coarse_conditions: Floats
    entity_maps: Floats
    coverage: Bytes
    surface: Floats
    chosen: Bytes


class NativeViews:
    """Kernels for several threads, each of which uses one at a time."""

    def __init__(self, folder: Path, settings: PackSettings, kernels: int) -> None:
        """Raises OSError where the library is not there, or was made for another system."""
        library = KernelLibrary(folder / "view-kernel.so")
        self.settings = settings
        self._appearance = _read_appearance(folder, settings)
        self._free: SimpleQueue[_Kernels] = SimpleQueue()
        for _ in range(kernels):
            self._free.put(_Kernels(library, settings, self._appearance))

    @contextmanager
    def _kernels(self) -> "Iterator[_Kernels]":
        own = self._free.get()
        try:
            yield own
        finally:
            self._free.put(own)

    def condition(
        self, pictures: Sequence[Picture | None], transforms: Floats, entities: Floats, controls: Floats
    ) -> Conditioned:
        """Reprojects pictures [K] and paints entities [M, features]."""
        height, width = self.settings.height, self.settings.width
        found = Conditioned(
            np.empty((CONDITIONS, height, width), np.float32),
            np.empty((5, height // 2, width // 2), np.float32),
            np.empty((ENTITY_MAPS, height, width), np.float32),
            np.empty((height, width), np.uint8),
            np.empty((height, width), np.float32),
            np.empty((height // 2, width // 2), np.uint8),
        )
        with self._kernels() as own:
            own.view.reproject(
                [picture and picture.rgb for picture in pictures],
                [picture and picture.inverse_depth for picture in pictures],
                np.ascontiguousarray(transforms),
                (found.conditions, found.coarse_conditions, found.surface, found.chosen),
            )
            own.view.paint_entities(
                present(entities),
                np.ascontiguousarray(controls),
                (found.surface, found.conditions),
                (found.entity_maps, found.coverage),
            )
        return found

    def pack(self, view: Conditioned, controls: Floats) -> tuple[Floats, Floats]:
        """What trunk.onnx reads: features [C, H/4, W/4] and picture [16, H/2, W/2]."""
        height, width = self.settings.height, self.settings.width
        channels = 16 * (CONDITIONS + ENTITY_MAPS) + 16 + 1 + len(controls)
        features = np.empty((channels, height // 4, width // 4), np.float32)
        picture = np.empty((16, height // 2, width // 2), np.float32)
        with self._kernels() as own:
            own.view.pack(
                (view.conditions, view.entity_maps), np.ascontiguousarray(controls), (features, picture)
            )
        return features, picture

    def compose(
        self, view: Conditioned, controls: Floats, head: Floats, sharpening: Floats
    ) -> tuple[dict[str, NDArray[Any]], Floats]:
        """The planes of the drawn view, and how much of memory's colours it kept [H, W]."""
        shape = (self.settings.height, self.settings.width)
        planes: dict[str, NDArray[Any]] = {
            "rgb": np.empty((3, *shape), np.uint8),
            "inverse_depth": np.empty(shape, np.uint16),
            "entity": np.empty(shape, np.uint8),
            "confidence": np.empty(shape, np.uint8),
        }
        kept = np.empty(shape, np.float32)
        with self._kernels() as own:
            own.view.compose(
                (view.conditions, view.entity_maps),
                np.ascontiguousarray(controls),
                (np.ascontiguousarray(head), np.ascontiguousarray(sharpening)),
                [*planes.values(), kept],
            )
        return planes, kept

    def enlarge(
        self,
        size: tuple[int, int],
        rgb: Bytes,
        view: Conditioned,
        kept: Floats,
        pictures: Sequence[Picture | None],
        state: tuple[Floats, Floats, Floats],
    ) -> Bytes:
        """A picture of `size` (width, height), with the detail of fine pictures.

        `state` is transforms, entities and controls.
        """
        width, height = size
        transforms, entities, controls = map(np.ascontiguousarray, state)
        fine = np.empty((3, height, width), np.uint8)
        with self._kernels() as own:
            own.view.enlarge(
                np.ascontiguousarray(rgb),
                (view.conditions, view.surface, view.chosen, kept),
                transforms,
                [None if picture is None else picture.fine for picture in pictures],
                fine,
            )
            own.enlarge_entities(fine, view, present(entities), controls)
        return fine

    def relight_fine(self, rgb: Bytes, shown: Bytes, fine: Bytes) -> Bytes:
        """What relighting made of rgb, done to a larger picture."""
        out = np.empty_like(fine)
        with self._kernels() as own:
            own.view.relight_fine(np.ascontiguousarray(rgb), np.ascontiguousarray(shown), fine, out)
        return out


class _Kernels:
    """A kernel for the view's own size, and one for each larger size, for one thread."""

    def __init__(self, library: KernelLibrary, settings: PackSettings, appearance: Appearance) -> None:
        self._library = library
        self._settings = settings
        self._appearance = appearance
        self.view = self._kernel(settings.width, settings.height, settings.slots)
        self._larger: dict[int, NativeKernel] = {}

    def _kernel(self, width: int, height: int, slots: int) -> NativeKernel:
        focal = self._settings.focal * width / self._settings.width
        return NativeKernel(self._library, (width, height), focal, slots, self._appearance)

    def enlarge_entities(self, picture: Bytes, view: Conditioned, entities: Floats, controls: Floats) -> None:
        """Asks for entities again where they change from pixel to pixel, and changes `picture` there."""
        _, height, width = picture.shape
        if len(entities) == 0 or width % STEP != 0:
            return
        rows = -(-height // STEP) * STEP
        margin = (rows - height) // 2
        if width not in self._larger:
            self._larger[width] = self._kernel(width, rows, 2)
        surface = np.empty((rows, width), np.float32)
        # Nothing is known of memory at this size.
        conditions = np.zeros((4, rows, width), np.float32)
        maps = np.empty((ENTITY_MAPS, rows, width), np.float32)
        coverage = np.empty((rows, width), np.uint8)
        size = (width, height, rows)
        self.view.open_rays(size, margin, view.surface, view.entity_maps, surface)
        self._larger[width].paint_entities(entities, controls, (surface, conditions), (maps, coverage))
        self.view.enlarge_entities(size, margin, (view.conditions, view.entity_maps, maps, surface), picture)


def present(entities: Floats) -> Floats:
    """The entities of a view, without the rows of zeros behind them."""
    used = np.flatnonzero(entities.any(axis=1))
    return np.ascontiguousarray(entities[: used[-1] + 1 if len(used) else 0])


def _read_appearance(folder: Path, settings: PackSettings) -> Appearance:
    """appearance.bin has all weights and then all biases, little-endian 32-bit floats."""
    numbers = np.fromfile(folder / "appearance.bin", "<f4")
    sizes = settings.appearance
    count = sum(read * answered for read, answered in pairwise(sizes))
    return Appearance(sizes, numbers[:count].copy(), numbers[count:].copy())
