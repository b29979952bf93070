"""Properties of the networks that do not depend on training."""

import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from tests.with_pytorch.tiny import TINY
from worldroom_training.checkpoint import Networks
from worldroom_training.contract import INVERSE_DEPTH_SCALE, revealed_shares
from worldroom_training.engine_rows import (
    Body,
    Entity,
    Intent,
    Intrinsics,
    Physics,
    Pose,
    entity_row,
    motion_row,
    project,
)
from worldroom_training.networks.attention import multi_head_attention
from worldroom_training.networks.box_intersection import crossing, own_axes
from worldroom_training.networks.draw import carried_share
from worldroom_training.networks.imagine import ImagineGraph
from worldroom_training.networks.motion import free_fall
from worldroom_training.networks.token_sampling import draw_code, find_stretch
from worldroom_training.networks.tokenizer import Tokenizer
from worldroom_training.pixel_rays import pixel_rays

VIEW = TINY.view
EYE = Pose(0, 1.6, 0, 0, 0)


def test_attention_is_scaled_dot_product_attention() -> None:
    qkv = torch.randn(2, 7, 3 * 12)
    q, k, v = qkv.reshape(2, 7, 3, 4, 3).permute(2, 0, 3, 1, 4).unbind(0)
    expected = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(2, 7, 12)
    torch.testing.assert_close(multi_head_attention(qkv, 4), expected)


