"""Python writes the same rows as the engine, bit for bit."""

import copy
import math
from typing import Any

import pytest

from tests.golden import SHA256, VECTORS, bits, digest, floats
from worldroom_training.contract import carried_from, revealed_shares
from worldroom_training.engine_rows import (
    Body,
    Entity,
    Intent,
    Intrinsics,
    MotionChange,
    Physics,
    Pose,
    decode_depth,
    encode_depth,
    entity_row,
    motion_row,
    motion_target_row,
    project,
    relight_camera_row,
    transform_row,
)
from worldroom_training.export import prompt_ngrams
from worldroom_training.export.prompt_ngrams import ngrams

Case = dict[str, Any]


def point(value: Case) -> tuple[float, float, float]:
    return value["x"], value["y"], value["z"]


def written(kind: str, case: Case) -> str:
    """Python's output for a case's inputs."""
    if kind == "entities":
        colour = tuple(case["entity"]["colour"])
        return bits(entity_row(Pose(**case["camera"]), Entity(**{**case["entity"], "colour": colour})))
    if kind == "transforms":
        return bits(transform_row(Pose(**case["source"]), Pose(**case["target"])))
    if kind == "projections":
        return bits(project(Intrinsics(**case["intrinsics"]), Pose(**case["camera"]), point(case["point"])))
    if kind == "relightCameras":
        return bits(relight_camera_row(Pose(**case["camera"]), case["sun"]))
    if kind == "motionFeatures":
        body, intent, physics = Body(**case["body"]), Intent(**case["intent"]), Physics(**case["physics"])
        return bits(motion_row(body, intent, physics, case["scan"], case["timeStep"]))
    return bits(motion_target_row(case["heading"], MotionChange(**case["change"])))


KINDS = ["entities", "transforms", "projections", "relightCameras", "motionFeatures", "motionTargets"]
CASES = [(kind, case) for kind in KINDS for case in VECTORS[kind]]


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_rows_have_the_engines_bits(kind: str, case: Case) -> None:
    assert written(kind, case) == case["row"]


@pytest.mark.parametrize(("kind", "case"), [(kind, VECTORS[kind][-1]) for kind in KINDS])
def test_one_changed_bit_of_a_row_is_seen(kind: str, case: Case) -> None:
    row = case["row"].split()
    for place in range(len(row)):
        for bit in range(32):
            changed = [*row]
            changed[place] = f"{int(row[place], 16) ^ (1 << bit):08x}"
            assert written(kind, case) != " ".join(changed)


def test_inputs_are_those_that_were_written() -> None:
    assert digest(VECTORS) == SHA256


def test_one_changed_bit_of_an_input_is_seen() -> None:
    changed = copy.deepcopy(VECTORS)
    camera = changed["entities"][-1]["camera"]
    camera["yaw"] = math.nextafter(camera["yaw"], math.inf)
    assert digest(changed) != SHA256


@pytest.mark.parametrize("case", VECTORS["inverseDepth"]["encoded"])
def test_depths_become_the_engines_codes(case: Case) -> None:
    assert encode_depth(math.inf if case["depth"] is None else case["depth"]) == case["code"]


@pytest.mark.parametrize("case", VECTORS["inverseDepth"]["decoded"])
def test_codes_become_the_engines_depths(case: Case) -> None:
    assert bits([decode_depth(case["code"])]) == case["depth"]


@pytest.mark.parametrize("case", VECTORS["revealedShares"])
def test_tokens_are_revealed_as_the_sampler_does(case: Case) -> None:
    assert bits(revealed_shares(case["steps"])) == case["shares"]


@pytest.mark.parametrize("case", VECTORS["carriedFrom"])
def test_pixels_are_carried_from_the_engines_confidence_on(case: Case) -> None:
    assert carried_from(case["confidence"]) == case["code"]


@pytest.mark.parametrize("case", VECTORS["phrases"])
def test_phrases_have_the_engines_rows(case: Case) -> None:
    assert (case["longest"], case["buckets"]) == (prompt_ngrams.LONGEST_NGRAM, prompt_ngrams.BUCKETS)
    assert ngrams(case["phrase"]) == case["rows"]


def test_bits_and_numbers_are_each_others_inverse() -> None:
    row = VECTORS["entities"][0]["row"]
    assert bits(floats(row)) == row
