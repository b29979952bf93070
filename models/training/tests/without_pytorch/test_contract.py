"""The generated contract as Python reads it."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from worldroom_training import contract
from worldroom_training.config import ConditionConfig, RelightConfig


def starts(layout: object) -> list[int]:
    return sorted(asdict(layout).values())  # type: ignore[call-overload]


def test_rows_of_entities_are_filled_without_gaps() -> None:
    assert starts(contract.ENTITY) == [0, 1, 6, 9, 18, 21, 24]
    assert contract.ENTITY.centre - contract.ENTITY.kind == len(contract.ENTITY_KINDS)
    assert contract.ENTITY.state + 1 == contract.ENTITY_FEATURES == ConditionConfig().entity_features


def test_rows_of_bodies_are_filled_without_gaps() -> None:
    layout = contract.MOTION
    assert layout.velocity == contract.SCAN_RAYS
    assert len(set(starts(layout))) == len(asdict(layout))
    assert layout.constant + 1 == contract.MOTION_FEATURES
    assert contract.MOTION_OUTPUT.contact + 1 == contract.MOTION_OUTPUTS


def test_every_graph_has_inputs_and_outputs() -> None:
    assert contract.INPUT_NAMES.keys() == contract.OUTPUT_NAMES.keys()
    names = {"condition", "imagine", "draw", "lean", "motion", "relight", "appearance", "trunk"}
    names |= {"plan", "surface", "words"}
    assert names == set(contract.INPUT_NAMES)
    assert all(contract.INPUT_NAMES.values())
    assert all(contract.OUTPUT_NAMES.values())


def test_draw_reads_what_condition_writes() -> None:
    handed_on = set(contract.OUTPUT_NAMES["condition"]) & set(contract.INPUT_NAMES["draw"])
    assert handed_on == {"conditions", "entity_maps"}
    assert "coarse_conditions" in contract.INPUT_NAMES["imagine"]


def test_every_kind_of_a_plans_cells_has_a_height() -> None:
    assert len(contract.PLAN_HEIGHTS) == len(contract.PLAN_KINDS) == contract.UNKNOWN_KIND
    assert contract.SOLID_KIND == contract.UNKNOWN_KIND + 1
    assert contract.PLAN_WINDOW == 3 * contract.PLAN_TILE
    assert 0 < contract.FIRST_LANDMARK < len(contract.WALLS)


def test_the_scale_of_inverse_depth_is_that_of_its_codes() -> None:
    assert contract.INVERSE_DEPTH_SCALE * contract.LARGEST_CODE == contract.MAXIMUM_INVERSE_DEPTH


def test_every_kind_and_colour_is_complete() -> None:
    assert set(contract.HALF_EXTENTS) == set(contract.ENTITY_KINDS)
    assert all(len(colour) == 3 for colour in contract.PLAYER_COLOURS)
    assert RelightConfig().asked == 2 + len(contract.LOOKS)


def test_numbers_are_read_not_repeated() -> None:
    """A number that a module repeats would not follow a change of the contract."""
    package = Path(contract.__file__).parent
    values = json.loads((package / "contract.json").read_text(encoding="utf-8"))
    typed = [
        str(values["mostRows"]),
        *(f"{seed:_}" for seed in values["reference"]["seeds"].values() if seed),
    ]
    typed += ["65535", "0.92, 0.16, 0.16"]
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found = [number for number in typed if number in text and path.name != "contract.py"]
        assert not found, f"{path.name} repeats {found}: import them from contract.py"


@pytest.mark.parametrize("steps", [1, 2, 5, 8])
def test_all_tokens_are_revealed_in_the_end(steps: int) -> None:
    shares = contract.revealed_shares(steps)
    assert len(shares) == steps
    assert shares == sorted(shares)
    assert 0 < shares[0] <= shares[-1] == 1
