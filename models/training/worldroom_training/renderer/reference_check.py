"""Compares this renderer with pictures of the reference renderer that the simulator has left
(simulator/renderer-reference.ts)."""

import base64
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from worldroom_training.config import ViewConfig
from worldroom_training.renderer.renderer import Renderer
from worldroom_training.renderer.tables import TABLES_FILE, RendererTables
from worldroom_training.renderer.view_states import look_views, read_states

REFERENCE_FILE = "renderer-reference.gz"
#: Share of the pixels that must be within 1/255 of the reference in all colours.
REQUIRED = 0.99


@dataclass(frozen=True)
class RendererCheck:
    """Shares of pixels: colours within 1/255, depth codes within 1, equal masks; milliseconds a view."""

    colours: float
    depths: float
    masks: float
    milliseconds: float


def check_renderer(folder: Path, size: ViewConfig, device: torch.device) -> RendererCheck:
    """Raises ValueError if the pictures differ."""
    reference = read_states(folder / REFERENCE_FILE)
    if (reference["width"], reference["height"], reference["focal"]) != (size.width, size.height, size.focal):
        raise ValueError(f"{folder / REFERENCE_FILE} has views of another size; make the states anew")
    renderer = Renderer(RendererTables(folder / TABLES_FILE, device), size)
    views = look_views(reference["states"])
    renders = len(views) // len(reference["states"]["moments"])
    if device.type == "cpu":
        # Slow there: one moment under all its controls.
        views = views[:renders]
    # The first time, libraries are loaded and memory is taken.
    renderer.render(views[:1])
    start = time.perf_counter()
    frames = renderer.render(views)
    rgb, codes, entity = (value.cpu() for value in (frames.rgb, frames.inverse_depth, frames.entity))
    milliseconds = (time.perf_counter() - start) * 1000 / len(views)
    planes = lambda name, kind: torch.from_numpy(
        decoded(reference, name).view(kind).reshape(-1, size.height, size.width).astype(np.int32)
    )
    colours = planes("rgb", np.uint8).reshape(-1, *rgb.shape[1:])[: len(views)]
    moments = len(views) // renders
    found = RendererCheck(
        colours=within(rgb, colours, 1, over=1),
        depths=within(codes[::renders], planes("inverseDepth", np.uint16)[:moments], 1),
        masks=within(entity[::renders], planes("entity", np.uint8)[:moments], 0),
        milliseconds=milliseconds,
    )
    if min(found.colours, found.depths, found.masks) < REQUIRED:
        raise ValueError(f"the renderer differs from the reference on {device}: {found}")
    return found


def within(value: Tensor, reference: Tensor, allowed: int, over: int | None = None) -> float:
    """Share of the pixels that differ by at most `allowed`, in all channels (dimension `over`)."""
    difference = (value.to(torch.int32) - reference).abs()
    if over is not None:
        difference = difference.amax(over)
    return float((difference <= allowed).to(torch.float64).mean())


def decoded(reference: dict[str, Any], name: str) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.frombuffer(base64.b64decode(reference[name]), np.uint8)
