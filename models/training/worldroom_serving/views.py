"""Views to draw, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worldroom_serving.picture_cache import Key

DRAWN, OPEN, UNKNOWN = 0, 1, 2
"""What became of a view: drawn; to be imagined, but it came without noise; of unknown pictures."""

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
    size: tuple[int, int] | None = None
    """Width and height of the picture that people are to see. None for the view's own."""


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
    """Empty unless drawn: rgb, inverse_depth, entity, confidence, coverage; shown for a look, fine for
    a size, fine_shown for both.
    """
