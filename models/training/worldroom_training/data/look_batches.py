"""Batches of moments under several controls (simulator/look-set.ts, simulator/drawn-looks.ts), to train
relighting."""

import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from worldroom_training.config import Config
from worldroom_training.contract import PLAIN_RENDERS
from worldroom_training.data.look_faults import LookBatch, blurred, mirror, spoil
from worldroom_training.data.simulator import Watched
from worldroom_training.data.state_renderer import StateRenderer
from worldroom_training.data.training_looks import TrainingLooks

#: Share of drawn views, if there are any.
DRAWN = 0.5
#: Rate at which a pixel's weight decreases with the difference of a drawn view from the reference, and the
#: least weight. Where the view shows something else, the reference has no correct answer.
DIFFERENT, LEAST = 8.0, 0.1
#: Seconds between two looks for new sets, and of rendering in one of them.
LOOK_EVERY, RENDER_FOR = 5.0, 0.5


class LookStore:
    """The sets of a folder, whose number grows while the simulator runs."""

    def __init__(
        self,
        config: Config,
        folder: Path,
        seed: int,
        simulator: Watched | None = None,
        renders_on: torch.device | None = None,
    ) -> None:
        """`renders_on`: renders the simulator's states there, and makes batches there, instead of reading its
        pictures."""
        self.device = renders_on or torch.device("cpu")
        self.renderer = StateRenderer("looks", config.view, folder, renders_on) if renders_on else None
        self.config, self.folder, self.simulator = config, folder, simulator
        self.random = np.random.default_rng(seed)
        self.sets: dict[Path, TrainingLooks] = {}
        self.drawn: dict[Path, TrainingLooks] = {}
        self.looked = 0.0

    def look(self) -> None:
        if self.simulator:
            self.simulator.check()
        if self.renderer is not None:
            for path, states, frames in self.renderer.files(RENDER_FOR):
                self.sets[path] = TrainingLooks.of_states(states, frames)
        else:
            for kind, sets in (("looks", self.sets), ("drawn", self.drawn)):
                for path in self.folder.glob(f"{kind}-*.bin"):
                    if path not in sets:
                        sets[path] = TrainingLooks.of_pictures(path, self.config.view)
        self.looked = time.monotonic()

    def pick(self, drawn: bool) -> TrainingLooks:
        while not self.sets or time.monotonic() - self.looked > LOOK_EVERY:
            self.look()
            if not self.sets:
                time.sleep(0.2)
        found = list((self.drawn if drawn and self.drawn else self.sets).values())
        return found[self.random.integers(len(found))]

    def batch(self, size: int, faults: bool = True) -> LookBatch:
        """`faults`: half of the views are drawn ones, and the others get some of their faults."""
        rows: list[tuple[TrainingLooks, int, int, int]] = []
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
        stack, view = torch.stack, self.config.view
        controls = stack([of.controls[m, s] for of, m, s, _ in rows])
        asked = stack([of.controls[m, t] for of, m, _, t in rows])
        entity = stack([of.frames.entity[m] for of, m, _, _ in rows])
        batch = LookBatch(
            rgb=stack([of.rgb[m, s] for of, m, s, _ in rows]).to(torch.float32) / 255.0,
            inverse_depth=stack([of.frames.inverse_depth(m) for of, m, _, _ in rows]),
            entity=entity.to(torch.float32).unsqueeze(1) / 255.0,
            camera=stack([of.camera[m] for of, m, _, _ in rows]),
            controls=controls[:, :2],
            asked=asked_numbers(asked, self.config.relight.looks),
            target=stack([of.rgb[m, t] for of, m, _, t in rows]).to(torch.float32) / 255.0,
            weight=torch.ones(size, 1, view.height, view.width, device=self.device),
        )
        for i, (of, moment, _, _) in enumerate(rows):
            if not drawn[i]:
                continue
            plain = of.rgb[moment, 1].to(torch.float32) / 255.0
            difference = (batch.rgb[i] - plain).abs().mean(0, keepdim=True)
            batch.weight[i] = torch.exp(-DIFFERENT * blurred(difference[None], 1.5)[0]).clamp(min=LEAST)
        if faults:
            spoil(batch, torch.from_numpy(~drawn).to(self.device).reshape(-1, 1, 1, 1))
        mirror(batch)
        return batch


def asked_numbers(controls: Tensor, looks: int) -> Tensor:
    """Time of day, fog and look [B,3] -> [B,2+looks], with the look one-hot."""
    return torch.cat([controls[:, :2], F.one_hot(controls[:, 2].to(torch.int64), looks).to(torch.float32)], 1)
