"""The renderer of the trainer paints what the reference renderer paints. Needs Node.js."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from worldroom_training.config import CONFIGS, ViewConfig
from worldroom_training.data.clip import Clip
from worldroom_training.data.look_set import LookSet
from worldroom_training.data.simulator import Simulator
from worldroom_training.renderer.entity_records import pixel_pairs, visible_bounds
from worldroom_training.renderer.reference_check import REFERENCE_FILE, REQUIRED, check_renderer, within
from worldroom_training.renderer.renderer import Frames, Renderer
from worldroom_training.renderer.tables import TABLES_FILE, RendererTables
from worldroom_training.renderer.view_states import ViewState, clip_views, look_views, read_states

VIEW = ViewConfig(width=128, height=72, focal=88.0, rate=12)
CONFIG = replace(CONFIGS["small"], view=VIEW)
CPU = torch.device("cpu")
WORLDS = (3, 4, 5)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clips and look sets of a few worlds, with pictures and as states."""
    folder = tmp_path_factory.mktemp("rendered")
    sizes = {"keyframes": 5, "moments": 5, "looks": 2}
    for kind in ("views", "looks"):
        for states in (0, 1):
            running = Simulator(CONFIG, folder, kind, 1, len(WORLDS), WORLDS[0], states=states, **sizes)
            for child, _ in running.children:
                child.wait()
            running.check()
    return folder


@pytest.fixture(scope="module")
def renderer(rendered: Path) -> Renderer:
    return Renderer(RendererTables(rendered / TABLES_FILE, CPU), VIEW)


def share_within(frames: Frames, rgb: np.ndarray, codes: np.ndarray, entity: np.ndarray) -> float:
    """The least of the shares of pixels of colours, depths and masks that agree, over all views."""
    whole = lambda values: torch.from_numpy(values.astype(np.int32))
    pairs = (
        (frames.rgb, whole(rgb), 1),
        (frames.inverse_depth, whole(codes), 1),
        (frames.entity, whole(entity), 0),
    )
    return min(within(a[i], b[i], n) for a, b, n in pairs for i in range(len(a)))


@pytest.mark.parametrize("world", WORLDS)
def test_clips_have_the_references_pixels(rendered: Path, renderer: Renderer, world: int) -> None:
    clip = Clip(rendered / f"clip-{world}.bin", VIEW)
    frames = renderer.render(clip_views(read_states(rendered / f"clip-{world}.states.gz")))
    assert np.any(clip.entity)
    assert share_within(frames, clip.rgb, clip.inverse_depth, clip.entity) >= REQUIRED


@pytest.mark.parametrize("world", WORLDS)
def test_all_looks_have_the_references_pixels(rendered: Path, renderer: Renderer, world: int) -> None:
    looks = LookSet(rendered / f"looks-{world}.bin", VIEW)
    renders = looks.rgb.shape[1]
    frames = renderer.render(look_views(read_states(rendered / f"looks-{world}.states.gz")))
    rgb = looks.rgb.reshape(-1, *looks.rgb.shape[2:])
    depth, entity = (values.repeat(renders, 0) for values in (looks.inverse_depth, looks.entity))
    assert share_within(frames, rgb, depth, entity) >= REQUIRED


def test_views_do_not_depend_on_their_batch(rendered: Path, renderer: Renderer) -> None:
    views = [
        view
        for world in WORLDS[:2]
        for view in clip_views(read_states(rendered / f"clip-{world}.states.gz"))[-2:]
    ]
    together = renderer.render(views)
    for i, view in enumerate(views):
        alone = renderer.render([view])
        assert torch.equal(alone.rgb[0], together.rgb[i])
        assert torch.equal(alone.inverse_depth[0], together.inverse_depth[i])


def test_the_machine_is_checked_before_it_renders(rendered: Path) -> None:
    found = check_renderer(rendered, VIEW, CPU)
    assert min(found.colours, found.depths, found.masks) >= REQUIRED
    assert found.milliseconds > 0


def test_a_renderer_that_differs_is_refused(
    rendered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (TABLES_FILE, REFERENCE_FILE):
        (tmp_path / name).write_bytes((rendered / name).read_bytes())
    with pytest.raises(ValueError, match="another size"):
        check_renderer(tmp_path, ViewConfig(), CPU)
    monkeypatch.setattr("worldroom_training.renderer.renderer.OFFSETS_U", (0.0, 0.0, 0.0))
    monkeypatch.setattr("worldroom_training.renderer.surface_shader.REACH", 0.8)
    with pytest.raises(ValueError, match="differs from the reference on cpu"):
        check_renderer(tmp_path, VIEW, CPU)


def test_entities_behind_the_camera_have_no_pixels(rendered: Path) -> None:
    view = clip_views(read_states(rendered / "clip-3.states.gz"))[0]
    level = ViewState(view.world, view.light, [5.0, 1.6, 5.0, 0.0, 0.0], [])
    ahead, behind, around = ([1.0, 5.0, 1.1, z, 0.0, 1.0, 1.0, 1.0, 0.0] for z in (8.0, 2.0, 5.0))
    seen, bounds = visible_bounds(level, np.array([ahead, behind, around]), VIEW)
    assert seen.tolist() == [True, False, True]
    assert 0 < bounds[0, 0] < bounds[0, 2] < VIEW.width
    assert bounds[2].tolist() == [0, 0, VIEW.width, VIEW.height]


def test_pixels_of_boxes_are_listed_row_by_row() -> None:
    pixel, which = pixel_pairs(np.array([[1, 0, 3, 2], [0, 1, 1, 2]]), [0, 1], VIEW, CPU)
    assert which.tolist() == [0, 0, 0, 0, 1]
    area = VIEW.width * VIEW.height
    assert pixel.tolist() == [1, 2, VIEW.width + 1, VIEW.width + 2, area + VIEW.width]
