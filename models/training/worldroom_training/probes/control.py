"""The judge of relit views: reads time of day, fog and theme from frames.

It outputs log-probabilities, so that those of several frames of one setting can be added. A near wall,
which shows little of the time of day, then has little weight. Trained on reference frames only and then
frozen (models/evaluation/controls/control-judge.ts; control-reading.ts evaluates the probabilities).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import ViewConfig
from worldroom_training.contract import CONTROL_TOLERANCE, LOOKS
from worldroom_training.data.control_settings import POOLED, SettingBatch, SettingStore
from worldroom_training.networks.blocks import ResidualBlock

#: Themes of the reference world.
THEMES = len(LOOKS)
#: Number of equal bins of [0,1] for a number.
BINS = 20
#: Largest error of a number that counts as correct.
TOLERANCE = CONTROL_TOLERANCE
#: Attention queries over a frame.
QUERIES = 8
#: Settings a step, and views of each.
SETTINGS, VIEWS = 24, 4
#: Weight of the loss of all frames of a setting together, relative to that of single frames.
TOGETHER = 0.5
#: Standard deviation of a number's soft label, because a neighbouring bin is a small error.
SOFTNESS = 0.04


class ControlProbe(nn.Module):
    rows: Tensor

    def __init__(self, view: ViewConfig | None = None) -> None:
        super().__init__()
        view = view or ViewConfig()
        # No normalisation, because absolute colours matter. Means of pixel blocks are enough for them, and
        # equal for drawn views, which are softer than the reference's.
        rows = (
            torch.linspace(-1, 1, view.height // POOLED)
            .reshape(1, 1, -1, 1)
            .repeat(1, 1, 1, view.width // POOLED)
        )
        self.register_buffer("rows", rows, persistent=False)
        self.fine = nn.Sequential(nn.Conv2d(6, 48, 2, 2), nn.ReLU(), nn.Conv2d(48, 48, 1), nn.ReLU())
        self.around = nn.Sequential(nn.Conv2d(48, 64, 2, 2), ResidualBlock(64), nn.Upsample(scale_factor=2))
        self.own = nn.Conv2d(48, 64, 1)
        self.where = nn.Conv2d(64, QUERIES, 1)
        self.head = nn.Sequential(
            nn.Linear((QUERIES + 1) * 64, 192), nn.ReLU(), nn.Linear(192, 2 * BINS + THEMES)
        )
        # The memory layout in which CPUs convolve fastest.
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, rgb: Tensor) -> Tensor:
        """rgb uint8 [B,3,H,W] -> log-probabilities of the bins of time of day and of fog, and of the themes:
        [B,44]."""
        return self.read(F.avg_pool2d(rgb.to(torch.float32), POOLED))

    def read(self, blocks: Tensor) -> Tensor:
        """The same for means over blocks of pixels, 0 to 255: [B,3,H/4,W/4]."""
        red, green, blue = torch.log(blocks + 8).split(1, 1)
        rows = self.rows.expand(blocks.shape[0], -1, -1, -1)
        fine = self.fine(torch.cat([blocks / 64 - 2, 3 * (red - green), 3 * (blue - green), rows], 1))
        x = F.relu(self.own(fine) + self.around(fine))
        # Attention over the frame's most informative parts, and one mean over all.
        where = torch.softmax(self.where(x).flatten(2), 2)
        x = x.flatten(2).transpose(1, 2)
        looks = torch.cat([(where @ x).flatten(1), x.mean(1)], 1)
        return torch.cat([F.log_softmax(part, 1) for part in parts(self.head(looks))], 1)


def parts(outputs: Tensor) -> tuple[Tensor, ...]:
    """Splits [B,2*BINS+THEMES] into time of day, fog and themes."""
    return outputs.split([BINS, BINS, THEMES], 1)


def taught(numbers: Tensor) -> Tensor:
    """Soft labels of numbers [B] in [0,1]: [B,BINS]."""
    edges = torch.linspace(0, 1, BINS + 1)
    below = torch.special.ndtr((edges - numbers.unsqueeze(1)) / SOFTNESS)
    shares = below.diff(dim=1)
    return shares / shares.sum(1, keepdim=True)


def cross_entropy(outputs: Tensor, settings: SettingBatch) -> Tensor:
    """Mean cross-entropy over S of log-probabilities [S,2*BINS+THEMES], which need not be normalised."""
    hour, fog, theme = parts(outputs)
    return (
        F.cross_entropy(hour, taught(settings.time_of_day))
        + F.cross_entropy(fog, taught(settings.fog))
        + F.cross_entropy(theme, settings.look)
    )


def read_number(outputs: Tensor) -> Tensor:
    """Log-probabilities [B,BINS] -> the number [B] around which most of the probability lies within
    TOLERANCE, as in control-reading.ts."""
    centres = (torch.arange(BINS) + 0.5) / BINS
    apart = (centres.unsqueeze(0) - centres.unsqueeze(1)).abs()
    within = ((TOLERANCE - apart) * BINS + 0.5).clamp(0, 1)
    return centres[(torch.softmax(outputs, 1) @ within).argmax(1)]


def right(outputs: Tensor, settings: SettingBatch) -> dict[str, Tensor]:
    """Whether each [S] is read correctly from log-probabilities [S,2*BINS+THEMES]."""
    hour, fog, theme = parts(outputs)
    near = lambda part, truth: ((read_number(part) - truth).abs() <= TOLERANCE).float()
    return {
        "time": near(hour, settings.time_of_day),
        "fog": near(fog, settings.fog),
        "theme": (theme.argmax(1) == settings.look).float(),
    }


def read_settings(probe: ControlProbe, settings: SettingBatch) -> tuple[Tensor, SettingBatch, Tensor]:
    """Outputs for each frame [S*V,...] with its label, and the sums over the frames of a setting [S,...]."""
    views = settings.frames.shape[1]
    blocks = settings.frames.flatten(0, 1).to(torch.float32) / POOLED**2
    outputs = probe.read(blocks).to(torch.float32)
    each = SettingBatch(
        settings.frames,
        *(x.repeat_interleave(views) for x in (settings.time_of_day, settings.fog, settings.look)),
    )
    return outputs, each, outputs.unflatten(0, (-1, views)).sum(1)


def cost(probe: ControlProbe, settings: SettingBatch) -> tuple[Tensor, dict[str, Tensor]]:
    outputs, each, together = read_settings(probe, settings)
    alone, joint = cross_entropy(outputs, each), cross_entropy(together, settings)
    figures = {"frame": alone.detach(), "setting": joint.detach()}
    figures |= {f"{name} of a frame": value.mean() for name, value in right(outputs.detach(), each).items()}
    figures |= {
        f"{name} of a setting": value.mean() for name, value in right(together.detach(), settings).items()
    }
    return alone + TOGETHER * joint, figures


def control_step(
    probe: ControlProbe, store: SettingStore, view: ViewConfig
) -> tuple[Tensor, dict[str, Tensor]]:
    return cost(probe, store.batch(SETTINGS, VIEWS))


@torch.no_grad()
def control_check(probe: ControlProbe, store: SettingStore) -> tuple[float, dict[str, float]]:
    """Loss and figures on all settings of `store`."""
    total, settings = 0.0, len(store.frames)
    sums: dict[str, float] = {}
    for batch in store.batches(SETTINGS // 2):
        share = len(batch.look) / settings
        loss, figures = cost(probe, batch)
        total += float(loss) * share
        for key, value in figures.items():
            sums[key] = sums.get(key, 0.0) + float(value) * share
    return total, sums
