"""Features of the locked tower with the surface that each part of a view shows."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from worldroom_training.config import ViewConfig
from worldroom_training.words.image_tower import PART
from worldroom_training.words.tower_session import TowerSession

#: Views in a file of the simulator.
VIEWS = 16
#: Share of a part's pixels that its surface must have.
PURE = 0.5
#: Parts of a view that are kept: of landmarks, which are rare, and of others.
KEPT_LANDMARKS, KEPT_OTHERS = 40, 60
#: Share of views that are blurred a little, as drawn ones are.
BLURRED = 0.5
#: Code of pixels that show an entity.
ENTITY = 253


@dataclass(frozen=True)
class Parts:
    """`features` float16 [N,F], `surfaces` int64 [N] as plans count materials, `worlds` int64 [N]: seeds."""

    features: NDArray[np.float16]
    surfaces: NDArray[np.int64]
    worlds: NDArray[np.int64]

    def of(self, chosen: NDArray[np.bool_]) -> "Parts":
        return Parts(self.features[chosen], self.surfaces[chosen], self.worlds[chosen])


def labelled_files(folder: Path) -> list[Path]:
    """Complete files, in the order of their seeds."""
    return sorted(folder.glob("labels-*.bin"), key=seed_of)


def seed_of(path: Path) -> int:
    return int(path.stem.split("-")[1])


def read_parts(files: list[Path], tower: TowerSession, first_landmark: int, surfaces: int) -> Parts:
    random = np.random.default_rng(5)
    found = [world_parts(file, tower, first_landmark, surfaces, random) for file in files]
    return Parts(*(np.concatenate(column) for column in zip(*found, strict=True)))


def world_parts(
    file: Path, tower: TowerSession, first_landmark: int, surfaces: int, random: np.random.Generator
) -> tuple[NDArray[np.float16], NDArray[np.int64], NDArray[np.int64]]:
    view = tower.view
    pixels = view.height * view.width
    data = np.fromfile(file, np.uint8)
    planes = lambda start, count: data[start * VIEWS * pixels : (start + count) * VIEWS * pixels]
    rgb = planes(0, 3).reshape(VIEWS, 3, view.height, view.width)
    inverse = planes(3, 2).view(np.uint16).reshape(VIEWS, view.height, view.width)
    entity, materials = (planes(start, 1).reshape(VIEWS, view.height, view.width) for start in (5, 6))
    cameras = np.array(json.loads(file.with_suffix(".json").read_text())["cameras"], np.float32)
    features, labels = [], []
    for i in range(VIEWS):
        picture = blurred(rgb[i]) if random.random() < BLURRED else rgb[i]
        every = tower.features(picture, inverse[i], cameras[i])
        surface, share = part_surfaces(np.where(entity[i] > 0, ENTITY, materials[i]), view, surfaces)
        kept = chosen_parts(surface, share, first_landmark, random)
        features.append(every[kept].astype(np.float16))
        labels.append(surface[kept])
    surface = np.concatenate(labels)
    return np.concatenate(features), surface, np.full(len(surface), seed_of(file))


def part_surfaces(
    materials: NDArray[np.uint8], view: ViewConfig, surfaces: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The surface that most pixels of each part show, of `surfaces`, and their share; [parts], row by row."""
    rows, columns = view.height // PART, view.width // PART
    split = materials.reshape(rows, PART, columns, PART).transpose(0, 2, 1, 3).reshape(rows * columns, -1)
    counts = np.stack([(split == surface).sum(1) for surface in range(surfaces)], 1)
    return counts.argmax(1), counts.max(1) / (PART * PART)


def chosen_parts(
    surface: NDArray[np.int64],
    share: NDArray[np.float64],
    first_landmark: int,
    random: np.random.Generator,
) -> NDArray[np.int64]:
    pure = np.flatnonzero(share >= PURE)
    is_landmark = surface[pure] >= first_landmark
    return np.concatenate(
        [
            random.permutation(pure[is_landmark])[:KEPT_LANDMARKS],
            random.permutation(pure[~is_landmark])[:KEPT_OTHERS],
        ]
    )


def blurred(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Half of each pixel [3,H,W] is the mean of the nine around it."""
    wide = np.pad(rgb.astype(np.float32), ((0, 0), (1, 1), (1, 1)), mode="edge")
    height, width = rgb.shape[1:]
    around = sum(wide[:, y : y + height, x : x + width] for y in range(3) for x in range(3)) / 9
    mixed: NDArray[np.uint8] = (0.5 * rgb + 0.5 * np.asarray(around) + 0.5).astype(np.uint8)
    return mixed
