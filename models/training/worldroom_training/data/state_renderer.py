"""Renders the simulator's states file by file, while it writes them."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from worldroom_training.config import ViewConfig
from worldroom_training.data.training_clip import StoredFrames
from worldroom_training.renderer.renderer import Renderer
from worldroom_training.renderer.tables import TABLES_FILE, RendererTables
from worldroom_training.renderer.view_states import ViewState, clip_views, look_views, read_states

#: Pixels that are rendered together: what fits the cache of a CPU, and what keeps a GPU busy.
PIXELS_TOGETHER = {"cpu": 150_000, "cuda": 3_600_000}
#: Share of a GPU's memory, and bytes of a CPU's, that the rendered files of one kind may take.
GPU_SHARE, CPU_BYTES = 0.2, 2 << 30

RenderedFile = tuple[Path, dict[str, Any], StoredFrames]


class StateRenderer:
    """The files <kind>-*.states.gz of a folder."""

    def __init__(self, kind: str, view: ViewConfig, folder: Path, device: torch.device) -> None:
        self.kind, self.view, self.folder, self.device = kind, view, folder, device
        self.known: set[Path] = set()
        self.renderer: Renderer | None = None
        #: Bytes that the frames of all files may take together.
        self.most = (
            int(torch.cuda.mem_get_info(device)[1] * GPU_SHARE) if device.type == "cuda" else CPU_BYTES
        )

    def files(self, seconds: float) -> Iterator[RenderedFile]:
        """Files that were not rendered before, for about so many seconds."""
        end = time.monotonic() + seconds
        for path in sorted(
            self.folder.glob(f"{self.kind}-*.states.gz"), key=lambda path: path.stat().st_mtime
        ):
            if path in self.known:
                continue
            self.known.add(path)
            states = read_states(path)
            yield path, states, self.render(clip_views(states) if self.kind == "clip" else look_views(states))
            if time.monotonic() > end:
                return

    def render(self, views: list[ViewState]) -> StoredFrames:
        if self.renderer is None:
            self.renderer = Renderer(RendererTables(self.folder / TABLES_FILE, self.device), self.view)
        pixels = PIXELS_TOGETHER.get(self.device.type, PIXELS_TOGETHER["cpu"])
        together = max(1, pixels // (self.view.width * self.view.height))
        parts = [
            StoredFrames.of(self.renderer.render(views[first : first + together]))
            for first in range(0, len(views), together)
        ]
        return StoredFrames.together(parts)
