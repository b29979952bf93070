"""Properties of the reprojection of keyframes and of the filling of its gaps."""

import math
from dataclasses import replace

import torch
from torch import Tensor

from tests.with_pytorch.tiny import TINY
from worldroom_training.contract import INVERSE_DEPTH_SCALE
from worldroom_training.engine_rows import Intrinsics, Pose, encode_depth, project, transform_row
from worldroom_training.reprojection.hole_filling import closed, fill_gaps, fill_holes
from worldroom_training.reprojection.reprojection import Reprojection, drop_flying

VIEW = TINY.view
EYE = Pose(0, 1.6, 0, 0, 0)


def wall(depth: float, target: Pose) -> tuple[Tensor, Tensor, Tensor]:
    """A textured wall at `depth` in front of EYE in slot 1, seen from `target`; slots 0 and 2 are empty."""
    stripes = torch.arange(VIEW.width).remainder(16).div(15).mul(255).to(torch.uint8)
    rgb = torch.zeros(1, 3, 3, VIEW.height, VIEW.width, dtype=torch.uint8)
    rgb[:, 1] = stripes
    codes = torch.zeros(1, 3, VIEW.height, VIEW.width, dtype=torch.int32)
    codes[:, 1] = encode_depth(depth)
    transforms = torch.eye(4)[:3].repeat(1, 3, 1, 1)
    transforms[0, 1] = torch.from_numpy(transform_row(EYE, target)).reshape(3, 4)
    return rgb, codes, transforms


def test_a_view_from_the_same_place_is_the_keyframe() -> None:
    rgb, codes, transforms = wall(2.0, EYE)
    values, memory, detail, previous, known, surface = Reprojection(VIEW)(rgb, codes, transforms)
    torch.testing.assert_close(values[:, :3], rgb[:, 1].float() / 255, atol=2e-3, rtol=0)
    torch.testing.assert_close(surface, torch.full_like(surface, 0.5), atol=1e-3, rtol=0)
    assert memory.min() > 0.98
    assert previous.max() == 0
    torch.testing.assert_close(known, memory)
    assert detail.min() > 0.45


def test_a_step_aside_moves_near_surfaces_by_the_engines_pixels() -> None:
    aside = Pose(4 * 2.0 / VIEW.focal, 1.6, 0, 0, 0)
    rgb, codes, transforms = wall(2.0, aside)
    values, memory, *_ = Reprojection(VIEW)(rgb, codes, transforms)
    u, _, _ = project(Intrinsics(VIEW.width, VIEW.height, VIEW.focal), aside, (0, 1.6, 2))
    shift = round(VIEW.width / 2 - u)
    assert shift == 4
    inner = slice(8, VIEW.width - 8)
    expected = torch.roll(rgb[:, 1].float() / 255, -shift, 3)[..., inner]
    torch.testing.assert_close(values[:, :3, :, inner], expected, atol=2e-2, rtol=0)
    # The part that comes into view was never seen.
    assert memory[..., : -shift - 1].min() > 0.9
    assert memory[..., -shift + 1 :].max() < 0.1


