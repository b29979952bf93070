"""What a run says of itself, as report.json."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from worldroom_training.checkpoint import Checkpoint
from worldroom_training.training_loop import StageRun


@dataclass
class Report:
    minutes: float
    device: str
    pytorch: str
    #: The renderer's shares of equal pixels and its milliseconds a view; none if the simulator renders.
    renderer: dict[str, float] | None = None
    #: Files of training data by kind.
    data: dict[str, int] = field(default_factory=dict)
    stages: list[dict[str, Any]] = field(default_factory=list)
    export_seconds: float | None = None
    speed: dict[str, Any] = field(default_factory=dict)
    #: What was left out, why, and how to do it.
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        self.notes.append(text)

    def add(self, run: StageRun, checkpoint: Checkpoint) -> None:
        rate = run.samples / max(run.seconds, 1e-6)
        total = checkpoint.progress[run.stage]["samples"]
        self.stages.append({**asdict(run), "samples_per_second": rate, "samples_in_all": total})

    def write(self, path: Path, files: list[Path]) -> None:
        content = {**asdict(self), "files": {file.name: file.stat().st_size for file in files}}
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")

    def __str__(self) -> str:
        lines = [
            f"{stage['stage']:9s} {stage['samples']:8d} samples in {stage['seconds']:.0f} s, "
            f"{stage['samples_per_second']:.1f}/s, {stage['samples_in_all']} in all"
            for stage in self.stages
        ]
        lines.append(f"data: {self.data}")
        if self.export_seconds is not None:
            lines.append(f"exported in {self.export_seconds:.0f} s")
        lines += [f"{name}: {figures}" for name, figures in self.speed.items()]
        return "\n".join([*lines, *self.notes])
