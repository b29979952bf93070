"""Coarse RGB-D views as grids of tokens and back. Layers: tokenizer_layers.py.

Finite scalar quantisation (Mentzer et al., 2023): each channel of the encoder's output is rounded to one
of a few levels, and the levels of some channels together are one code. There is no codebook to train. A
token is several codes, because one softmax over all possible patches would need millions of entries.
"""

import math

import torch
from torch import Tensor, nn

from worldroom_training.config import Config
from worldroom_training.networks.tokenizer_layers import decoder, encoder


class Tokenizer(nn.Module):
    level_counts: Tensor
    strides: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        sizes = config.tokenizer
        self.rows = config.view.height // 2 // sizes.patch
        self.columns = config.view.width // 2 // sizes.patch
        #: Codes of a token, and number of values of each.
        self.parts, self.codes = sizes.parts, math.prod(sizes.levels)
        levels = sizes.levels * sizes.parts
        strides = torch.cumprod(torch.tensor([1, *levels[:-1]]), 0)
        counts = torch.tensor(levels, dtype=torch.float32)
        self.register_buffer("level_counts", counts.reshape(1, -1, 1, 1), persistent=False)
        self.register_buffer("strides", strides.reshape(1, -1, 1, 1), persistent=False)
        self.encoder = encoder(sizes, sizes.patch // 2, len(levels))
        self.decoder = decoder(sizes, sizes.patch // 2, len(levels))

    def quantise(self, x: Tensor) -> Tensor:
        """Levels [B,L,rows,columns] as floats with a straight-through gradient."""
        bounded = torch.sigmoid(self.encoder(x)) * (self.level_counts - 1)
        return bounded + (bounded.round() - bounded).detach()

    def encode(self, x: Tensor) -> Tensor:
        """Coarse view [B,4,h,w] (RGB and root inverse depth) -> tokens int64 [B, rows * columns]."""
        return (self.quantise(x).round().to(torch.int64) * self.strides).sum(1).flatten(1)

    def split(self, tokens: Tensor) -> Tensor:
        """tokens [B,T] -> their codes int64 [parts,B,T]."""
        codes = [torch.remainder(tokens // self.codes**part, self.codes) for part in range(self.parts)]
        return torch.stack(codes)

    def levels_of(self, tokens: Tensor) -> Tensor:
        """tokens [B,T] -> levels scaled to [-1, 1], [B,L,rows,columns]."""
        grid = tokens.reshape(-1, 1, self.rows, self.columns)
        counts = self.level_counts.to(torch.int64)
        levels = torch.remainder(grid // self.strides, counts)
        return levels.to(torch.float32) / (self.level_counts - 1) * 2 - 1

    def decode(self, tokens: Tensor) -> Tensor:
        """tokens [B,T] -> coarse view [B,4,h,w]."""
        return self.decoder(self.levels_of(tokens))

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.quantise(x) / (self.level_counts - 1) * 2 - 1)


def tokenizer_loss(output: Tensor, target: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    error = output - target
    mse = (error * error).mean()
    down, across = ((torch.diff(output, dim=d) - torch.diff(target, dim=d)).abs().mean() for d in (2, 3))
    return 4 * mse + error.abs().mean() + 0.5 * (down + across), {"mse": mse.detach()}
