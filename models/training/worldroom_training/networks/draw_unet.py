"""The layers of `draw`: a U-Net at 1/4, 1/8 and 1/16 of the view, and a last one at half its size."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import Config, DrawConfig
from worldroom_training.networks.blocks import (
    MapAttention,
    ResidualBlock,
    SeparableBlock,
    SubPixelUp,
    residual_blocks,
    zero,
)
from worldroom_training.networks.condition import CONDITION_CHANNELS
from worldroom_training.networks.entity_field import FIELD_CHANNELS

#: Blend logits 4 (base, previous, coarse, entity), RGB residual 3, root inverse depth residual, entity,
#: confidence.
HEAD_CHANNELS = 10


class DrawUNet(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        top, middle, deep = config.draw.channels
        counts, draw = config.draw.blocks, config.draw
        inputs = (CONDITION_CHANNELS + FIELD_CHANNELS) * 16 + 4 * 4 + 1 + config.condition.controls
        self.enter = nn.Conv2d(inputs, top, 1)
        self.down_top, self.to_middle = blocks(draw, top, counts[0]), nn.Conv2d(top, middle, 2, stride=2)
        self.down_middle = blocks(draw, middle, counts[1])
        self.to_deep = nn.Conv2d(middle, deep, 2, stride=2)
        self.deep = deep_layers(draw, deep, counts[2])
        self.from_deep = enlarge(draw, deep, middle)
        self.up_middle = blocks(draw, middle, counts[1])
        self.from_middle = enlarge(draw, middle, top)
        self.up_top = blocks(draw, top, counts[0])
        self.head = nn.Conv2d(top, HEAD_CHANNELS * 16, 1)
        # What was seen from afar is blurred from near: a last look at the picture itself, at half its size,
        # where neighbouring pixels share their weights, sharpens it. It reads RGB, detail and top features.
        first = nn.Conv2d(4 * 4 + top // 4, draw.sharpening, 3, padding=1)
        last = nn.Conv2d(draw.sharpening, 12, 3, padding=1)
        self.sharpen = nn.Sequential(first, nn.ReLU(), last)
        zero(self.head)
        zero(last)

    def features(self, x: Tensor) -> list[Tensor]:
        """Inputs at 1/4 of the view [B,inputs,H/4,W/4] -> features after each level: [B,top,H/4,W/4],
        [B,middle,H/8,W/8], [B,deep,H/16,W/16], [B,middle,H/8,W/8] and, last, [B,top,H/4,W/4]."""
        top = self.down_top(self.enter(x))
        middle = self.down_middle(self.to_middle(top))
        deep = self.deep(self.to_deep(middle))
        up_middle = self.up_middle(self.from_deep(deep) + middle)
        return [top, middle, deep, up_middle, self.up_top(self.from_middle(up_middle) + top)]

    def sharpening(self, picture: Tensor, top: Tensor) -> Tensor:
        """What is added to a picture's RGB, 2 x 2 pixels together [B,12,H/2,W/2].

        `picture`: its RGB and detail, likewise [B,16,H/2,W/2]; `top`: features [B,top,H/4,W/4].
        """
        sharpened: Tensor = self.sharpen(torch.cat([picture, F.pixel_shuffle(top, 2)], 1))
        return sharpened


def blocks(draw: DrawConfig, channels: int, count: int) -> nn.Sequential:
    if draw.expansion == 0:
        return residual_blocks(channels, count)
    return nn.Sequential(*[SeparableBlock(channels, draw.expansion) for _ in range(count)])


def deep_layers(draw: DrawConfig, channels: int, count: int) -> nn.Sequential:
    """The lowest level sees far: by attention, or by kernels of 5 where all blocks are separable."""
    if draw.expansion == 0:
        attention = (ResidualBlock(channels), MapAttention(channels, draw.heads))
        return nn.Sequential(*attention, residual_blocks(channels, count - 1))
    return nn.Sequential(*[SeparableBlock(channels, draw.expansion, kernel=5) for _ in range(count)])


def enlarge(draw: DrawConfig, inputs: int, outputs: int) -> nn.Module:
    if draw.expansion == 0:
        return nn.ConvTranspose2d(inputs, outputs, 2, stride=2)
    return SubPixelUp(inputs, outputs)
