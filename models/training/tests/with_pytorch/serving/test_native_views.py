"""Views that the native kernel draws together, as for a GPU, are those that it draws alone, and of graphs."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx.numpy_helper import to_array

from tests.with_pytorch.serving.shipped_settings import ARENA, shipped_settings
from worldroom_serving.picture_cache import EMPTY, Picture, PictureCache
from worldroom_serving.view_sampler import ViewSampler
from worldroom_serving.views import DRAWN, Look, View

ROOT = Path(__file__).resolve().parents[5]
LIBRARY = ROOT / "build" / "native" / "view-kernel.so"
SIZE = (512, 288)

pytestmark = pytest.mark.skipif(not LIBRARY.exists(), reason="the native kernel was not built")


def layers_of(file: Path) -> tuple[list[int], NDArray[np.float32]]:
    """Sizes of the layers of appearance.onnx, and all weights and then all biases, as in appearance.bin."""
    graph = onnx.load(str(file)).graph
    tensors = {tensor.name: to_array(tensor) for tensor in graph.initializer}
    numbers: dict[str, list[NDArray[np.float32]]] = {"MatMul": [], "Add": []}
    for node in graph.node:
        if node.op_type in numbers:
            [found] = [tensors[name] for name in node.input if name in tensors]
            numbers[node.op_type].append(found)
    biases = [bias.ravel() for bias in numbers["Add"]]
    sizes = [numbers["MatMul"][0].size // biases[0].size, *(bias.size for bias in biases)]
    parts = [*(weights.ravel() for weights in numbers["MatMul"]), *biases]
    return sizes, np.concatenate(parts).astype("<f4")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("model")
    for graph in ARENA.glob("*.onnx"):
        (to / graph.name).symlink_to(graph)
    shutil.copy(LIBRARY, to)
    layers_of(ARENA / "appearance.onnx")[1].tofile(to / "appearance.bin")
    return to


def sampler(folder: Path, threads: int, *, native: bool = True) -> ViewSampler:
    settings = shipped_settings(layers_of(ARENA / "appearance.onnx")[0] if native else [])
    cache = PictureCache(100_000_000)
    x, y = np.linspace(0, 7, SIZE[0]), np.linspace(0, 5, SIZE[1])[:, None]
    for number in (1, 2):
        rgb = np.stack([120 + 90 * np.sin(x * (1 + channel) + y + number) for channel in range(3)])
        fine = rgb.astype(np.uint8)
        depth = np.full((settings.height, settings.width), 65_535 // (10 + number))
        small = np.ascontiguousarray(fine[:, ::2, ::2])
        cache.put((1, number), Picture(small, depth.astype(np.uint16), fine))
    return ViewSampler(folder, settings, cache, threads=threads)


def view(number: int, *, known: bool = True) -> View:
    transforms = np.tile(np.eye(3, 4, dtype=np.float32), (8, 1, 1))
    transforms[:, 0, 3] = 0.05 * number
    return View(
        pictures=[(1, 1), (1, 2), *[EMPTY] * 6] if known else [EMPTY] * 8,
        keep=EMPTY,
        settled=False,
        transforms=transforms,
        entities=np.zeros((10, 25), np.float32),
        controls=np.full(2, 0.5, np.float32),
        noise=np.random.default_rng(number).random((5, 2, 144), np.float32),
        size=SIZE if number % 2 else None,
    )


def test_together_as_one_by_one(folder: Path) -> None:
    views = [view(1), view(2), view(3, known=False), view(5)]
    together, one_by_one = sampler(folder, 0), sampler(folder, 2)
    assert together.is_native
    batch, singles = together.sample(views), one_by_one.sample(views)
    together.close()
    one_by_one.close()
    assert [answer.imagined for answer in batch] == [False, False, True, False]
    for answer, single in zip(batch, singles, strict=True):
        assert (answer.state, answer.imagined) == (DRAWN, single.imagined)
        assert np.array_equal(answer.planes["coverage"], single.planes["coverage"])
        if not answer.imagined:
            assert np.mean(answer.planes["rgb"] != single.planes["rgb"]) < 0.01
        assert ("fine" in answer.planes) == ("fine" in single.planes)
    assert [answer.planes["fine"].shape for answer in (batch[0], batch[2])] == [(3, 288, 512)] * 2
    assert "fine" not in batch[1].planes


def test_draws_what_graphs_draw(folder: Path) -> None:
    native, graphs = sampler(folder, 1), sampler(folder, 1, native=False)
    [found], [expected] = native.sample([view(1)]), graphs.sample([view(1)])
    native.close()
    graphs.close()
    assert not graphs.is_native
    assert "fine" not in expected.planes
    difference = found.planes["rgb"].astype(int) - expected.planes["rgb"].astype(int)
    assert 10 * np.log10(255**2 / max(1e-6, np.mean(difference**2))) > 50
    # The detail of the fine pictures shows: stripes that the view's own size has as well, only coarser.
    enlarged = expected.planes["rgb"].repeat(2, axis=1).repeat(2, axis=2).astype(int)
    assert np.mean(np.abs(found.planes["fine"].astype(int) - enlarged)) < 6


def test_a_larger_picture_is_relit_too(folder: Path) -> None:
    server = sampler(folder, 1)
    inputs = {given.name: given for given in onnx.load(str(ARENA / "relight.onnx")).graph.input}
    length = {name: given.type.tensor_type.shape.dim[-1].dim_value for name, given in inputs.items()}
    look = Look(
        asked=np.full(length["asked"], 0.2, np.float32),
        guidance=np.ones(1, np.float32),
        camera=np.zeros(length["camera"], np.float32),
    )
    [answer] = server.sample([replace(view(1), look=look)])
    server.close()
    assert answer.planes["fine_shown"].shape == answer.planes["fine"].shape
    assert not np.array_equal(answer.planes["fine_shown"], answer.planes["fine"])


def test_without_the_library_graphs_draw(folder: Path, tmp_path: Path) -> None:
    for graph in ARENA.glob("*.onnx"):
        (tmp_path / graph.name).symlink_to(graph)
    shutil.copy(folder / "appearance.bin", tmp_path)
    (tmp_path / LIBRARY.name).write_bytes(b"made for another system")
    server = sampler(tmp_path, 1)
    [answer] = server.sample([view(1)])
    server.close()
    assert not server.is_native
    assert answer.state == DRAWN
    assert "fine" not in answer.planes
