"""Sharpens the decoded coarse views of imagined places.

    python -m worldroom_training.adversarial_fine_tuning.train --minutes 40

The tokenizer's encoder and codes stay fixed, so that networks trained on its tokens stay valid. Its
decoder is trained against a critic that distinguishes decoded coarse views from the reference's (VQGAN,
Esser et al., 2021; hinge loss, Lim and Ye, 2017). It decodes true tokens, whose view is known, and tokens
that the pack's own `imagine` samples. The latter have no reference and shall keep the large shapes of the
frozen decoder. Afterwards `worldroom_training.train` continues from this decoder and exports it.
"""

import argparse
import copy
import os
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from worldroom_training.adversarial_fine_tuning.critic import Critic, gradient_penalty, hinge_loss
from worldroom_training.adversarial_fine_tuning.drawn_tokens import DrawnTokens
from worldroom_training.adversarial_fine_tuning.losses import grid_artefacts, held
from worldroom_training.checkpoint import Checkpoint, read
from worldroom_training.config import CONFIGS
from worldroom_training.contact_sheet import sheet, write_png
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.malloc_trimming import keep_memory
from worldroom_training.moving_average import update_average
from worldroom_training.networks.tokenizer import Tokenizer, tokenizer_loss
from worldroom_training.paths import ROOT
from worldroom_training.stages.ground_truth import random_coarse
from worldroom_training.stages.imagine import ImagineStage
from worldroom_training.training_loop import Report

#: Views of each kind in a step.
BATCH = 8
DECODER_RATE, CRITIC_RATE = 2e-4, 4e-4
#: Steps in which only the critic learns: a decoder that follows an untrained critic diverges.
ALONE = 100
#: Weight of the critic's loss relative to the distance to the truth.
PERSUASION = 0.05
#: Weight of the gradient penalty, and the interval in steps at which it is computed.
SLOPE, SLOPE_EVERY = 1.0, 8
#: Weight of the loss that keeps the grid of tokens invisible.
GRID = 20.0
#: Decay of the decoder's moving average in a step.
DECAY = 0.998
SAVE_SECONDS, REPORT_SECONDS = 120, 20


class FineTuning:
    """A tokenizer's decoder and its critic, trained alternately."""

    def __init__(self, tokenizer: Tokenizer, critic: Critic, average: Tokenizer) -> None:
        self.tokenizer, self.critic, self.average = tokenizer, critic, average
        self.frozen = copy.deepcopy(tokenizer).eval().requires_grad_(False)
        adam = torch.optim.Adam
        self.decoder_optimiser = adam(tokenizer.decoder.parameters(), lr=DECODER_RATE, betas=(0.5, 0.9))
        self.critic_optimiser = adam(critic.parameters(), lr=CRITIC_RATE, betas=(0.5, 0.9))
        self.steps = 0

    def step(self, coarse: Tensor, others: Tensor, tokens: Tensor, rate: float) -> dict[str, Tensor]:
        """One step. `coarse` and `others` are true views [B,4,h,w], `tokens` sampled ones [B,T]; `rate` is
        the decoder's learning rate."""
        for group in self.decoder_optimiser.param_groups:
            group["lr"] = rate
        with torch.no_grad():
            frozen = self.frozen
            levels = torch.cat([frozen.levels_of(frozen.encode(coarse)), frozen.levels_of(tokens)])
            before = frozen.decoder(levels[len(coarse) :])
        decoded = self.tokenizer.decoder(levels)
        figures = {"critic": self.teach_critic(coarse, others, decoded.detach())}
        near, mse = tokenizer_loss(decoded[: len(coarse)], coarse)
        kept = held(decoded[len(coarse) :], before)
        even = grid_artefacts(decoded, torch.cat([coarse, others]))
        figures |= {"kept": kept.detach(), "grid": even.detach(), **mse}
        if self.steps >= ALONE:
            figures["persuasion"] = self.teach_decoder(decoded, near + kept + GRID * even)
        self.steps += 1
        return figures

    def teach_critic(self, coarse: Tensor, others: Tensor, decoded: Tensor) -> Tensor:
        loss = hinge_loss(self.critic(torch.cat([coarse, others])), self.critic(decoded))
        if self.steps % SLOPE_EVERY == 0:
            loss = loss + SLOPE * SLOPE_EVERY * gradient_penalty(self.critic, others)
        self.critic_optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.critic_optimiser.step()
        return loss.detach()

    def teach_decoder(self, decoded: Tensor, owed: Tensor) -> Tensor:
        self.critic.requires_grad_(False)
        persuasion = -torch.stack([logit.mean() for logit in self.critic(decoded)]).sum()
        self.critic.requires_grad_(True)
        loss = owed + PERSUASION * persuasion
        self.decoder_optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.decoder_optimiser.step()
        update_average(self.average.decoder, self.tokenizer.decoder, self.steps - ALONE, DECAY)
        return persuasion.detach()


