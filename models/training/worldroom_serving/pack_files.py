"""The pack of a model repository: its settings and its graphs, each checked by SHA-256."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class PackSettings:
    """What the sampler has to know of a pack. `npm run triton` writes it to pack.json."""

    name: str
    sha256: str
    """Over all graphs and settings. The engine compares it with that of its own pack."""
    graphs: dict[str, str]
    """SHA-256 of each graph by name."""
    files: dict[str, str]
    """SHA-256 of what was made of the pack for this model, by file name."""
    width: int
    height: int
    focal: float
    """Pixels."""
    slots: int
    entity_threshold: int
    """Entity mask codes from which a pixel of a drawn view is not carried on."""
    carried_from: int
    """Lowest confidence code of a pixel that is carried on."""
    covered_from: int
    """Lowest coverage code of a covered pixel."""
    imagine_threshold: float | None
    """Uncovered share from which a view is imagined. None if the pack cannot imagine."""
    imagine_steps: int
    tokens: int
    appearance: list[int]
    """Inputs and then outputs of each layer of appearance.bin. Empty where the native kernel is not there."""


class PackFileError(Exception):
    """A file that is not the one that `npm run triton` wrote."""


def read_pack(folder: Path) -> PackSettings:
    """Reads pack.json and checks the graphs beside it.

    Raises PackFileError if a graph, or a file that was made of the pack, was changed.
    """
    content: dict[str, Any] = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
    settings = PackSettings(**content)
    files = {f"{name}.onnx": expected for name, expected in settings.graphs.items()} | settings.files
    for name, expected in files.items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != expected:
            raise PackFileError(
                f"{name} has SHA-256 {found} instead of {expected}: "
                "write the model repository again with `npm run triton`"
            )
    return settings
