"""Words for what views show: the locked tower, what is trained against it, and the files of a pack."""

import base64
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from tests.with_pytorch.tiny import TINY
from worldroom_training.checkpoint import Networks
from worldroom_training.contract import FIRST_LANDMARK, FLOORS, INVERSE_DEPTH_SCALE, LARGEST_CODE
from worldroom_training.words.export_words import words_graph, write_words
from worldroom_training.words.image_tower import PART, PLACES
from worldroom_training.words.labelled_parts import Parts, part_surfaces
from worldroom_training.words.phrases import HELD_OUT, SHARED, SURFACES
from worldroom_training.words.tower_session import TowerSession
from worldroom_training.words.towers import Head, TextTower, pair_loss
from worldroom_training.words.train import judge, learn
from worldroom_training.words.word_batches import WordBatches

VIEW = TINY.view


def camera(x: float = 0.0, z: float = 0.0) -> np.ndarray:
    """At (x, 1.6, z), level, looking along +z."""
    return np.array([x, 1.6, z, 1, 0, 0, 0, 1, 0, 0, 0, 1], np.float32)


def wall(metres: float) -> np.ndarray:
    code = min(LARGEST_CODE, round(1 / metres / INVERSE_DEPTH_SCALE))
    return np.full((VIEW.height, VIEW.width), code, np.uint16)


def picture(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (3, VIEW.height, VIEW.width), np.uint8)


def test_the_tower_says_where_each_part_lies(exported: tuple[Networks, Path]) -> None:
    tower = TowerSession(exported[1] / "trunk.onnx", VIEW)
    features = tower.features(picture(1), wall(2.0), camera(z=0.5))
    rows, columns = VIEW.height // PART, VIEW.width // PART
    places = features[:, -PLACES:].reshape(rows, columns, PLACES)
    heights = places[:, 0, 0]
    middle = np.arange(rows) * PART + PART // 2 + 0.5
    assert np.allclose(heights, 1.6 + 2.0 * (VIEW.height / 2 - middle) / VIEW.focal, atol=0.02)
    across = 2.0 * (np.arange(columns) * PART + PART // 2 + 0.5 - VIEW.width / 2) / VIEW.focal
    high = heights > 0.1
    assert np.allclose(places[high][:, :, 1], np.sin(np.pi * across), atol=0.05)
    # The wall runs along x, and stands on its own.
    assert not places[high][:, :, -2].any()
    assert not places[high][:, :, -1].any()


def test_a_wall_two_metres_further_along_is_the_same_place(exported: tuple[Networks, Path]) -> None:
    tower = TowerSession(exported[1] / "trunk.onnx", VIEW)
    here = tower.features(picture(2), wall(3.0), camera(x=0.3, z=0.2))
    there = tower.features(picture(2), wall(3.0), camera(x=2.3, z=4.2))
    assert np.allclose(here, there, atol=1e-3)
    other = tower.features(picture(3), wall(3.0), camera(x=0.3, z=0.2))
    assert not np.allclose(here[:, :-PLACES], other[:, :-PLACES], atol=1e-3)


def test_the_graph_embeds_as_the_head_but_for_8_bits(exported: tuple[Networks, Path]) -> None:
    trunk = exported[1] / "trunk.onnx"
    tower = TowerSession(trunk, VIEW)
    head = Head(tower.channels)
    given = (picture(4), wall(2.5), camera())
    features = tower.features(*given)
    head.mean.copy_(torch.from_numpy(features.mean(0)))
    head.deviation.copy_(torch.from_numpy(features.std(0)) + 0.1)
    session = onnxruntime.InferenceSession(words_graph(head, trunk, VIEW).SerializeToString())
    names = ("rgb", "inverse_depth", "camera")
    found = session.run(None, {name: value[None] for name, value in zip(names, given, strict=True)})[0]
    with torch.no_grad():
        wanted = head(torch.from_numpy(features)).numpy()
    likeness = (found[0].reshape(found.shape[1], -1).T * wanted).sum(1)
    assert likeness.min() > 0.99


def test_a_pack_gets_graph_words_and_entries(exported: tuple[Networks, Path], tmp_path: Path) -> None:
    (tmp_path / "trunk.onnx").write_bytes((exported[1] / "trunk.onnx").read_bytes())
    (tmp_path / "pack.json").write_text(json.dumps({"name": "a", "motion": {}, "graphs": {}, "seeds": []}))
    tower, text = TowerSession(tmp_path / "trunk.onnx", VIEW), TextTower()
    write_words(Head(tower.channels), text, VIEW, tmp_path)
    manifest = json.loads((tmp_path / "pack.json").read_text())
    assert list(manifest) == ["name", "words", "motion", "graphs", "seeds"]
    assert manifest["graphs"]["words"]["file"] == "words.onnx"
    content = json.loads((tmp_path / "words.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in content["surfaces"]] == [one.name for one in SURFACES]
    codes = np.frombuffer(base64.b64decode(content["embedding"]["codes"]), np.int8)
    scale = np.frombuffer(base64.b64decode(content["embedding"]["scale"]), "<f4")
    table = codes.reshape(content["buckets"], content["width"]) * scale
    assert np.allclose(table, text.table.weight.detach().numpy(), atol=scale.max())


def test_a_part_shows_what_most_of_its_pixels_do() -> None:
    materials = np.full((VIEW.height, VIEW.width), 255, np.uint8)
    materials[:PART, :PART] = 3
    materials[:2, :PART] = 7
    surface, share = part_surfaces(materials, VIEW, len(SURFACES))
    assert (surface[0], share[0]) == (3, 0.75)
    assert share[1] == 0


def test_towers_learn_from_parts_what_phrases_say() -> None:
    """Surfaces that are directions in the features, and phrases that are held out."""
    random = np.random.default_rng(3)
    directions = random.normal(size=(len(SURFACES), 24))
    surfaces = np.repeat(np.arange(len(SURFACES)), 40)
    noise = 0.3 * random.normal(size=(len(surfaces), 24))
    features = (directions[surfaces] + noise).astype(np.float16)
    parts = Parts(features, surfaces, np.zeros(len(surfaces), np.int64))
    head, text = learn(parts, parts, minutes=0.03)
    figures = judge(head, text, parts)
    assert figures["parts"] > 0.9
    assert figures["landmarks"] > 0.9
    assert figures["words"] > 0.6


def test_the_loss_wants_pairs_that_fit_and_no_others() -> None:
    text = TextTower()
    images, words = torch.eye(2, 32), torch.eye(2, 32)
    fitting = pair_loss(text, images, words, torch.eye(2, dtype=torch.bool))
    wrong = pair_loss(text, images, words.flip(0), torch.eye(2, dtype=torch.bool))
    assert fitting < wrong


def test_batches_hold_every_surface_and_words_of_none() -> None:
    phrases, fits = WordBatches(4).sample()
    assert fits.shape == (len(phrases), len(SURFACES))
    assert fits.any(0).all()
    assert (~fits.any(1)).any()
    assert len(FLOORS) + FIRST_LANDMARK < len(SURFACES)
    known = {phrase for surface in SURFACES for phrase in surface.phrases}
    assert not known & set(HELD_OUT)
    assert not set(SHARED) & set(HELD_OUT)
