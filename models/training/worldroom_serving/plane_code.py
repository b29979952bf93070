"""The planes of a drawn view as one stream of bytes, without loss: about a fifth of the planes themselves.

The engine reads it in server/generation/remote/plane-code.ts. Each plane is predicted from its neighbours,
as in PNG (https://www.w3.org/TR/png-3/#9Filters), and what is left goes into one zlib stream (RFC 1950).
"""

import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

MASKS = ("entity", "confidence", "coverage")
PICTURES = ("shown", "fine", "fine_shown")


def encode_planes(planes: Mapping[str, NDArray[Any]]) -> bytes:
    """Encodes the planes of one view.

    rgb and, where there is one, shown: uint8 [3, H, W]. inverse_depth: uint16 [H, W]. Masks: uint8 [H, W].
    Where there are larger pictures, fine and fine_shown: uint8 [3, h, w].
    """
    # Runs alone: what is left is small numbers in disorder, and matches in it save little for their time.
    coder = zlib.compressobj(level=1, strategy=zlib.Z_RLE)
    return coder.compress(left_over(planes)) + coder.flush()


def left_over(planes: Mapping[str, NDArray[Any]]) -> bytes:
    """What is left of the planes after prediction, in the order of the stream."""
    parts = [_colours(planes["rgb"]), _depth(planes["inverse_depth"])]
    parts.extend(_vertical(planes[name]).tobytes() for name in MASKS)
    parts.extend(_colours(planes[name]) for name in PICTURES if name in planes)
    return b"".join(parts)


def _colours(rgb: NDArray[np.uint8]) -> bytes:
    """Green, and how much more red and blue there is than green, which is nearly the same everywhere."""
    red, green, blue = rgb
    return _gradient(np.stack([green, red - green, blue - green])).tobytes()


def _depth(inverse_depth: NDArray[np.uint16]) -> bytes:
    """High bytes, then low bytes, with the sign in the lowest bit: small numbers have no high byte."""
    signed = _gradient(inverse_depth).view(np.int16)
    folded = ((signed << 1) ^ (signed >> 15)).view(np.uint16)
    return (folded >> 8).astype(np.uint8).tobytes() + folded.astype(np.uint8).tobytes()


def _gradient(plane: NDArray[Any]) -> NDArray[Any]:
    """The difference to left + above - above left, which a slope has everywhere. Outside are zeros."""
    across = plane.copy()
    across[..., 1:] -= plane[..., :-1]
    return _vertical(across)


def _vertical(plane: NDArray[Any]) -> NDArray[Any]:
    """The difference to the pixel above."""
    down = plane.copy()
    down[..., 1:, :] -= plane[..., :-1, :]
    return down
