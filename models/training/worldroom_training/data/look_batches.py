"""Batches of moments under several controls (simulator/look-set.ts, simulator/drawn-looks.ts), to train
relighting."""

import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import ArrayLike
from torch import Tensor

from worldroom_training.config import Config
from worldroom_training.contract import PLAIN_RENDERS
from worldroom_training.data.look_faults import LookBatch, blurred, mirror, spoil
from worldroom_training.data.look_set import LookSet
from worldroom_training.data.simulator import Simulator

#: Share of drawn views, if there are any.
DRAWN = 0.5
#: Rate at which a pixel's weight decreases with the difference of a drawn view from the reference, and the
#: least weight. Where the view shows something else, the reference has no correct answer.
DIFFERENT, LEAST = 8.0, 0.1


class LookStore:
    """The sets on disk, whose number grows while the simulator runs."""

    def __init__(self, config: Config, folder: Path, seed: int, simulator: Simulator | None = None) -> None:
        self.config, self.folder, self.simulator = config, folder, simulator
        self.random = np.random.default_rng(seed)
        self.sets: dict[Path, LookSet] = {}
        self.drawn: dict[Path, LookSet] = {}
        self.looked = 0.0

    def pick(self, drawn: bool) -> LookSet:
        while not self.sets or time.monotonic() - self.looked > 5:
            self.looked = time.monotonic()
            if self.simulator:
                self.simulator.check()
            for kind, sets in (("looks", self.sets), ("drawn", self.drawn)):
                for path in self.folder.glob(f"{kind}-*.bin"):
                    if path not in sets:
                        sets[path] = LookSet(path, self.config.view)
            if not self.sets:
                time.sleep(0.2)
        found = list((self.drawn if drawn and self.drawn else self.sets).values())
        return found[self.random.integers(len(found))]

    def batch(self, size: int, faults: bool = True) -> LookBatch:
        """`faults`: half of the views are drawn ones, and the others get some of their faults."""
        rows: list[tuple[LookSet, int, int, int]] = []
        drawn = np.zeros(size, bool)
        for i in range(size):
            drawn[i] = faults and self.random.random() < DRAWN
            of = self.pick(bool(drawn[i]))
            drawn[i] &= len(self.drawn) > 0
            moment = int(self.random.integers(len(of.camera)))
            if drawn[i]:
                rows.append((of, moment, 0, len(of.controls[moment]) - 1))
                continue
            source = 0 if self.random.random() < 0.7 else int(self.random.integers(PLAIN_RENDERS))
            rows.append((of, moment, source, 1 + int(self.random.integers(of.rgb.shape[1] - 1))))
        controls = stack(of.controls[m, s] for of, m, s, _ in rows)
        asked = stack(of.controls[m, t] for of, m, _, t in rows)
        batch = LookBatch(
            rgb=stack(of.rgb[m, s] for of, m, s, _ in rows).to(torch.float32) / 255.0,
            inverse_depth=stack(of.inverse_depth[m].astype(np.int32) for of, m, _, _ in rows),
            entity=stack(of.entity[m] for of, m, _, _ in rows).to(torch.float32).unsqueeze(1) / 255.0,
            camera=stack(of.camera[m] for of, m, _, _ in rows),
            controls=controls[:, :2],
            asked=asked_numbers(asked, self.config.relight.looks),
            target=stack(of.rgb[m, t] for of, m, _, t in rows).to(torch.float32) / 255.0,
            weight=torch.ones(size, 1, self.config.view.height, self.config.view.width),
        )
        for i, (of, moment, _, _) in enumerate(rows):
            if not drawn[i]:
                continue
            plain = torch.from_numpy(np.array(of.rgb[moment, 1])).to(torch.float32) / 255.0
            difference = (batch.rgb[i] - plain).abs().mean(0, keepdim=True)
            batch.weight[i] = torch.exp(-DIFFERENT * blurred(difference[None], 1.5)[0]).clamp(min=LEAST)
        if faults:
            spoil(batch, torch.from_numpy(~drawn).reshape(-1, 1, 1, 1))
        mirror(batch)
        return batch


def asked_numbers(controls: Tensor, looks: int) -> Tensor:
    """Time of day, fog and look [B,3] -> [B,2+looks], with the look one-hot."""
    return torch.cat([controls[:, :2], F.one_hot(controls[:, 2].to(torch.int64), looks).to(torch.float32)], 1)


def stack(values: Iterable[ArrayLike]) -> Tensor:
    return torch.from_numpy(np.stack([np.asarray(value) for value in values]))
