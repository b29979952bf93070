"""Points on surfaces, and the field that colours them."""

from pathlib import Path

import torch

from tests.with_pytorch.tiny import TINY
from worldroom_training.checkpoint import Networks
from worldroom_training.contract import SURFACE_LIGHT
from worldroom_training.export.example_inputs import random_inputs
from worldroom_training.surfaces.network import (
    PERIOD,
    SKY,
    WALL_PERIOD,
    SurfaceField,
    SurfaceGraph,
    surface_loss,
)
from worldroom_training.surfaces.rows import SurfaceRows


def point(surface: int, along: float, up: float, footprint: float = 0.01) -> tuple[torch.Tensor, ...]:
    light, air, controls = (
        torch.full((1, SURFACE_LIGHT), 0.5),
        torch.tensor([[2.0, 0.3]]),
        torch.tensor([[0.4, 0.1]]),
    )
    return (
        torch.tensor([surface], dtype=torch.int32),
        torch.tensor([[along, up, footprint]]),
        light,
        air,
        controls,
    )


def test_rows_are_read_in_their_parts(data: Path) -> None:
    surfaces, places, lights, air, controls, colours = SurfaceRows(data, 3).batch(30)
    assert surfaces.dtype == torch.int32
    assert surfaces.max() <= SKY
    assert (places.shape, lights.shape, air.shape) == ((30, 3), (30, SURFACE_LIGHT), (30, 2))
    assert (controls.shape, colours.shape) == ((30, 2), (30, 3))


def test_a_surface_repeats_and_differs_from_others(networks: Networks) -> None:
    field = networks.surface
    wall = 8
    here = field(*point(wall, 0.3, 1.1))
    assert torch.allclose(here, field(*point(wall, 0.3 - 3 * PERIOD, 1.1 + WALL_PERIOD)), atol=1e-5)
    assert not torch.allclose(here, field(*point(wall, 0.9, 1.1)))
    assert not torch.allclose(here, field(*point(wall + 1, 0.3, 1.1)))


def test_far_points_take_on_the_colour_of_the_fog(networks: Networks) -> None:
    surface, place, light, _, controls = point(3, 0.2, 0.4)
    far = networks.surface(surface, place, light, torch.tensor([[1e6, 0.3]]), controls)
    other = networks.surface(surface + 5, place + 0.5, light, torch.tensor([[1e6, 0.3]]), controls)
    assert torch.allclose(far, other, atol=1e-4)


def test_it_learns_colours(networks: Networks) -> None:
    """Two materials of one colour each."""
    field = SurfaceField(TINY.surface)
    optimiser = torch.optim.AdamW(field.parameters(), 5e-3)
    generator = torch.Generator().manual_seed(2)
    errors = []
    for _ in range(200):
        surfaces = torch.randint(0, 2, (256,), generator=generator).to(torch.int32)
        colours = torch.where(
            (surfaces == 0).unsqueeze(1), torch.tensor([0.8, 0.2, 0.1]), torch.tensor([0.1, 0.3, 0.7])
        )
        places = torch.rand(256, 3, generator=generator) * 3
        lights = torch.rand(256, SURFACE_LIGHT, generator=generator)
        air, controls = torch.zeros(256, 2), torch.rand(256, 2, generator=generator)
        loss, _ = surface_loss(field, (surfaces, places, lights, air, controls, colours))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        errors.append(float(loss.detach()))
    assert errors[-1] < 0.25 * errors[0]


def test_the_graph_colours_as_the_field_but_for_8_bits(networks: Networks) -> None:
    inputs = random_inputs(TINY, "surface", 2, torch.Generator().manual_seed(1))
    surfaces, places, lights, air, controls = inputs
    told = controls.unsqueeze(1).expand(-1, surfaces.shape[1], -1)
    with torch.no_grad():
        field = networks.surface(surfaces, places, lights, air, told).clamp(0, 1)
        graph, brightness = SurfaceGraph(networks.surface)(*inputs)
    assert (field - graph).abs().max() < 0.02
    assert brightness.shape == surfaces.shape
    assert (brightness > 0).all()
