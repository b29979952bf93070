"""The layers of the tokenizer: convolutions between a coarse view and the levels of its codes."""

import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import TokenizerConfig
from worldroom_training.networks.blocks import NormalisedBlock, zero

#: Channels of a coarse view: RGB and root inverse depth.
COARSE_VIEW_CHANNELS = 4


class Finish(nn.Module):
    """Adds what a single patch cannot contain: edges and textures across the borders of patches.

    [B,4+n,h,w] with a coarse view in the first four channels -> the finished coarse view [B,4,h,w].
    """

    def __init__(self, inputs: int, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(inputs, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.third = nn.Conv2d(channels, COARSE_VIEW_CHANNELS, 3, padding=1)
        zero(self.third)

    def forward(self, x: Tensor) -> Tensor:
        added = self.third(F.silu(self.second(F.silu(self.first(x)))))
        return x[:, :COARSE_VIEW_CHANNELS] + added


def encoder(config: TokenizerConfig, shuffle: int, levels: int) -> nn.Sequential:
    """Coarse view [B,4,h,w] -> logits of levels [B,levels,rows,columns]; halves the size once after the
    unshuffle."""
    c, d = config.channels, config.deep_channels
    return nn.Sequential(
        nn.PixelUnshuffle(shuffle),
        nn.Conv2d(COARSE_VIEW_CHANNELS * shuffle * shuffle, c, 3, padding=1),
        NormalisedBlock(c),
        NormalisedBlock(c),
        nn.Conv2d(c, d, 2, stride=2),
        NormalisedBlock(d),
        NormalisedBlock(d),
        nn.GroupNorm(8, d),
        nn.SiLU(),
        nn.Conv2d(d, levels, 1),
    )


def decoder(config: TokenizerConfig, shuffle: int, levels: int) -> nn.Sequential:
    """Levels in [-1, 1], [B,levels,rows,columns] -> coarse view [B,4,h,w]."""
    c, d, finish = config.channels, config.deep_channels, config.finish_channels
    return nn.Sequential(
        nn.Conv2d(levels, d, 3, padding=1),
        NormalisedBlock(d),
        NormalisedBlock(d),
        nn.ConvTranspose2d(d, c, 2, stride=2),
        NormalisedBlock(c),
        NormalisedBlock(c),
        nn.GroupNorm(8, c),
        nn.SiLU(),
        nn.Conv2d(c, finish * shuffle * shuffle, 3, padding=1),
        nn.PixelShuffle(shuffle),
        Finish(finish, finish),
    )
