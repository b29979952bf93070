"""A lean draw network learns from a dense one."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.with_pytorch.tiny import TINY
from worldroom_training.config import DrawConfig
from worldroom_training.export.example_inputs import random_inputs
from worldroom_training.networks.draw import Draw
from worldroom_training.networks.draw_teacher import DrawTeacher, read_teacher, save_teacher

LEAN = replace(TINY, draw=DrawConfig(blocks=(1, 1, 1), expansion=2, sharpening=8))


@pytest.fixture(scope="module")
def teacher() -> DrawTeacher:
    torch.manual_seed(3)
    dense = Draw(replace(TINY, draw=DrawConfig()))
    with torch.no_grad():
        for parameter in dense.parameters():
            parameter.add_(0.02 * torch.randn_like(parameter))
    return DrawTeacher(LEAN, dense.state_dict())


def test_layers_that_both_have_are_handed_over(teacher: DrawTeacher) -> None:
    student = Draw(LEAN)
    teacher.begin(student)
    channels = teacher.draw.from_deep.in_channels
    x = torch.randn(1, int(channels), 3, 4)
    torch.testing.assert_close(student.from_deep(x), teacher.draw.from_deep(x), atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(student.head.weight, teacher.draw.head.weight)


def test_a_student_comes_nearer_to_its_teacher(teacher: DrawTeacher) -> None:
    student = Draw(LEAN)
    teacher.begin(student)
    inputs = random_inputs(LEAN, "draw", 2, torch.Generator().manual_seed(5))
    optimiser = torch.optim.Adam(student.parameters(), 1e-3)
    losses = []
    for _ in range(8):
        loss = teacher.loss(inputs, *student.paint(*inputs))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.9 * losses[0]
    assert all(parameter.grad is None for parameter in teacher.parameters())


def test_a_teacher_is_read_from_its_file(teacher: DrawTeacher, tmp_path: Path) -> None:
    file = tmp_path / "teacher.pt"
    assert read_teacher(LEAN, file) is None
    save_teacher(teacher.draw.state_dict(), file)
    again = read_teacher(LEAN, file)
    assert again is not None
    torch.testing.assert_close(again.draw.head.weight, teacher.draw.head.weight, atol=1e-3, rtol=1e-2)


def test_networks_that_it_does_not_fit_have_none(teacher: DrawTeacher, tmp_path: Path) -> None:
    file = tmp_path / "teacher.pt"
    save_teacher(teacher.draw.state_dict(), file)
    assert read_teacher(replace(TINY, draw=DrawConfig()), file) is None
    assert read_teacher(TINY, file) is None
