"""The loop around a stage: gradient steps, running averages, reports and checkpoints, for so many seconds."""

import time
from dataclasses import dataclass

import torch
from torch import Tensor

from worldroom_training.checkpoint import Checkpoint
from worldroom_training.config import Config
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.mixed_precision import mixed_precision
from worldroom_training.prefetch import Prefetch
from worldroom_training.stages.registry import STAGE_CLASSES

SAVE_SECONDS = 240
REPORT_SECONDS = 20
WARM_UP_STEPS = 100
#: Motion's errors are millimetres, and the edges of shadows that surfaces learn are as sharp.
FULL_PRECISION = {"motion", "surface"}


def learning_rate(peak: float, step: int, elapsed: float) -> float:
    """Warm-up, plateau, then linear decay over the last 30 % of this run's time (elapsed in [0, 1])."""
    return peak * min(1.0, (step + 1) / WARM_UP_STEPS) * min(1.0, max(0.03, (1 - elapsed) / 0.3))


class StageTraining:
    """One stage's network with its optimiser; goes on from the checkpoint's state of both."""

    def __init__(
        self, name: str, config: Config, checkpoint: Checkpoint, store: ClipStore, device: torch.device
    ) -> None:
        self.name, self.checkpoint, self.device = name, checkpoint, device
        self.settings, self.progress = config.stages[name], checkpoint.progress[name]
        self.network = checkpoint.networks.of(name).to(device).train()
        checkpoint.averages.of(name).to(device)
        self.stage = STAGE_CLASSES[name](config, checkpoint.networks, store, device)
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=self.settings.learning_rate, betas=(0.9, 0.99), weight_decay=1e-3
        )
        if name in checkpoint.optimisers:
            self.optimiser.load_state_dict(checkpoint.optimisers[name])

    def step(self, prepared: tuple[Tensor, ...], rate: float) -> dict[str, Tensor]:
        """One gradient step at a learning rate; returns the loss and the stage's own figures."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        mixed = mixed_precision(self.device) and self.name not in FULL_PRECISION
        with torch.autocast(self.device.type, torch.bfloat16, enabled=mixed):
            loss, figures = self.stage.learn(prepared)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.progress["samples"] += self.settings.batch
        self.checkpoint.average(self.name, self.progress["samples"] // self.settings.batch)
        return {"loss": loss.detach(), **figures}

    def save(self, seconds: float) -> None:
        """Writes the checkpoint; `seconds` were spent since the last time."""
        self.progress["seconds"] += seconds
        self.checkpoint.save(self.name, self.optimiser.state_dict())


class Report:
    """Means of figures since the last line."""

    def __init__(self) -> None:
        #: On the device that trains: reading a number there would wait for all steps before it.
        self.sums: dict[str, Tensor] = {}
        self.steps = 0

    def add(self, figures: dict[str, Tensor]) -> None:
        self.steps += 1
        for key, value in figures.items():
            self.sums[key] = self.sums[key] + value if key in self.sums else value

    def means(self) -> dict[str, float]:
        return {key: float(value) / self.steps for key, value in self.sums.items()}

    def __str__(self) -> str:
        return "  ".join(f"{key} {value:.4f}" for key, value in self.means().items())


@dataclass(frozen=True)
class StageRun:
    """What a stage did in one run; `figures`: means of its last report."""

    stage: str
    samples: int
    seconds: float
    figures: dict[str, float]


def train_stage(
    name: str,
    store: ClipStore,
    config: Config,
    checkpoint: Checkpoint,
    seconds: float,
    device: torch.device,
    punctual: bool = False,
) -> StageRun:
    """`punctual`: ends after so many seconds even if there was no data for a single step."""
    end = time.monotonic() + seconds
    short = seconds if punctual else float("inf")
    prefetch = Prefetch(name, config, checkpoint.networks, store, device, short)
    try:
        training = StageTraining(name, config, checkpoint, store, device)
        return run(training, prefetch, max(1e-3, end - time.monotonic()), punctual)
    finally:
        prefetch.close()


def run(training: StageTraining, batches: Prefetch, seconds: float, punctual: bool = False) -> StageRun:
    name, progress, size = training.name, training.progress, training.settings.batch
    start = saved = reported = time.monotonic()
    report, step, means = Report(), 0, {}
    try:
        while (now := time.monotonic()) - start < seconds or (step == 0 and not punctual):
            batch = batches.take(start + seconds if punctual else None)
            if batch is None:
                break
            rate = learning_rate(training.settings.learning_rate, step, (now - start) / seconds)
            report.add(training.step(batch, rate))
            step += 1
            done = time.monotonic()
            if done - reported > REPORT_SECONDS:
                speed = report.steps * size / (done - reported)
                print(
                    f"{name:9s} {done - start:6.0f}/{seconds:.0f} s  {progress['samples']:9d} samples  "
                    f"{speed:6.1f}/s  {report}",
                    flush=True,
                )
                means = report.means()
                reported, report = done, Report()
            if done - saved > SAVE_SECONDS:
                training.save(done - saved)
                saved = done
    finally:
        training.save(time.monotonic() - saved)
    seconds = time.monotonic() - start
    print(f"{name}: {progress['samples']} samples, {progress['seconds'] / 3600:.2f} hours in all", flush=True)
    return StageRun(name, step * size, seconds, means or report.means())
