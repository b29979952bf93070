"""What the server of views keeps of pictures."""

import numpy as np

from worldroom_serving.picture_cache import Picture, PictureCache


def picture(value: int) -> Picture:
    return Picture(np.full((3, 2, 4), value, np.uint8), np.full((2, 4), value, np.uint16))


SIZE = picture(0).nbytes


def test_keeps_what_was_used_last() -> None:
    cache = PictureCache(2 * SIZE)
    cache.put((0, 1), picture(1))
    cache.put((0, 2), picture(2))
    assert cache.get((0, 1)) is not None
    cache.put((0, 3), picture(3))
    assert cache.get((0, 2)) is None
    found = cache.get((0, 1))
    assert found is not None
    assert found.rgb.max() == 1
    assert (len(cache), cache.nbytes) == (2, 2 * SIZE)


def test_counts_a_picture_that_is_replaced_once() -> None:
    cache = PictureCache(4 * SIZE)
    for value in range(9):
        cache.put((7, 7), picture(value))
    assert (len(cache), cache.nbytes) == (1, SIZE)


def test_forgets_a_picture_that_is_larger_than_all_there_is() -> None:
    cache = PictureCache(SIZE - 1)
    cache.put((0, 1), picture(1))
    assert (len(cache), cache.nbytes) == (0, 0)
