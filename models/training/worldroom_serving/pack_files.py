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
    width: int
    height: int
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


class PackFileError(Exception):
    """A file that is not the one that `npm run triton` wrote."""


def read_pack(folder: Path) -> PackSettings:
    """Reads pack.json and checks the graphs beside it.

    Raises PackFileError if a graph was changed.
    """
    content: dict[str, Any] = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
    settings = PackSettings(**content)
    for name, expected in settings.graphs.items():
        found = hashlib.sha256((folder / f"{name}.onnx").read_bytes()).hexdigest()
        if found != expected:
            raise PackFileError(
                f"{name}.onnx has SHA-256 {found} instead of {expected}: "
                "write the model repository again with `npm run triton`"
            )
    return settings
