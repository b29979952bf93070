"""The layers of `draw`: a U-Net at 1/4, 1/8 and 1/16 of the view, and a last one at half its size."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import Config
from worldroom_training.networks.blocks import MapAttention, ResidualBlock, residual_blocks, zero
from worldroom_training.networks.condition import CONDITION_CHANNELS
from worldroom_training.networks.entity_field import FIELD_CHANNELS

#: Blend logits 4 (base, previous, coarse, entity), RGB residual 3, root inverse depth residual, entity,
#: confidence.
HEAD_CHANNELS = 10
#: Channels of the layer that sharpens the picture.
SHARPENING = 48


class DrawUNet(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        top, middle, deep = config.draw.channels
        counts = config.draw.blocks
        inputs = (CONDITION_CHANNELS + FIELD_CHANNELS) * 16 + 4 * 4 + 1 + config.condition.controls
        self.enter = nn.Conv2d(inputs, top, 1)
        self.down_top, self.to_middle = residual_blocks(top, counts[0]), nn.Conv2d(top, middle, 2, stride=2)
        self.down_middle = residual_blocks(middle, counts[1])
        self.to_deep = nn.Conv2d(middle, deep, 2, stride=2)
        attention = (ResidualBlock(deep), MapAttention(deep, config.draw.heads))
        self.deep = nn.Sequential(*attention, residual_blocks(deep, counts[2] - 1))
        self.from_deep = nn.ConvTranspose2d(deep, middle, 2, stride=2)
        self.up_middle = residual_blocks(middle, counts[1])
        self.from_middle = nn.ConvTranspose2d(middle, top, 2, stride=2)
        self.up_top = residual_blocks(top, counts[0])
        self.head = nn.Conv2d(top, HEAD_CHANNELS * 16, 1)
        # What was seen from afar is blurred from near: a last look at the picture itself, at half its size,
        # where neighbouring pixels share their weights, sharpens it. It reads RGB, detail and top features.
        first = nn.Conv2d(4 * 4 + top // 4, SHARPENING, 3, padding=1)
        last = nn.Conv2d(SHARPENING, 12, 3, padding=1)
        self.sharpen = nn.Sequential(first, nn.ReLU(), last)
        zero(self.head)
        zero(last)

    def features(self, x: Tensor) -> Tensor:
        """Inputs at 1/4 of the view [B,inputs,H/4,W/4] -> features there [B,top,H/4,W/4]."""
        top = self.down_top(self.enter(x))
        middle = self.down_middle(self.to_middle(top))
        deep = self.deep(self.to_deep(middle))
        middle = self.up_middle(self.from_deep(deep) + middle)
        return self.up_top(self.from_middle(middle) + top)

    def sharpened(self, rgb: Tensor, detail: Tensor, top: Tensor) -> Tensor:
        """rgb [B,3,H,W], detail [B,1,H,W] and the features -> rgb with what the last layer adds."""
        picture = F.pixel_unshuffle(torch.cat([rgb, detail], 1), 2)
        return rgb + F.pixel_shuffle(self.sharpen(torch.cat([picture, F.pixel_shuffle(top, 2)], 1)), 2)