def test_rays_go_through_the_pixels_that_the_engine_projects_to() -> None:
    rays = pixel_rays(VIEW.width, VIEW.height, VIEW.focal)
    intrinsics = Intrinsics(VIEW.width, VIEW.height, VIEW.focal)
    for pixel in (0, 70, VIEW.width * VIEW.height - 1):
        x, y, z = (float(value) for value in rays[:, pixel])
        u, v, _ = project(intrinsics, Pose(0, 0, 0, 0, 0), (3 * x, 3 * y, 3 * z))
        assert u == pytest.approx(pixel % VIEW.width + 0.5, abs=1e-4)
        assert v == pytest.approx(pixel // VIEW.width + 0.5, abs=1e-4)


@pytest.mark.parametrize("yaw", [0.0, 0.7, -2.0])
def test_a_ray_at_an_entity_crosses_its_box_around_its_centre(yaw: float) -> None:
    entity = Entity("player", 0.4, 1.3, 4.0, yaw, (1, 0, 0), 0)
    row = torch.from_numpy(entity_row(EYE, entity))[None]
    centre = row[0, 6:9]
    aimed, past = centre / centre[2], torch.tensor([2.0, 0.0, 1.0])
    origin, direction, _ = own_axes(row, torch.stack([aimed, past], 1)[None])
    enter, leave = crossing(origin, direction)
    assert enter[0, 0] < centre[2] < leave[0, 0]
    assert leave[0, 0] - enter[0, 0] < 1.0
    assert leave[0, 1] <= enter[0, 1]


def test_entities_are_asked_about_where_they_stand_and_show(networks: Networks) -> None:
    entity = Entity("block", 0, 1.6, 3.0, 0.3, (1, 0, 0), 0)
    rows = torch.zeros(2, 3, TINY.condition.entity_features)
    rows[0, 1] = torch.from_numpy(entity_row(EYE, entity))
    nothing, wall_before = (
        torch.zeros(1, VIEW.height, VIEW.width),
        torch.full((1, VIEW.height, VIEW.width), 1.0),
    )
    which, pixels = networks.figures.pairs(rows, torch.cat([nothing, nothing]))
    # The block is the second entity of the first view; one pair is always present.
    assert set(which[:-1].tolist()) == {1}
    middle = VIEW.height // 2 * VIEW.width + VIEW.width // 2
    assert middle in pixels.flatten().tolist()
    assert len(networks.figures.pairs(rows, torch.cat([wall_before, nothing]))[0]) == 1
    maps = networks.figures(rows, torch.zeros(2, 2), torch.cat([nothing, nothing]))
    assert maps[0, 3].max() > 0
    assert not maps[1].any()


def test_what_only_the_last_frame_knows_is_carried_on(networks: Networks) -> None:
    conditions, entities = (
        torch.rand(1, 10, VIEW.height, VIEW.width),
        torch.zeros(1, 5, VIEW.height, VIEW.width),
    )
    conditions[:, 3], conditions[:, 4] = 0, 1
    coarse, controls = torch.zeros(1, 4, VIEW.height // 2, VIEW.width // 2), torch.rand(1, 2)
    rgb, root, _, _ = networks.draw(conditions, entities, coarse, torch.zeros(1), controls)
    assert carried_share(conditions, entities).min() == 1
    torch.testing.assert_close(rgb, conditions[:, 6:9], atol=1e-4, rtol=0)
    # There are no entities, so the depth is nearly the known one.
    torch.testing.assert_close(root, conditions[:, 5:6], atol=0.1, rtol=0)


def test_tokens_are_the_codes_of_their_levels() -> None:
    tokenizer = Tokenizer(TINY).eval()
    view = torch.rand(2, 4, VIEW.height // 2, VIEW.width // 2)
    tokens = tokenizer.encode(view)
    assert tokens.shape == (2, tokenizer.rows * tokenizer.columns)
    codes = tokenizer.split(tokens)
    assert int(codes.max()) < tokenizer.codes
    again = sum(code * tokenizer.codes**part for part, code in enumerate(codes))
    assert torch.equal(torch.as_tensor(again), tokens)
    torch.testing.assert_close(tokenizer.decode(tokens), tokenizer(view))
    levels = tokenizer.levels_of(tokens)
    assert levels.min() >= -1
    assert levels.max() <= 1


def test_codes_are_drawn_as_often_as_they_are_likely() -> None:
    logits = torch.tensor([0.0, 1.0, -1.0, 2.0, 0.5, -3.0])
    count = 20_000
    noise = (torch.arange(count) + 0.5).div(count)[None]
    codes, chance = draw_code(logits.expand(1, count, -1), noise, block=2)
    likely = torch.softmax(logits, 0)
    shares = torch.bincount(codes.flatten(), minlength=6) / count
    torch.testing.assert_close(shares, likely, atol=2e-3, rtol=0)
    torch.testing.assert_close(chance, likely[codes], atol=1e-5, rtol=1e-4)


def test_a_stretch_holds_the_noise() -> None:
    weights = torch.tensor([[[0.1, 0.4, 0.5]]])
    for noise, expected in ((0.05, 0), (0.3, 1), (0.95, 2), (1.0, 2)):
        index, weight, within = find_stretch(weights, torch.tensor([[noise]]))
        assert int(index) == expected
        assert float(weight) == pytest.approx(float(weights[0, 0, expected]))
        assert 0 < float(within) < 1


def test_decoding_ends_with_all_tokens_and_keeps_those_revealed(networks: Networks) -> None:
    graph = ImagineGraph(networks.imagine, networks.tokenizer).eval()
    count = networks.imagine.tokens
    conditions = torch.rand(3, 5, VIEW.height // 2, VIEW.width // 2)
    tokens, known = torch.zeros(3, count, dtype=torch.int64), torch.zeros(3, count)
    for share in revealed_shares(TINY.imagine.steps):
        before, revealed = tokens, known
        noise, order = torch.rand(2, 3, count)
        with torch.no_grad():
            tokens, known, coarse = graph(conditions, tokens, known, noise, order, torch.full((3,), share))
        assert torch.equal(tokens[revealed > 0.5], before[revealed > 0.5])
        assert (known >= revealed).all()
        torch.testing.assert_close(known.mean(1), torch.full((3,), share), atol=1 / count, rtol=0)
    assert known.min() == 1
    torch.testing.assert_close(coarse, networks.tokenizer.decode(tokens))


def features(kind: str, vy: float, height: float) -> Tensor:
    body = Body(kind, 0, height, 0, 0.5, 1.0, vy, -0.5)
    physics = Physics(9.8, 0.8, 0.6)
    row = motion_row(body, Intent(0, 0, False), physics, [4.0] * 32, 1 / 12)
    return torch.from_numpy(row)[None]


def test_free_fall_follows_from_the_engines_features() -> None:
    vy, height, step = -1.5, 1.2, 1 / 12
    after, speed, bounced, left = free_fall(features("ball", vy, height))[0].tolist()
    assert after / 4 == pytest.approx(height + vy * step - 0.5 * 9.8 * step**2, abs=1e-5)
    impact = math.sqrt(vy**2 + 2 * 9.8 * height)
    assert speed * 4 == pytest.approx(impact, rel=1e-5)
    assert bounced * 4 == pytest.approx(0.6 * impact, rel=1e-5)
    assert left == pytest.approx(step - (vy + impact) / 9.8, abs=1e-5)


def test_motion_begins_with_a_body_that_goes_on_as_it_does() -> None:
    motion = Networks(TINY).motion
    row = features("player", 0.0, 0.0)
    change = motion(row)[0].detach()
    torch.testing.assert_close(change[3:6], row[0, 32:35], atol=1e-6, rtol=0)
    torch.testing.assert_close(change[:3], row[0, 32:35] * 4 / 12, atol=1e-6, rtol=0)


def test_relighting_follows_guidance(networks: Networks) -> None:
    views, controls = 2, torch.rand(2, 2)
    rgb = torch.rand(views, 3, VIEW.height, VIEW.width)
    inverse = torch.full((views, 1, VIEW.height, VIEW.width), 2000 * INVERSE_DEPTH_SCALE)
    entity, camera = torch.zeros(views, 1, VIEW.height, VIEW.width), torch.rand(views, 7)
    asked, told = torch.rand(views, TINY.relight.asked), torch.ones(views, 1)
    with torch.no_grad():
        one = networks.relight(rgb, inverse, entity, camera, controls, asked, told)
        both = torch.cat([asked, asked]), torch.cat([told, 0 * told])
        two = networks.relight(rgb, inverse, entity, camera, controls, *both, looks=2)
    torch.testing.assert_close(two[:views], one)
    assert (two[views:] - one).abs().max() > 0
