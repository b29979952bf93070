"""What is known of windows of plans in training."""

import numpy as np

from worldroom_training.contract import PLAN_NEIGHBOURS, PLAN_TILE, PLAN_WINDOW
from worldroom_training.plans.masks import given_mask, order_mask, revealed, tile_mask


def test_tiles_are_known_around_the_one_that_is_drawn() -> None:
    for place, neighbours in enumerate(PLAN_NEIGHBOURS):
        mask = order_mask(place)
        assert mask.sum() == len(neighbours) * PLAN_TILE**2
        assert not (mask & tile_mask()).any()


def test_some_tile_is_drawn_from_nothing_and_some_from_all_sides() -> None:
    assert [] in PLAN_NEIGHBOURS
    assert max(len(neighbours) for neighbours in PLAN_NEIGHBOURS) == 8


def test_something_is_always_drawn_and_mostly_a_tile() -> None:
    random = np.random.default_rng(1)
    seen = random.random((PLAN_WINDOW, PLAN_WINDOW)) < 0.3
    tiles = 0
    for _ in range(300):
        given, drawn = given_mask(seen, random)
        assert (drawn & ~given).any()
        tiles += np.array_equal(drawn, tile_mask())
    assert 0.6 < tiles / 300 < 0.8


def test_random_parts_of_cells_are_revealed() -> None:
    random = np.random.default_rng(2)
    shares = [revealed(tile_mask(), random)[tile_mask()].mean() for _ in range(300)]
    assert min(shares) < 0.1
    assert max(shares) > 0.9
    assert not (revealed(tile_mask(), random) & ~tile_mask()).any()
