"""Sharpens what imagined places are decoded to.

    python -m worldroom_training.adversarial_fine_tuning --minutes 40

The tokenizer's encoder and codes stay as they are, so that everything that was learnt about tokens stays true.
Its decoder goes on learning against a network that tells decoded coarse views from the reference's (VQGAN,
Esser et al., 2021; hinge loss, Lim and Ye, 2017): from true tokens, whose view is known, and from tokens as the
pack's own `imagine` draws them, whose view nobody knows, and which shall keep the large shapes they were given.
Afterwards `train.py` goes on from the decoder that this leaves and exports it.
"""

import argparse
import copy
import os
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.checkpoint import Checkpoint
from worldroom_training.config import CONFIGS, Config
from worldroom_training.contact_sheet import sheet, write_png
from worldroom_training.data.clips import ClipStore
from worldroom_training.export.graphs import onnx_runner
from worldroom_training.malloc_trimming import keep_memory
from worldroom_training.networks.imagine import reveal_schedule
from worldroom_training.networks.tokenizer import Tokenizer, tokenizer_loss
from worldroom_training.paths import ROOT
from worldroom_training.stages.stages import ImagineStage, random_coarse

#: Views of each kind in a step.
BATCH = 8
DECODER_RATE, CRITIC_RATE = 2e-4, 4e-4
#: Steps in which only the critic learns: a decoder that follows one that knows nothing goes astray.
ALONE = 100
#: How much the critic's word counts beside the distance to the truth.
PERSUASION = 0.05
#: Weight of the critic's slope at true views (R1, Mescheder et al., 2018), which is looked at once in so many steps.
SLOPE, SLOPE_EVERY = 1.0, 8
#: How much it counts that decoded views look otherwise at one place of a token than at another.
GRID = 20.0
#: How much the large shapes, and the depths, of drawn tokens count that they were decoded to before.
HELD_COLOUR, HELD_DEPTH = 4.0, 4.0
#: Coarse pixels over which colours are averaged before they are held to what they were: one token.
SHAPE = 8
SAVE_SECONDS, REPORT_SECONDS = 120, 20


class Critic(nn.Module):
    """Says of parts of a coarse view [B,4,h,w] whether they are the reference's: logits of three sizes of parts."""

    def __init__(self):
        super().__init__()

        def layer(inputs: int, outputs: int, stride: int) -> nn.Sequential:
            return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1), nn.LeakyReLU(0.2))

        self.parts = nn.ModuleList(
            [
                nn.Sequential(layer(4, 32, 1), layer(32, 32, 1)),
                nn.Sequential(layer(32, 64, 2), layer(64, 64, 1)),
                nn.Sequential(layer(64, 96, 2), layer(96, 96, 1), layer(96, 128, 2), layer(128, 128, 1)),
            ]
        )
        self.heads = nn.ModuleList([nn.Conv2d(channels, 1, 1) for channels in (32, 64, 128)])

    def forward(self, coarse: Tensor) -> list[Tensor]:
        logits, features = [], coarse * 2 - 1
        for part, head in zip(self.parts, self.heads, strict=True):
            features = part(features)
            logits.append(head(features))
        return logits


def critic_loss(true: list[Tensor], decoded: list[Tensor]) -> Tensor:
    return sum(F.relu(1 - a).mean() + F.relu(1 + b).mean() for a, b in zip(true, decoded, strict=True))


