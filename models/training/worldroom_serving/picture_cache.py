"""Pictures that views are drawn from, kept between requests so that each crosses the network once."""

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Key = tuple[int, int]
"""128 bits. (0, 0) is the key of an empty slot."""

EMPTY: Key = (0, 0)


class Picture(NamedTuple):
    """RGB with inverse depth, as condition.onnx takes them."""

    rgb: NDArray[np.uint8]
    """[3, H, W]."""
    inverse_depth: NDArray[np.uint16]
    """[H, W], 0 where unknown."""
    fine: NDArray[np.uint8] | None = None
    """The same colours with more pixels, [3, h, w]."""

    @property
    def nbytes(self) -> int:
        fine = 0 if self.fine is None else self.fine.nbytes
        return self.rgb.nbytes + self.inverse_depth.nbytes + fine


class PictureCache:
    """Keeps the pictures that were used last, up to a number of bytes. Several threads may use it."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._pictures: OrderedDict[Key, Picture] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    @property
    def nbytes(self) -> int:
        """Bytes held, at most the capacity."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._pictures)

    def put(self, key: Key, picture: Picture) -> None:
        """Keeps a picture. The caller does not change its arrays afterwards."""
        with self._lock:
            before = self._pictures.pop(key, None)
            self._bytes += picture.nbytes - (before.nbytes if before else 0)
            self._pictures[key] = picture
            while self._bytes > self._capacity:
                _, oldest = self._pictures.popitem(last=False)
                self._bytes -= oldest.nbytes

    def get(self, key: Key) -> Picture | None:
        """The picture, which now counts as the one used last. None if it is unknown."""
        with self._lock:
            picture = self._pictures.get(key)
            if picture is not None:
                self._pictures.move_to_end(key)
            return picture
