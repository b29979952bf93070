"""Coarse RGB-D views as grids of tokens and back.

Finite scalar quantisation (Mentzer et al., 2023): each channel of the encoder's output is rounded to
one of a few levels, and the levels of some channels together are one code. No codebook to train. A token
is several codes: one softmax over all that a patch may look like would need millions of entries.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import Config


class ConvolutionBlock(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.norm = nn.GroupNorm(8, channels)
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.silu(self.first(F.silu(self.norm(x)))))


class Finish(nn.Module):
    """What a patch of its own cannot know: edges and textures that go on over the patches' borders.

    [B,4+n,h,w] with a coarse view in the first four channels -> that coarse view, finished, [B,4,h,w]."""

    def __init__(self, inputs: int, channels: int):
        super().__init__()
        self.first = nn.Conv2d(inputs, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.third = nn.Conv2d(channels, 4, 3, padding=1)
        nn.init.zeros_(self.third.weight)
        nn.init.zeros_(self.third.bias)

    def forward(self, x: Tensor) -> Tensor:
        return x[:, :4] + self.third(F.silu(self.second(F.silu(self.first(x)))))


class Tokenizer(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        c, d = config.tokenizer.channels, config.tokenizer.deep_channels
        #: The encoder halves once after the unshuffle.
        self.shuffle = config.tokenizer.patch // 2
        self.rows = config.view.height // 2 // config.tokenizer.patch
        self.columns = config.view.width // 2 // config.tokenizer.patch
        levels = config.tokenizer.levels
        #: Codes of a token, and how many values each takes.
        self.parts, self.codes = config.tokenizer.parts, math.prod(levels)
        channels = self.parts * len(levels)
        strides = torch.cumprod(torch.tensor([1, *(levels * self.parts)[:-1]]), 0)
        counts = torch.tensor(levels * self.parts, dtype=torch.float32)
        self.register_buffer("level_counts", counts.reshape(1, -1, 1, 1), persistent=False)
        self.register_buffer("strides", strides.reshape(1, -1, 1, 1), persistent=False)
        area = self.shuffle * self.shuffle
        finish = config.tokenizer.finish_channels
        self.encoder = nn.Sequential(
            nn.PixelUnshuffle(self.shuffle),
            nn.Conv2d(4 * area, c, 3, padding=1),
            ConvolutionBlock(c),
            ConvolutionBlock(c),
            nn.Conv2d(c, d, 2, stride=2),
            ConvolutionBlock(d),
            ConvolutionBlock(d),
            nn.GroupNorm(8, d),
            nn.SiLU(),
            nn.Conv2d(d, channels, 1),
        )
        self.decoder = nn.Sequential(
            nn.Conv2d(channels, d, 3, padding=1),
            ConvolutionBlock(d),
            ConvolutionBlock(d),
            nn.ConvTranspose2d(d, c, 2, stride=2),
            ConvolutionBlock(c),
            ConvolutionBlock(c),
            nn.GroupNorm(8, c),
            nn.SiLU(),
            nn.Conv2d(c, finish * area, 3, padding=1),
            nn.PixelShuffle(self.shuffle),
            Finish(finish, finish),
        )

    def quantise(self, x: Tensor) -> Tensor:
        """Levels [B,L,rows,columns] as floats with a straight-through gradient."""
        bounded = torch.sigmoid(self.encoder(x)) * (self.level_counts - 1)
        return bounded + (bounded.round() - bounded).detach()

    def encode(self, x: Tensor) -> Tensor:
        """Coarse view [B,4,h,w] (RGB and root inverse depth) -> tokens int64 [B, rows * columns]."""
        return (self.quantise(x).round().to(torch.int64) * self.strides).sum(1).flatten(1)

    def split(self, tokens: Tensor) -> Tensor:
        """tokens [B,T] -> their codes int64 [parts,B,T]."""
        return torch.stack(
            [torch.remainder(tokens // self.codes**part, self.codes) for part in range(self.parts)]
        )

    def levels_of(self, tokens: Tensor) -> Tensor:
        """tokens [B,T] -> levels scaled to [-1, 1], [B,L,rows,columns]."""
        grid = tokens.reshape(-1, 1, self.rows, self.columns)
        counts = self.level_counts.to(torch.int64)
        return (
            torch.remainder(grid // self.strides, counts).to(torch.float32) / (self.level_counts - 1) * 2 - 1
        )

    def decode(self, tokens: Tensor) -> Tensor:
        """tokens [B,T] -> coarse view [B,4,h,w]."""
        return self.decoder(self.levels_of(tokens))

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.quantise(x) / (self.level_counts - 1) * 2 - 1)


def tokenizer_loss(output: Tensor, target: Tensor):
    error = output - target
    mse = (error * error).mean()
    edges = sum((torch.diff(output, dim=d) - torch.diff(target, dim=d)).abs().mean() for d in (2, 3))
    return 4 * mse + error.abs().mean() + 0.5 * edges, {"mse": mse.detach()}