class DrawnTokens:
    """Tokens as the pack's `imagine` draws them in places that memory hardly knows; drawn once, kept in a file."""

    def __init__(
        self, config: Config, checkpoint: Checkpoint, store: ClipStore, graph: Path, file: Path, count: int
    ):
        if not file.exists():
            stage = ImagineStage(config, checkpoint.averages, store, torch.device("cpu"))
            run = onnx_runner(graph)
            tokens = [drawn(run, stage, config.imagine.steps) for _ in range(-(-count // BATCH))]
            file.parent.mkdir(parents=True, exist_ok=True)
            np.save(file, np.concatenate(tokens))
        self.tokens = torch.from_numpy(np.load(file))

    def some(self, size: int) -> Tensor:
        return self.tokens[torch.randint(len(self.tokens), (size,))]


def drawn(run, stage: ImagineStage, steps: int) -> np.ndarray:
    """Tokens int64 [BATCH,T], decoded step by step as the engine does it."""
    conditions, tokens, _ = stage.prepare(BATCH)
    feeds = {
        "coarse_conditions": conditions.numpy(),
        "tokens": np.zeros(tokens.shape, np.int64),
        "known": np.zeros(tokens.shape, np.float32),
    }
    for share in reveal_schedule(steps):
        noise, order = torch.rand(2, *tokens.shape).numpy()
        reveal = np.full(len(tokens), share, np.float32)
        feeds["tokens"], feeds["known"], _ = run({**feeds, "noise": noise, "order": order, "reveal": reveal})
    return feeds["tokens"]


def held(decoded: Tensor, before: Tensor) -> Tensor:
    """How far drawn tokens' large shapes and depths have moved from what they were decoded to before."""
    colours = F.avg_pool2d(decoded[:, :3], SHAPE) - F.avg_pool2d(before[:, :3], SHAPE)
    return HELD_COLOUR * colours.abs().mean() + HELD_DEPTH * (decoded[:, 3:] - before[:, 3:]).abs().mean()


def grid(decoded: Tensor, true: Tensor) -> Tensor:
    """How far details differ with their place in a token: what lies beside it decides nothing in true views.

    A decoder wins over a critic soonest by a fixed pattern, and a judge that looks for blur takes it for detail."""
    distance = torch.zeros(())
    for axis in (2, 3):
        each = []
        for views in (decoded, true):
            change = torch.diff(F.pad(views[:, :3], (0, 1, 0, 1), mode="replicate"), dim=axis)[
                :, :, : views.shape[2], : views.shape[3]
            ]
            phases = F.pixel_unshuffle(change, SHAPE).reshape(len(views), 3, SHAPE * SHAPE, -1)
            each.append(torch.stack([phases.mean((0, 3)), phases.abs().mean((0, 3))]))
        # True views have no phases, but there are few of them in a step: their mean over phases is what to come to.
        aim = each[1].mean(2, keepdim=True) * torch.tensor([0.0, 1.0]).reshape(2, 1, 1)
        spread = each[0] - each[0].mean(2, keepdim=True)
        distance = (
            distance + spread.abs().mean() + 0.2 * (each[0].mean(2, keepdim=True) - aim)[1].abs().mean()
        )
    return distance


def slope(critic: Critic, true: Tensor) -> Tensor:
    true = true.clone().requires_grad_(True)
    (gradient,) = torch.autograd.grad(
        sum(logit.mean((1, 2, 3)).sum() for logit in critic(true)), true, create_graph=True
    )
    return (gradient * gradient).sum((1, 2, 3)).mean()


def sharpen(
    tokenizer: Tokenizer,
    critic: Critic,
    average: Tokenizer,
    store: ClipStore,
    drawn_tokens: DrawnTokens,
    seconds: float,
    save,
) -> None:
    """`save` is told, every so often and at the end, how many views and seconds were spent since the last time."""
    frozen = copy.deepcopy(tokenizer).eval().requires_grad_(False)
    decoder_optimiser = torch.optim.Adam(tokenizer.decoder.parameters(), lr=DECODER_RATE, betas=(0.5, 0.9))
    critic_optimiser = torch.optim.Adam(critic.parameters(), lr=CRITIC_RATE, betas=(0.5, 0.9))
    start = saved = reported = time.monotonic()
    sums: dict[str, float] = {}
    step = counted = kept_steps = 0
    while (elapsed := time.monotonic() - start) < seconds:
        for group in decoder_optimiser.param_groups:
            group["lr"] = DECODER_RATE * min(1.0, max(0.05, (1 - elapsed / seconds) / 0.3))
        coarse = random_coarse(store, BATCH)
        coarse = coarse.flip(3) if torch.rand(()) < 0.5 else coarse
        others = random_coarse(store, BATCH)
        with torch.no_grad():
            levels = torch.cat(
                [frozen.levels_of(frozen.encode(coarse)), frozen.levels_of(drawn_tokens.some(BATCH))]
            )
            before = frozen.decoder(levels[BATCH:])
        decoded = tokenizer.decoder(levels)
        telling = critic_loss(critic(torch.cat([coarse, others])), critic(decoded.detach()))
        if step % SLOPE_EVERY == 0:
            telling = telling + SLOPE * SLOPE_EVERY * slope(critic, others)
        critic_optimiser.zero_grad(set_to_none=True)
        telling.backward()
        critic_optimiser.step()
        near, mse = tokenizer_loss(decoded[:BATCH], coarse)
        kept = held(decoded[BATCH:], before)
        even = grid(decoded, torch.cat([coarse, others]))
        figures = {"critic": telling.detach(), "kept": kept.detach(), "grid": even.detach(), **mse}
        if step >= ALONE:
            critic.requires_grad_(False)
            persuasion = -sum(logit.mean() for logit in critic(decoded))
            critic.requires_grad_(True)
            loss = near + kept + GRID * even + PERSUASION * persuasion
            decoder_optimiser.zero_grad(set_to_none=True)
            loss.backward()
            decoder_optimiser.step()
            figures["persuasion"] = persuasion.detach()
            for mean, value in zip(average.decoder.parameters(), tokenizer.decoder.parameters(), strict=True):
                mean.data.lerp_(value.data, 1 - min(0.998, (step - ALONE) / (step - ALONE + 20)))
        step += 1
        counted += 1
        for key, value in figures.items():
            sums[key] = sums.get(key, 0.0) + float(value)
        now = time.monotonic()
        if now - reported > REPORT_SECONDS:
            rate = 2 * BATCH * counted / (now - reported)
            print(
                f"{now - start:6.0f}/{seconds:.0f} s  step {step}  {rate:.1f}/s  "
                + "  ".join(f"{k} {v / counted:.4f}" for k, v in sums.items()),
                flush=True,
            )
            reported, counted, sums = now, 0, {}
        if now - saved > SAVE_SECONDS:
            save(2 * BATCH * (step - kept_steps), now - saved)
            saved, kept_steps = now, step
    save(2 * BATCH * (step - kept_steps), time.monotonic() - saved)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--config", choices=sorted(CONFIGS), default="small")
    parser.add_argument(
        "--work",
        type=Path,
        default=ROOT / "build/training",
        help="checkpoints, data and sheets, as train.py has left them",
    )
    parser.add_argument(
        "--pack", type=Path, default=ROOT / "models/arena", help="the pack whose imagine.onnx draws tokens"
    )
    parser.add_argument("--drawn", type=int, default=3000, help="views whose tokens are drawn")
    parser.add_argument("--threads", type=int, default=0, help="PyTorch threads; 0 = all cores but one")
    options = parser.parse_args()
    keep_memory()
    torch.manual_seed(int(time.time()))
    torch.set_num_threads(options.threads or max(1, (os.cpu_count() or 2) - 1))
    config = CONFIGS[options.config]
    view = config.view
    store = ClipStore(config, options.work / f"places-{view.width}x{view.height}", None, int(time.time()))
    folder = options.work / config.name
    checkpoint = Checkpoint(config, folder, shipped=ROOT / "models/arena/checkpoint.pt")
    tokenizer, average = copy.deepcopy(checkpoint.averages.tokenizer), checkpoint.averages.tokenizer
    critic = Critic()
    if (folder / "critic.pt").exists():
        critic.load_state_dict(torch.load(folder / "critic.pt", weights_only=True))
    tokens = DrawnTokens(
        config, checkpoint, store, options.pack / "imagine.onnx", folder / "drawn-tokens.npy", options.drawn
    )
    print(f"{len(tokens.tokens)} views of drawn tokens", flush=True)

    def save(views: int, seconds: float) -> None:
        progress = checkpoint.progress["tokenizer"]
        progress["samples"] += views
        progress["seconds"] += seconds
        checkpoint.networks.tokenizer.load_state_dict(average.state_dict())
        checkpoint.save("tokenizer")
        torch.save(critic.state_dict(), folder / "critic.pt")

    untouched = copy.deepcopy(tokenizer)
    sharpen(tokenizer, critic, average, store, tokens, options.minutes * 60, save)
    with torch.no_grad():
        coarse, some = random_coarse(store, 6), tokens.some(6)
        columns = [coarse, untouched(coarse), average(coarse), untouched.decode(some), average.decode(some)]
    write_png(folder / "sharpen.png", sheet([[view[:3] for view in views] for views in columns]))
    print(f"sheet: {folder / 'sharpen.png'}", flush=True)


if __name__ == "__main__":
    main()
