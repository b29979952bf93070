"""Leaves what a run has made as one archive in parts that are small enough to copy from anywhere.

cat run.tar.* | tar x -C build/training        # then --export-only, or train on
"""

import filecmp
import io
import tarfile
from pathlib import Path

import torch

from worldroom_training.checkpoint import Checkpoint

#: Bytes of a file that is left, at most.
MAXIMUM = 16 * 10**6
PART = MAXIMUM - 10**5
#: Place of the pack below build/training.
PACK = "run/pack"


class Parts(io.RawIOBase):
    """A file for writing that goes on in another one when it is full."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[Path] = []
        self.room = 0

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | memoryview") -> int:  # type: ignore[override]
        rest = memoryview(data)
        while len(rest):
            if self.room == 0:
                self.files.append(self.folder / f"run.tar.{len(self.files):02d}")
                self.files[-1].write_bytes(b"")
                self.room = PART
            piece = rest[: self.room]
            with self.files[-1].open("ab") as file:
                file.write(piece)
            self.room -= len(piece)
            rest = rest[len(piece) :]
        return len(data)


def write_archive(
    checkpoint: Checkpoint, stages: list[str], pack: Path, shipped: Path, out: Path
) -> list[Path]:
    """Writes the checkpoints of the stages, and what the pack has that the `shipped` one has not, to
    out/run.tar.00 and so on; paths in it are those below build/training."""
    for old in out.glob("run.tar.*"):
        old.unlink()
    parts = Parts(out)
    with tarfile.open(fileobj=parts, mode="w|") as archive:
        for stage in stages:
            weights = io.BytesIO()
            torch.save(half(checkpoint, stage), weights)
            entry = tarfile.TarInfo(f"{checkpoint.networks.config.name}/{stage}.pt")
            entry.size = weights.tell()
            weights.seek(0)
            archive.addfile(entry, weights)
        # World seeds are those of the default pack, and checkpoint.pt repeats the stages.
        for file in sorted(pack.glob("*")):
            if file.is_file() and file.name != "checkpoint.pt" and not same(file, shipped / file.name):
                archive.add(file, f"{PACK}/{file.name}")
    return parts.files


def same(file: Path, other: Path) -> bool:
    return other.exists() and filecmp.cmp(file, other, shallow=False)


def half(checkpoint: Checkpoint, stage: str) -> dict[str, object]:
    """A stage's checkpoint in the form of Checkpoint.save: the averages alone, in half precision."""
    state = checkpoint.averages.of(stage).state_dict()
    averages = {key: value.to("cpu", torch.float16) for key, value in state.items()}
    progress = checkpoint.progress[stage]
    return {"weights": averages, "averages": averages, "progress": progress, "optimiser": None}