def test_a_surface_ends_where_the_keyframe_with_more_pixels_of_it_sees_past_it() -> None:
    near, far, edge = 2.0, 8.0, 0.3
    codes = torch.zeros(1, 3, VIEW.height, VIEW.width, dtype=torch.int32)
    transforms = torch.eye(4)[:3].repeat(1, 3, 1, 1)
    columns = (torch.arange(VIEW.width) + 0.5 - VIEW.width / 2) / VIEW.focal
    # To the keyframe from afar, the wall ends as much farther out as its pixels are wide.
    for slot, (x, z, overhang) in enumerate([(0.0, -4.0, 0.2), (0.5, 1.0, 0.0)], 1):
        depth = torch.where(x + columns * (near - z) < edge + overhang, near - z, far - z)
        codes[:, slot] = torch.tensor([encode_depth(float(d)) for d in depth], dtype=torch.int32)
        transforms[0, slot] = torch.from_numpy(transform_row(Pose(x, 1.6, z, 0, 0), EYE)).reshape(3, 4)
    rgb = torch.zeros(1, 3, 3, VIEW.height, VIEW.width, dtype=torch.uint8)
    *_, surface = Reprojection(VIEW)(rgb, codes, transforms)
    across = columns * near
    row = surface[0, VIEW.height // 2]
    # Not the pixel of the edge itself.
    wall, beyond = row[(across > -0.6) & (across < edge - 0.05)], row[(across > edge + 0.05) & (across < 0.6)]
    assert len(wall) > 10
    assert len(beyond) > 4
    torch.testing.assert_close(wall, torch.full_like(wall, 1 / near), atol=5e-3, rtol=0)
    torch.testing.assert_close(beyond, torch.full_like(beyond, 1 / far), atol=5e-3, rtol=0)


def near_wall_and_far_one(near: float, seen_from: Pose, far: float) -> Tensor:
    """What EYE sees of a wall at `near`, which slot 1 saw from so far off that its points lie over 20 pixels
    apart, and of one at `far`, which slot 2 saw from beyond the near one: inverse depth [H,W]."""
    codes = torch.zeros(1, 3, VIEW.height, VIEW.width, dtype=torch.int32)
    transforms = torch.eye(4)[:3].repeat(1, 3, 1, 1)
    for slot, (pose, depth) in enumerate([(seen_from, abs(seen_from.z - near)), (EYE, far)], 1):
        codes[:, slot] = encode_depth(depth)
        transforms[0, slot] = torch.from_numpy(transform_row(pose, EYE)).reshape(3, 4)
    rgb = torch.zeros(1, 3, 3, VIEW.height, VIEW.width, dtype=torch.uint8)
    *_, surface = Reprojection(VIEW)(rgb, codes, transforms)
    return surface[0]


def test_a_near_wall_hides_what_is_behind_it_though_its_points_lie_far_apart() -> None:
    near, far = 0.5, 8.0
    surface = near_wall_and_far_one(near, Pose(0, 1.6, near - 12.0, 0, 0), far)
    assert surface.sub(1 / near).abs().lt(0.01 / near).float().mean() > 0.99


def test_a_wall_that_was_seen_from_its_other_side_is_not_brought_forward() -> None:
    near, far = 0.5, 8.0
    surface = near_wall_and_far_one(near, Pose(0, 1.6, near + 12.0, math.pi, 0), far)
    # But for its points themselves.
    assert surface.sub(1 / far).abs().lt(0.01 / far).float().mean() > 0.5


def test_a_slanting_wall_keeps_its_slope_beside_a_nearer_edge() -> None:
    rgb, codes, transforms = wall(2.0, EYE)
    columns = torch.arange(VIEW.width)
    # Behind a post, and never narrower than a pixel of the keyframe: what shows is known exactly.
    slope = 0.5 - 0.3 * columns / VIEW.width
    inverse = torch.where(columns < VIEW.width // 2, slope, torch.full_like(slope, 2.0))
    codes[:, 1] = (inverse / INVERSE_DEPTH_SCALE).round().to(torch.int32)
    *_, surface = Reprojection(VIEW)(rgb, codes, transforms)
    row = surface[0, VIEW.height // 2]
    torch.testing.assert_close(row, inverse, atol=1e-3, rtol=0)


def test_views_need_not_be_multiples_of_the_widest_gaps() -> None:
    # Half of the small view: the cells in which wide gaps are closed are 16 pixels high.
    half = replace(VIEW, width=VIEW.width // 2, height=VIEW.height // 2, focal=VIEW.focal / 2)
    rgb, codes, transforms = wall(2.0, EYE)
    *_, surface = Reprojection(half)(rgb[..., ::2, ::2], codes[..., ::2, ::2], transforms)
    assert half.height % 16 > 0
    torch.testing.assert_close(surface, torch.full_like(surface, 0.5), atol=1e-3, rtol=0)


def test_a_surface_behind_the_camera_shows_nothing() -> None:
    _, memory, *_ = Reprojection(VIEW)(*wall(2.0, Pose(0, 1.6, 0, math.pi, 0)))
    assert memory.max() == 0


def test_pixels_between_two_surfaces_are_dropped_from_the_previous_frame_alone() -> None:
    inverse = torch.full((1, 2, 5, 5), 1.0)
    inverse[..., 3:] = 0.2
    inverse[..., 2] = 0.6
    found = drop_flying(inverse)
    assert not found[:, 0, :, 2].any()
    assert torch.equal(found[:, 1], inverse[:, 1])


def test_narrow_gaps_are_closed_and_wide_ones_are_not() -> None:
    planes = torch.full((1, 1, 9, 40), 0.5)
    planes[..., 5:8] = 0
    planes[..., 15:35] = 0
    filled = fill_gaps(planes, 5)
    assert (filled[..., 5:8] == 0.5).all()
    assert (filled[..., 20:30] == 0).all()
    assert (closed(planes, 5) >= planes).all()


def test_holes_take_the_colours_around_them() -> None:
    values = torch.full((1, 3, 32, 32), 0.25)
    known = torch.ones(1, 1, 32, 32)
    known[..., 10:20, 10:20] = 0
    values[..., 10:20, 10:20] = 9.0
    torch.testing.assert_close(fill_holes(values, known), torch.full_like(values, 0.25), atol=1e-2, rtol=0)