def fine_tune(
    tuning: FineTuning,
    store: ClipStore,
    drawn_tokens: DrawnTokens,
    seconds: float,
    save: Callable[[int, float], None],
) -> None:
    """Trains the decoder. `save` is called regularly and at the end, with the views and seconds since its
    last call."""
    start = saved = reported = time.monotonic()
    report, saved_steps = Report(), 0
    while (elapsed := time.monotonic() - start) < seconds:
        rate = DECODER_RATE * min(1.0, max(0.05, (1 - elapsed / seconds) / 0.3))
        coarse = random_coarse(store, BATCH)
        coarse = coarse.flip(3) if torch.rand(()) < 0.5 else coarse
        others = random_coarse(store, BATCH)
        report.add(tuning.step(coarse, others, drawn_tokens.some(BATCH), rate))
        now = time.monotonic()
        if now - reported > REPORT_SECONDS:
            speed = 2 * BATCH * report.steps / (now - reported)
            progress = f"{now - start:6.0f}/{seconds:.0f} s  step {tuning.steps}  {speed:.1f}/s"
            print(f"{progress}  {report}", flush=True)
            reported, report = now, Report()
        if now - saved > SAVE_SECONDS:
            save(2 * BATCH * (tuning.steps - saved_steps), now - saved)
            saved, saved_steps = now, tuning.steps
    save(2 * BATCH * (tuning.steps - saved_steps), time.monotonic() - saved)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--minutes", type=float, required=True)
    add("--config", choices=sorted(CONFIGS), default="small")
    work = "checkpoints, data and sheets, as worldroom_training.train has left them"
    add("--work", type=Path, default=ROOT / "build/training", help=work)
    pack = "the pack whose imagine.onnx draws tokens"
    add("--pack", type=Path, default=ROOT / "models/arena", help=pack)
    add("--drawn", type=int, default=3000, help="views whose tokens are drawn")
    add("--threads", type=int, default=0, help="PyTorch threads; 0 = all cores but one")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    keep_memory()
    torch.manual_seed(int(time.time()))
    torch.set_num_threads(options.threads or max(1, (os.cpu_count() or 2) - 1))
    config = CONFIGS[options.config]
    places = options.work / f"places-{config.view.width}x{config.view.height}"
    store = ClipStore(config, places, None, int(time.time()))
    folder = options.work / config.name
    checkpoint = Checkpoint(config, folder, shipped=ROOT / "models/arena/checkpoint.pt")
    tokenizer, average = copy.deepcopy(checkpoint.averages.tokenizer), checkpoint.averages.tokenizer
    critic = Critic()
    if (folder / "critic.pt").exists():
        critic.load_state_dict(read(folder / "critic.pt"))
    stage = ImagineStage(config, checkpoint.averages, store, torch.device("cpu"))
    graph, file = options.pack / "imagine.onnx", folder / "drawn-tokens.npy"
    tokens = DrawnTokens(stage, config.imagine.steps, graph, file, options.drawn)
    print(f"{len(tokens.tokens)} views of drawn tokens", flush=True)

    def save(views: int, seconds: float) -> None:
        progress = checkpoint.progress["tokenizer"]
        progress["samples"] += views
        progress["seconds"] += seconds
        checkpoint.networks.tokenizer.load_state_dict(average.state_dict())
        checkpoint.save("tokenizer")
        torch.save(critic.state_dict(), folder / "critic.pt")

    untouched = copy.deepcopy(tokenizer)
    tuning = FineTuning(tokenizer, critic, average)
    fine_tune(tuning, store, tokens, options.minutes * 60, save)
    with torch.no_grad():
        coarse, some = random_coarse(store, 6), tokens.some(6)
        columns = [coarse, untouched(coarse), average(coarse), untouched.decode(some), average.decode(some)]
    write_png(folder / "sharpen.png", sheet([[view[:3] for view in views] for views in columns]))
    print(f"sheet: {folder / 'sharpen.png'}", flush=True)


if __name__ == "__main__":
    main()
