"""The stream of a drawn view's planes."""

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worldroom_serving.plane_code import encode_planes, left_over

WIDTH, HEIGHT = 4, 3
# The engine's own test (plane-code.test.ts) reads the same.
LEFT_OVER = (
    "c1252a259900fb00940500003f00fb00fb00050505fb00fbc600fb000000050000fb0500"
    "00b7b7b7dd000000dd000000004040400000000000000000005ab40e6868686868686868"
    "fffefdfcfcfcfcfcfcfcfcfc000000000000ffffffff0000bc656565940000009400000044"
    "0000000000000000000000bc0000000000000000000000"
)

number = np.arange(3 * WIDTH * HEIGHT)
pixel = number[: WIDTH * HEIGHT].reshape(HEIGHT, WIDTH)
PLANES: dict[str, NDArray[Any]] = {
    "rgb": (number * 37 % 251).astype(np.uint8).reshape(3, HEIGHT, WIDTH),
    "inverse_depth": (pixel * 23_456 % 65_536).astype(np.uint16),
    "entity": (pixel * 90 % 256).astype(np.uint8),
    "confidence": (255 - pixel).astype(np.uint8),
    "coverage": np.where(pixel > 5, 255, 0).astype(np.uint8),
    "shown": (number * 101 % 256).astype(np.uint8).reshape(3, HEIGHT, WIDTH),
}


def test_leaves_over_what_the_engine_reads() -> None:
    assert left_over(PLANES).hex() == LEFT_OVER
    assert zlib.decompress(encode_planes(PLANES)).hex() == LEFT_OVER


def test_a_view_that_is_not_relit_has_no_shown_plane() -> None:
    planes = {name: plane for name, plane in PLANES.items() if name != "shown"}
    assert left_over(planes).hex() == LEFT_OVER[: 2 * 8 * WIDTH * HEIGHT]


def test_larger_pictures_follow() -> None:
    fine = np.arange(3 * 2 * HEIGHT * 2 * WIDTH).astype(np.uint8).reshape(3, 2 * HEIGHT, 2 * WIDTH)
    stream = left_over(PLANES | {"fine": fine, "fine_shown": fine})
    assert stream[: len(LEFT_OVER) // 2].hex() == LEFT_OVER
    assert len(stream) == len(LEFT_OVER) // 2 + 2 * fine.size


def test_slopes_and_even_planes_nearly_vanish() -> None:
    slope = np.add.outer(np.arange(72), 2 * np.arange(128))
    planes: dict[str, NDArray[Any]] = {
        "rgb": np.stack([slope, slope, slope]).astype(np.uint8),
        "inverse_depth": (30 * slope).astype(np.uint16),
        "entity": np.zeros(slope.shape, np.uint8),
        "confidence": np.full(slope.shape, 255, np.uint8),
        "coverage": np.full(slope.shape, 255, np.uint8),
    }
    assert len(encode_planes(planes)) < sum(plane.nbytes for plane in planes.values()) / 50
