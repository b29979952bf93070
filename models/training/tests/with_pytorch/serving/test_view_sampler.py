"""Views that a server draws together, as on a GPU, are those that it draws one by one."""

import numpy as np
import pytest

from tests.with_pytorch.serving.shipped_settings import ARENA, shipped_settings
from worldroom_serving.pack_files import PackSettings
from worldroom_serving.picture_cache import EMPTY, Picture, PictureCache
from worldroom_serving.view_sampler import ViewSampler
from worldroom_serving.views import DRAWN, OPEN, UNKNOWN, View

SLOTS = 8


@pytest.fixture(scope="module")
def settings() -> PackSettings:
    return shipped_settings([])


def wall(settings: PackSettings, seed: int) -> Picture:
    """A smooth picture of a wall some metres away."""
    x = np.linspace(0, 7, settings.width)
    y = np.linspace(0, 5, settings.height)[:, None]
    rgb = np.stack([120 + 90 * np.sin(x * (1 + channel) + y + seed) for channel in range(3)])
    depth = np.full((settings.height, settings.width), 65_535 // (10 + seed))
    return Picture(rgb.astype(np.uint8), depth.astype(np.uint16))


def view(number: int, *, known: bool, noise: bool = False) -> View:
    transforms = np.tile(np.eye(3, 4, dtype=np.float32), (SLOTS, 1, 1))
    transforms[:, 0, 3] = 0.05 * number
    return View(
        pictures=[(1, 1), (1, 2), *[EMPTY] * (SLOTS - 2)] if known else [EMPTY] * SLOTS,
        keep=(9, number),
        settled=False,
        transforms=transforms,
        entities=np.zeros((10, 25), np.float32),
        controls=np.full(2, 0.5, np.float32),
        noise=np.random.default_rng(number).random((5, 2, 144), np.float32) if noise else None,
    )


def sampler(settings: PackSettings, threads: int) -> ViewSampler:
    cache = PictureCache(100_000_000)
    for number in (1, 2):
        cache.put((1, number), wall(settings, number))
    return ViewSampler(ARENA, settings, cache, threads=threads)


def test_together_as_one_by_one(settings: PackSettings) -> None:
    views = [view(1, known=True), view(2, known=False), view(3, known=True), view(4, known=False, noise=True)]
    together, one_by_one = sampler(settings, 0), sampler(settings, 2)
    batch = together.sample(views)
    singles = one_by_one.sample(views)
    one_by_one.close()
    assert [answer.state for answer in batch] == [DRAWN, OPEN, DRAWN, DRAWN]
    assert [answer.imagined for answer in batch] == [False, False, False, True]
    assert [answer.state for answer in singles] == [answer.state for answer in batch]
    # Covered views of a batch with an imagined one are drawn by the larger network, as in the engine.
    found, expected = batch[3].planes["rgb"].astype(int), singles[3].planes["rgb"].astype(int)
    assert np.mean(np.abs(found - expected) > 1) < 0.01
    covered = together.sample([views[0], views[2]])
    for answer, single in zip(covered, [singles[0], singles[2]], strict=True):
        assert np.mean(answer.planes["rgb"] != single.planes["rgb"]) < 0.01
        assert np.array_equal(answer.planes["coverage"], single.planes["coverage"])


def test_says_which_pictures_are_unknown_and_keeps_what_it_drew(settings: PackSettings) -> None:
    server = sampler(settings, 1)
    first = view(1, known=True)
    following = View(**{**vars(first), "pictures": [(9, 1), (1, 2), *[EMPTY] * (SLOTS - 2)], "keep": EMPTY})
    [unknown] = server.sample([following])
    assert unknown.state == UNKNOWN
    assert unknown.missing.tolist() == [1, *[0] * (SLOTS - 1)]
    server.sample([first])
    [drawn] = server.sample([following])
    assert drawn.state == DRAWN
    server.close()
