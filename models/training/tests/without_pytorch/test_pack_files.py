"""A model repository is only served as it was written."""

import hashlib
import json
from pathlib import Path

import pytest

from worldroom_serving.pack_files import PackFileError, read_pack

LAYERS = b"weights and biases"


def write_pack(folder: Path, graph: bytes) -> None:
    settings = {
        "name": "tiny",
        "sha256": "0" * 64,
        "graphs": {"condition": hashlib.sha256(graph).hexdigest()},
        "files": {"appearance.bin": hashlib.sha256(LAYERS).hexdigest()},
        "width": 64,
        "height": 48,
        "focal": 40.0,
        "slots": 3,
        "entity_threshold": 48,
        "carried_from": 128,
        "covered_from": 128,
        "imagine_threshold": None,
        "imagine_steps": 0,
        "tokens": 0,
        "appearance": [],
    }
    (folder / "pack.json").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "condition.onnx").write_bytes(graph)
    (folder / "appearance.bin").write_bytes(LAYERS)


def test_reads_the_settings_of_whole_graphs(tmp_path: Path) -> None:
    write_pack(tmp_path, b"a graph")
    assert read_pack(tmp_path).slots == 3


def test_refuses_a_graph_that_was_changed(tmp_path: Path) -> None:
    write_pack(tmp_path, b"a graph")
    (tmp_path / "condition.onnx").write_bytes(b"another")
    with pytest.raises(PackFileError, match=r"condition\.onnx has SHA-256 .*npm run triton"):
        read_pack(tmp_path)


def test_refuses_what_was_made_of_the_pack_and_changed(tmp_path: Path) -> None:
    write_pack(tmp_path, b"a graph")
    (tmp_path / "appearance.bin").write_bytes(b"other weights")
    with pytest.raises(PackFileError, match=r"appearance\.bin has SHA-256 "):
        read_pack(tmp_path)
