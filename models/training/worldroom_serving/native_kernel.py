"""The engine's native kernel (server/native/serving.cpp), for one size of view."""

import ctypes
from collections.abc import Sequence
from ctypes import POINTER, c_char_p, c_float, c_int, c_void_p
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

# Arrays and handles are pointers; the numbers before them say which arguments are not.
_FUNCTIONS: dict[str, list[Any]] = {
    "reproject": [c_void_p] * 8,
    "paint_entities": [c_void_p, c_void_p, c_int, c_void_p, c_int] + [c_void_p] * 4,
    "pack_view": [c_void_p] * 4 + [c_int] + [c_void_p] * 2,
    "compose_view": [c_void_p] * 4 + [c_int] + [c_void_p] * 7,
    "enlarge": [c_void_p, c_int, c_int] + [c_void_p] * 10,
    "open_rays": [c_void_p] + [c_int] * 4 + [c_void_p] * 3,
    "enlarge_entities": [c_void_p] + [c_int] * 4 + [c_void_p] * 5,
    "relight_fine": [c_void_p, c_int, c_int] + [c_void_p] * 4,
    "destroy_kernel": [c_void_p],
}


class Appearance(NamedTuple):
    """The perceptron of entities: layers one after the other."""

    sizes: Sequence[int]
    """Inputs of the first layer, and outputs of each."""
    weights: Floats
    """[outputs, inputs] of all layers."""
    biases: Floats
    """[outputs] of all layers."""


class KernelLibrary:
    """The shared library that `npm run triton` puts beside the model."""

    def __init__(self, file: Path) -> None:
        """Raises OSError where it is not there, or was made for another system."""
        self.functions = ctypes.CDLL(str(file))
        for name, types in _FUNCTIONS.items():
            function = getattr(self.functions, name)
            function.argtypes = list(types)
            function.restype = None
        create = self.functions.create_kernel
        create.argtypes = [c_int, c_int, c_float, c_int, c_int, c_void_p, c_void_p, c_void_p]
        create.restype = c_void_p
        self.functions.kernel_name.argtypes = [c_void_p]
        self.functions.kernel_name.restype = c_char_p


class NativeKernel:
    """A kernel that is bound to one size of view, H x W. One thread at a time may use it."""

    def __init__(
        self, library: KernelLibrary, size: tuple[int, int], focal: float, slots: int, appearance: Appearance
    ) -> None:
        """`size` is width and height, multiples of 16. `focal` in pixels."""
        self._functions = library.functions
        self.width, self.height = size
        self._slots = slots
        sizes = np.array(appearance.sizes, np.int32)
        self._kernel = c_void_p(
            library.functions.create_kernel(
                *(self.width, self.height, focal, slots, len(sizes) - 1),
                *(_at(sizes), _at(appearance.weights), _at(appearance.biases)),
            )
        )

    def __del__(self) -> None:
        if hasattr(self, "_kernel"):
            self._functions.destroy_kernel(self._kernel)

    @property
    def name(self) -> str:
        """The instruction set that it was compiled for."""
        name: bytes = self._functions.kernel_name(self._kernel)
        return name.decode()

    def reproject(
        self,
        rgb: Sequence[Bytes | None],
        inverse_depth: Sequence[NDArray[np.uint16] | None],
        transforms: Floats,
        out: tuple[Floats, Floats, Floats, Bytes],
    ) -> None:
        """Slots [3, H, W] and [H, W], transforms [K, 3, 4] -> conditions [10, H, W], coarse conditions
        [5, H/2, W/2], surface [H, W] and chosen slots [H/2, W/2].
        """
        self._functions.reproject(
            self._kernel, _each(rgb), _each(inverse_depth), _at(transforms), *map(_at, out)
        )

    def paint_entities(
        self, entities: Floats, controls: Floats, known: tuple[Floats, Floats], out: tuple[Floats, Bytes]
    ) -> None:
        """entities [M, 25]; surface [H, W] and conditions -> entity maps [5, H, W] and coverage [H, W]."""
        self._functions.paint_entities(
            *(self._kernel, _at(entities), len(entities), _at(controls), len(controls)),
            *map(_at, known + out),
        )

    def pack(self, maps: tuple[Floats, Floats], controls: Floats, out: tuple[Floats, Floats]) -> None:
        """Conditions and entity maps -> features and picture, as trunk.onnx takes them."""
        self._functions.pack_view(self._kernel, *map(_at, maps), _at(controls), len(controls), *map(_at, out))

    def compose(
        self,
        maps: tuple[Floats, Floats],
        controls: Floats,
        answer: tuple[Floats, Floats],
        out: Sequence[NDArray[Any]],
    ) -> None:
        """Head and sharpening of trunk.onnx -> rgb, inverse depth, entity, confidence and kept."""
        self._functions.compose_view(
            self._kernel, *map(_at, maps), _at(controls), len(controls), *map(_at, answer), *map(_at, out)
        )

    def enlarge(
        self,
        rgb: Bytes,
        known: tuple[Floats, Floats, Bytes, Floats],
        transforms: Floats,
        fine: Sequence[Bytes | None],
        out: Bytes,
    ) -> None:
        """rgb [3, H, W]; conditions, surface, chosen and kept; fine pictures [3, h, w] -> out [3, h, w]."""
        widths = np.array([0 if one is None else one.shape[2] for one in fine], np.int32)
        heights = np.array([0 if one is None else one.shape[1] for one in fine], np.int32)
        _, height, width = out.shape
        self._functions.enlarge(
            *(self._kernel, width, height, _at(rgb), *map(_at, known), _at(transforms)),
            *(_each(fine), _at(widths), _at(heights), _at(out)),
        )

    def open_rays(
        self, size: tuple[int, int, int], margin: int, surface: Floats, maps: Floats, out: Floats
    ) -> None:
        """`size` is width, height and rows of a larger picture.

        Surface and entity maps -> out [rows, width].
        """
        self._functions.open_rays(self._kernel, *size, margin, _at(surface), _at(maps), _at(out))

    def enlarge_entities(
        self,
        size: tuple[int, int, int],
        margin: int,
        known: tuple[Floats, Floats, Floats, Floats],
        picture: Bytes,
    ) -> None:
        """Conditions, entity maps, larger entity maps and opened rays change `picture` [3, height, width]."""
        self._functions.enlarge_entities(self._kernel, *size, margin, *map(_at, known), _at(picture))

    def relight_fine(self, rgb: Bytes, shown: Bytes, fine: Bytes, out: Bytes) -> None:
        """What relighting made of rgb, done to a larger picture."""
        _, height, width = fine.shape
        self._functions.relight_fine(self._kernel, width, height, _at(rgb), _at(shown), _at(fine), _at(out))


def _at(array: Any) -> c_void_p:
    """The memory of an array."""
    if not array.flags.c_contiguous:
        raise ValueError("the kernel reads arrays without gaps")
    return c_void_p(array.ctypes.data)


def _each(arrays: Sequence[NDArray[Any] | None]) -> Any:
    """An array of pointers, null where there is no array."""
    pointers = [None if array is None else _at(array).value for array in arrays]
    return ctypes.cast((c_void_p * len(pointers))(*pointers), POINTER(c_void_p))
