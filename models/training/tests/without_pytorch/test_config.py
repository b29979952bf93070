"""Configurations that can be trained."""

import pytest

from worldroom_training.config import CONFIGS, INGREDIENTS, STAGES, Config, ViewConfig
from worldroom_training.contract import SEEDS
from worldroom_training.data.world_seeds import PACK_SEEDS

each_config = pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)


@each_config
def test_every_stage_has_its_share_of_the_time(config: Config) -> None:
    assert tuple(config.stages) == STAGES
    assert sum(stage.share for stage in config.stages.values()) == pytest.approx(1)
    assert all(stage.batch > 0 and stage.learning_rate > 0 for stage in config.stages.values())


@each_config
def test_views_divide_into_what_the_networks_make_of_them(config: Config) -> None:
    view, tokens = config.view, 2 * config.tokenizer.patch
    # The U-Nets halve a view four times, and hole filling uses cells of 16 pixels.
    assert view.width % 16 == 0
    assert view.height % 16 == 0
    assert view.width % tokens == 0
    assert view.height % tokens == 0
    # Faults of remembered frames come from a grid of 16 x 9 numbers.
    assert view.width * 9 == view.height * 16


@each_config
def test_widths_divide_among_heads_and_groups(config: Config) -> None:
    assert config.draw.channels[2] % config.draw.heads == 0
    assert config.imagine.width % config.imagine.heads == 0
    assert config.tokenizer.channels % 8 == 0
    assert config.tokenizer.deep_channels % 8 == 0
    assert config.draw.channels[0] % 4 == 0


@each_config
def test_worlds_of_one_use_do_not_reach_into_those_of_the_next(config: Config) -> None:
    assert SEEDS["clips"] + max(config.clips, config.look_sets) <= SEEDS["places"]
    assert SEEDS["places"] + config.places <= SEEDS["judges"]
    assert SEEDS["drawn"] + config.drawn_sets <= SEEDS["heldOut"]
    assert SEEDS["heldOut"] < SEEDS["shipped"]


def test_configs_are_known_by_their_names() -> None:
    assert all(config.name == name for name, config in CONFIGS.items())
    assert set(INGREDIENTS.values()) <= set(Config.__dataclass_fields__)


def test_the_default_view_is_the_small_config() -> None:
    # The shipped world seeds and drawn views have this size only.
    assert CONFIGS["small"].view == ViewConfig()


def test_pack_seeds_have_names_that_a_pack_may_have() -> None:
    names = [name for name, _ in PACK_SEEDS]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name.islower() for name in names)
