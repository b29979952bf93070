"""Moments seen under several controls (look-set.ts, drawn-looks.ts): what relighting learns from."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from worldroom_training.config import Config

#: Renders a moment that are in the plain look, from which relighting starts (look-set.ts).
PLAIN_RENDERS = 2
#: Share of views that are drawn ones, where there are any.
DRAWN = 0.5
#: How quickly a pixel counts less the more a drawn view differs from the reference there: where it shows another
#: thing, the reference cannot say how that looks otherwise. And the least that a pixel counts.
DIFFERENT, LEAST = 8.0, 0.1


@dataclass
class LookBatch:
    """B views under one look and another."""

    rgb: Tensor  # [B,3,H,W] in [0,1], as it was drawn
    inverse_depth: Tensor  # int32 [B,H,W], codes
    entity: Tensor  # [B,1,H,W] in [0,1]
    camera: Tensor  # [B,7]
    controls: Tensor  # [B,2], of rgb
    asked: Tensor  # [B,R], of target
    target: Tensor  # [B,3,H,W] in [0,1]
    weight: Tensor  # [B,1,H,W] in [0,1], what each pixel counts


class LookSet:
    def __init__(self, path: Path, config: Config):
        header = json.loads(path.with_suffix(".json").read_text())
        height, width = config.view.height, config.view.width
        self.camera = np.array(header["cameras"], np.float32)
        self.controls = np.array(header["controls"], np.float32)  # [P,R,3]
        moments, renders, _ = self.controls.shape
        raw = np.memmap(path, np.uint8, "r")
        area = moments * height * width
        self.rgb = raw[: 3 * renders * area].reshape(moments, renders, 3, height, width)
        self.inverse_depth = (
            raw[3 * renders * area :][: 2 * area].view(np.uint16).reshape(moments, height, width)
        )
        self.entity = raw[(3 * renders + 2) * area :].reshape(moments, height, width)


class LookStore:
    """The sets on disk, growing while the simulator runs."""

    def __init__(self, config: Config, folder: Path, seed: int, simulator=None):
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
                        sets[path] = LookSet(path, self.config)
            if not self.sets:
                time.sleep(0.2)
        sets = list((self.drawn if drawn and self.drawn else self.sets).values())
        return sets[self.random.integers(len(sets))]

    def batch(self, size: int, faults: bool = True) -> LookBatch:
        """`faults`: half of the views are drawn ones, the others have some of their faults."""
        rows, drawn = [], np.zeros(size, bool)
        for i in range(size):
            drawn[i] = faults and self.random.random() < DRAWN
            of = self.pick(bool(drawn[i]))
            drawn[i] &= len(self.drawn) > 0
            moment = self.random.integers(len(of.camera))
            if drawn[i]:
                rows.append((of, moment, 0, len(of.controls[moment]) - 1))
                continue
            source = 0 if self.random.random() < 0.7 else self.random.integers(PLAIN_RENDERS)
            rows.append((of, moment, source, 1 + self.random.integers(of.rgb.shape[1] - 1)))
        stack = lambda values: torch.from_numpy(np.stack(list(values)))
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
        for i in np.flatnonzero(drawn):
            of, moment = rows[i][:2]
            plain = torch.from_numpy(np.array(of.rgb[moment, 1])).to(torch.float32) / 255.0
            difference = (batch.rgb[i] - plain).abs().mean(0, keepdim=True)
            batch.weight[i] = torch.exp(-DIFFERENT * blurred(difference[None], 1.5)[0]).clamp(min=LEAST)
        if faults:
            spoil(batch, torch.from_numpy(~drawn).reshape(-1, 1, 1, 1))
        mirror(batch)
        return batch


def blurred(x: Tensor, width: float) -> Tensor:
    """x [B,C,H,W] under a Gaussian of `width` pixels."""
    offsets = torch.arange(-3.0, 4.0)
    kernel = torch.exp(-offsets * offsets / (2 * width * width))
    across = (kernel / kernel.sum()).reshape(1, 1, 1, -1).repeat(x.shape[1], 1, 1, 1)
    padded = F.pad(x, (3, 3, 3, 3), mode="replicate")
    return F.conv2d(F.conv2d(padded, across, groups=x.shape[1]), across.transpose(2, 3), groups=x.shape[1])


def asked_numbers(controls: Tensor, looks: int) -> Tensor:
    """Time of day, fog and look [B,3] -> [B,2+looks], the look as one of so many."""
    return torch.cat([controls[:, :2], F.one_hot(controls[:, 2].to(torch.int64), looks).to(torch.float32)], 1)


def mirror(batch: LookBatch) -> None:
    """Half of the views seen in a mirror: as good a world as the other."""
    if torch.rand(()) < 0.5:
        for name in ("rgb", "inverse_depth", "entity", "target", "weight"):
            value = getattr(batch, name)
            setattr(batch, name, value.flip(value.dim() - 1))
        batch.camera = batch.camera * torch.tensor([-1.0, 1, 1, -1, 1, 1, 1])


def spoil(batch: LookBatch, rendered: Tensor) -> None:
    """Makes half of those that are `rendered` [B,1,1,1] as soft as generated ones, in colours and depths, and the truth
    with them: relighting should neither blur nor sharpen. Noise is in the view alone. Where the sun stands is not always known."""
    size = len(batch.rgb)
    width = 0.4 + 1.6 * float(torch.rand(()))
    soft = lambda x: blurred(x, width)
    chosen = (torch.rand(size, 1, 1, 1) < 0.5) & rendered
    batch.rgb = torch.where(chosen, soft(batch.rgb), batch.rgb)
    batch.target = torch.where(chosen, soft(batch.target), batch.target)
    batch.entity = torch.where(chosen, soft(batch.entity), batch.entity)
    depth = batch.inverse_depth.to(torch.float32).unsqueeze(1)
    wobble = 1 + 0.02 * F.interpolate(
        torch.randn(size, 1, 9, 16), scale_factor=depth.shape[2] / 9, mode="bilinear"
    )
    depth = torch.where(chosen, soft(depth) * wobble, depth).clamp(1, 65535)
    batch.inverse_depth = depth.squeeze(1).to(torch.int32)
    gain = 1 + 0.02 * torch.randn(size, 3, 1, 1) * chosen
    noise = 0.015 * torch.rand(size, 1, 1, 1) * chosen
    batch.rgb = (batch.rgb * gain + noise * torch.randn_like(batch.rgb)).clamp(0, 1)
    known = (torch.rand(size, 1) > 0.12).to(torch.float32)
    batch.camera = torch.cat([batch.camera[:, :3], batch.camera[:, 3:6] * known, batch.camera[:, 6:]], 1)
