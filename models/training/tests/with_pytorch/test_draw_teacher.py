"""A lean network learns from a dense one."""

import pytest
import torch

from tests.with_pytorch.tiny import TINY, random_networks
from worldroom_training.checkpoint import Networks
from worldroom_training.export.example_inputs import random_inputs
from worldroom_training.networks.draw_teacher import DrawTeacher


@pytest.fixture
def networks() -> Networks:
    torch.manual_seed(3)
    return random_networks()


def test_layers_that_both_have_are_handed_over(networks: Networks) -> None:
    draw, lean = networks.draw, networks.lean
    DrawTeacher(draw).begin(lean)
    x = torch.randn(1, TINY.draw.channels[2], 3, 4)
    torch.testing.assert_close(lean.from_deep(x), draw.from_deep(x), atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(lean.head.weight, draw.head.weight)


def test_a_student_comes_nearer_to_its_teacher(networks: Networks) -> None:
    teacher, lean = DrawTeacher(networks.draw), networks.lean
    teacher.begin(lean)
    inputs = random_inputs(TINY, "lean", 2, torch.Generator().manual_seed(5))
    optimiser = torch.optim.Adam(lean.parameters(), 1e-3)
    losses = []
    for _ in range(8):
        loss = teacher.loss(inputs, *lean.paint(*inputs))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.9 * losses[0]
    assert all(parameter.grad is None for parameter in networks.draw.parameters())
