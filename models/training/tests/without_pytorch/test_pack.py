"""A pack's manifest, and the phrases that train its prompt encoder."""

import hashlib
import json
import random
from pathlib import Path

from worldroom_training.config import CONFIGS
from worldroom_training.contract import FLOORS, INPUT_NAMES, LOOKS, WALLS
from worldroom_training.export.manifest import CONTROLS, manifest, write_manifest
from worldroom_training.export.prompt_phrases import (
    PLAN_CONTROLS,
    Meaning,
    PhraseSource,
    misspelt,
    vocabulary,
)
from worldroom_training.paths import ROOT


def test_the_shipped_manifest_is_what_is_written_today(tmp_path: Path) -> None:
    arena = ROOT / "models/arena"
    shipped = json.loads((arena / "pack.json").read_text(encoding="utf-8"))
    for seed in shipped["seeds"]:
        folder = tmp_path / "seeds" / seed["name"]
        folder.mkdir(parents=True)
        (folder / "seed.json").write_text(json.dumps({"title": seed["title"]}))
    assert set(shipped["graphs"]) <= set(INPUT_NAMES)
    graphs = {name: f"{name}.onnx" for name in INPUT_NAMES if name in shipped["graphs"]}
    for name, file in graphs.items():
        (tmp_path / file).write_bytes(name.encode())
    write_manifest(CONFIGS["small"], tmp_path, graphs, shipped["relight"]["prompt"], "arena", "The Arena")
    written = json.loads((tmp_path / "pack.json").read_text(encoding="utf-8"))
    sums = {name: graph.pop("sha256") for name, graph in written["graphs"].items()}
    assert sums == {name: hashlib.sha256(name.encode()).hexdigest() for name in graphs}
    for graph in shipped["graphs"].values():
        del graph["sha256"]
    # The trainer of words adds their file itself, after the pack is written.
    del shipped["words"]
    assert written == shipped


def test_settings_of_plans_are_written_with_their_graph_alone(tmp_path: Path) -> None:
    (tmp_path / "plan.onnx").write_bytes(b"plan")
    for graphs in ({}, {"plan": "plan.onnx"}):
        written = manifest(CONFIGS["small"], "arena", "The Arena", tmp_path, graphs, {})
        assert ("plan" in written) == ("plan" in graphs)
    assert sum(len(names) for names in written["plan"]["materials"].values()) == len(FLOORS) + len(WALLS)


def test_every_look_can_be_asked_for_by_its_name() -> None:
    theme = next(i for i, control in enumerate(CONTROLS) if control["name"] == "theme")
    meanings = {meaning.phrase: meaning for meaning in vocabulary(CONTROLS)}
    for value, look in enumerate(LOOKS):
        assert meanings[look] == Meaning(look, theme, value)


def test_no_phrase_means_two_things() -> None:
    meanings: dict[str, set[tuple[int, float]]] = {}
    for phrase, control, value in vocabulary([*CONTROLS, *PLAN_CONTROLS]):
        meanings.setdefault(phrase, set()).add((control, value))
    assert [phrase for phrase, values in meanings.items() if len(values) > 1] == []


def test_samples_are_of_all_topics_and_the_same_for_a_seed() -> None:
    controls = [*CONTROLS, *PLAN_CONTROLS]
    first, again = (PhraseSource(controls, random.Random(5)).sample() for _ in range(2))
    assert first == again
    source = PhraseSource(controls, random.Random(6))
    examples = [source.sample() for _ in range(500)]
    assert {example.topic for example in examples} == set(range(2 + len(controls)))
    for example in examples:
        assert (example.control >= 0) == (example.topic >= 2)


def test_common_words_are_learned_as_strange_unless_they_or_a_form_of_them_speak_of_a_control() -> None:
    source = PhraseSource([*CONTROLS, *PLAN_CONTROLS], random.Random(8))
    assert {"elephant", "steps", "yesterday"} <= set(source.common)
    assert {"garden", "gardens", "gardening", "fog", "the"}.isdisjoint(source.common)


def test_misspelt_words_differ_by_a_letter_or_two() -> None:
    lots = random.Random(7)
    words = [misspelt("twilight", lots) for _ in range(200)]
    assert len(set(words)) > 5
    assert all(abs(len(word) - len("twilight")) <= 1 for word in words)
    assert all(misspelt("fog", lots) == "fog" for _ in range(50))
