"""Fixtures of several tests."""

from pathlib import Path

import pytest
import torch

from tests.with_pytorch.tiny import TINY, random_networks, write_data
from worldroom_training.checkpoint import Checkpoint, Networks
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.export.graphs import export_graphs


@pytest.fixture(autouse=True)
def _reproducible() -> None:
    torch.manual_seed(3)
    torch.set_num_threads(1)


@pytest.fixture
def networks() -> Networks:
    return random_networks()


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Networks, Path]:
    """Random networks and a folder with all their graphs, exported once because exporting takes longest."""
    torch.manual_seed(8)
    made = random_networks()
    folder = tmp_path_factory.mktemp("graphs")
    export_graphs(made, folder)
    return made, folder


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_data(folder)
    return folder


@pytest.fixture
def store(data: Path) -> ClipStore:
    return ClipStore(TINY, data, None, seed=5)


@pytest.fixture
def checkpoint(tmp_path: Path) -> Checkpoint:
    return Checkpoint(TINY, tmp_path / "checkpoint")
