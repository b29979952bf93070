"""Layers that several networks share."""

import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.networks.attention import multi_head_attention


def zero(layer: nn.Module) -> None:
    """Initialises a layer to output 0, so that a residual branch starts as the identity."""
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions without normalisation, as in EDSR (Lim et al., 2017), because image restoration
    must preserve scale."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        zero(self.second)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.relu(self.first(F.relu(x))))


def residual_blocks(channels: int, count: int) -> nn.Sequential:
    return nn.Sequential(*[ResidualBlock(channels) for _ in range(count)])


class SeparableBlock(nn.Module):
    """A depthwise convolution, then two pointwise ones with `expansion` times the channels between them.

    As in MobileNets (Howard et al., 2017) and ConvNeXt (Liu et al., 2022). It takes a quarter of the
    multiplications of a residual block.
    """

    def __init__(self, channels: int, expansion: int, kernel: int = 3) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, kernel, padding=kernel // 2, groups=channels)
        self.expand = nn.Conv2d(channels, channels * expansion, 1)
        self.reduce = nn.Conv2d(channels * expansion, channels, 1)
        zero(self.reduce)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.reduce(F.relu(self.expand(self.depthwise(x))))


class SubPixelUp(nn.Module):
    """Twice the size by a pointwise convolution and a pixel shuffle (Shi et al., 2016). It computes what a
    transposed convolution of kernel and stride 2 does, in operators that are fast on CPUs."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.expand = nn.Conv2d(inputs, 4 * outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        return F.pixel_shuffle(self.expand(x), 2)


class NormalisedBlock(nn.Module):
    """A residual block with group normalisation, of a 3x3 and a 1x1 convolution."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(8, channels)
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.silu(self.first(F.silu(self.norm(x)))))


class MapAttention(nn.Module):
    """Residual self-attention over all positions of a small map [B,C,H,W]."""

    def __init__(self, channels: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(channels)
        self.qkv = nn.Linear(channels, 3 * channels)
        self.out = nn.Linear(channels, channels)
        zero(self.out)

    def forward(self, x: Tensor) -> Tensor:
        mixed = multi_head_attention(self.qkv(self.norm(x.flatten(2).transpose(1, 2))), self.heads)
        return x + self.out(mixed).transpose(1, 2).reshape(x.shape)


class TransformerLayer(nn.Module):
    """A pre-norm transformer layer over tokens [B,T,width]."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.attention_norm, self.feed_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.expand, self.reduce = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.out(multi_head_attention(self.qkv(self.attention_norm(x)), self.heads))
        return x + self.reduce(F.gelu(self.expand(self.feed_norm(x)), approximate="tanh"))


class Perceptron(nn.Module):
    """A perceptron whose output starts at zero, for a residual connection."""

    def __init__(self, inputs: int, width: int, layers: int, outputs: int) -> None:
        super().__init__()
        self.enter = nn.Linear(inputs, width)
        self.layers = nn.ModuleList([nn.Linear(width, width) for _ in range(layers)])
        self.head = nn.Linear(width, outputs)
        zero(self.head)

    def forward(self, x: Tensor) -> Tensor:
        x = F.silu(self.enter(x))
        for layer in self.layers:
            x = x + F.silu(layer(x))
        return self.head(x)
