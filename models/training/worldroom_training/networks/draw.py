"""The network that paints a view from its conditions in one step: the `draw` graph."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import Config
from worldroom_training.networks.condition import CONDITION_CHANNELS
from worldroom_training.networks.entity_field import FIGURE_CHANNELS
from worldroom_training.networks.reprojection import INVERSE_DEPTH_SCALE

#: blend logits 4 (base, previous, coarse, figure), RGB residual 3, root inverse depth residual, entity, confidence
HEAD_CHANNELS = 10
#: Channels of the layer that sharpens the picture.
SHARPENING = 48
#: Confidence is the chance that no RGB channel is off by more than this (0 to 1) and depth by more than DEPTH_SHARE.
COLOUR_TOLERANCE = 0.1
DEPTH_SHARE = 0.1
#: Confidence that a carried pixel keeps: enough to be carried on (view-tensors.ts), too little to be remembered.
CARRIED_CONFIDENCE = 0.55


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions without normalisation, as in EDSR (Lim et al., 2017): restoring keeps the scale."""

    def __init__(self, channels: int):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.relu(self.first(F.relu(x))))


class Attention(nn.Module):
    """Self-attention over all positions of a small map."""

    def __init__(self, channels: int, heads: int):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(channels)
        self.qkv = nn.Linear(channels, 3 * channels)
        self.out = nn.Linear(channels, channels)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x: Tensor) -> Tensor:
        batch, channels, height, width = x.shape
        tokens = x.flatten(2).transpose(1, 2)
        qkv = self.qkv(self.norm(tokens)).reshape(
            batch, height * width, 3, self.heads, channels // self.heads
        )
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        scores = torch.softmax(q @ k.transpose(2, 3) * (channels // self.heads) ** -0.5, -1)
        mixed = (scores @ v).transpose(1, 2).reshape(batch, height * width, channels)
        return x + self.out(mixed).transpose(1, 2).reshape(batch, channels, height, width)


class Draw(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        top, middle, deep = config.draw.channels
        counts = config.draw.blocks
        inputs = (CONDITION_CHANNELS + FIGURE_CHANNELS) * 16 + 4 * 4 + 1 + config.condition.controls
        stack = lambda channels, count: nn.Sequential(*[ResidualBlock(channels) for _ in range(count)])
        self.enter = nn.Conv2d(inputs, top, 1)
        self.down_top, self.to_middle = stack(top, counts[0]), nn.Conv2d(top, middle, 2, stride=2)
        self.down_middle, self.to_deep = stack(middle, counts[1]), nn.Conv2d(middle, deep, 2, stride=2)
        self.deep = nn.Sequential(
            ResidualBlock(deep), Attention(deep, config.draw.heads), stack(deep, counts[2] - 1)
        )
        self.from_deep, self.up_middle = (
            nn.ConvTranspose2d(deep, middle, 2, stride=2),
            stack(middle, counts[1]),
        )
        self.from_middle, self.up_top = nn.ConvTranspose2d(middle, top, 2, stride=2), stack(top, counts[0])
        self.head = nn.Conv2d(top, HEAD_CHANNELS * 16, 1)
        # What was seen from afar is blurred from near: a last look at the picture itself, at half its size, where
        # neighbouring pixels share their weights, sharpens it. It reads RGB, detail and the top features.
        self.sharpen = nn.Sequential(
            nn.Conv2d(4 * 4 + top // 4, SHARPENING, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(SHARPENING, 12, 3, padding=1),
        )
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)
        nn.init.zeros_(self.sharpen[2].weight)
        nn.init.zeros_(self.sharpen[2].bias)
        with torch.no_grad():  # Starts as the reprojection itself.
            self.head.bias[:16] = 3.0
            self.head.bias[48:64] = -2.0

    def forward(
        self, conditions: Tensor, entity_maps: Tensor, coarse: Tensor, imagined: Tensor, controls: Tensor
    ):
        """The raw head: rgb [B,3,H,W] in about [0,1], root inverse depth [B,1,H,W], entity and confidence logits."""
        height, width = conditions.shape[2] // 4, conditions.shape[3] // 4
        flags = torch.cat([imagined.unsqueeze(1), controls], 1)[:, :, None, None].expand(
            -1, -1, height, width
        )
        x = torch.cat(
            [
                F.pixel_unshuffle(conditions, 4),
                F.pixel_unshuffle(entity_maps, 4),
                F.pixel_unshuffle(coarse, 2),
                flags,
            ],
            1,
        )
        top = self.down_top(self.enter(x))
        middle = self.down_middle(self.to_middle(top))
        deep = self.deep(self.to_deep(middle))
        middle = self.up_middle(self.from_deep(deep) + middle)
        top = self.up_top(self.from_middle(middle) + top)
        out = F.pixel_shuffle(self.head(top), 4)

        # Every pixel chooses among what it could be, figures first where they show, and adds a correction.
        shown = entity_maps[:, 3:4].clamp(0.002, 0.998)
        figure = torch.log(shown / (1 - shown))
        blend = torch.softmax(torch.cat([out[:, :3], out[:, 3:4] + figure], 1), 1)
        wide = F.interpolate(coarse, scale_factor=2.0, mode="bilinear", align_corners=False)
        choices = (conditions[:, :3], conditions[:, 6:9], wide[:, :3], entity_maps[:, :3])
        rgb = sum(blend[:, i : i + 1] * choice for i, choice in enumerate(choices)) + out[:, 4:7]
        picture = F.pixel_unshuffle(torch.cat([rgb, conditions[:, 9:10]], 1), 2)
        rgb = rgb + F.pixel_shuffle(self.sharpen(torch.cat([picture, F.pixel_shuffle(top, 2)], 1)), 2)
        # Where a coarse view was imagined, depth starts from it outside what is known.
        known = conditions[:, 3:4] + conditions[:, 4:5]
        use = (1 - known) * imagined[:, None, None, None]
        behind = (1 - use) * conditions[:, 5:6] + use * wide[:, 3:4]
        # What only the last frame knows is carried on as it is: fed back through the network it would grow
        # into noise while one stands still.
        carried = carried_share(conditions, entity_maps)
        rgb = rgb + carried * (conditions[:, 6:9] / conditions[:, 4:5].clamp(min=1e-3) - rgb)
        depth_root = behind + blend[:, 3:4] * (entity_maps[:, 4:5] - behind) + (1 - carried) * out[:, 7:8]
        return rgb, F.relu(depth_root), out[:, 8:9] + figure, out[:, 9:10]


def carried_share(conditions: Tensor, entity_maps: Tensor) -> Tensor:
    """How far a pixel is the last frame's: where memory knows nothing and no entity stands, [B,1,H,W]."""
    return conditions[:, 4:5] * (1 - entity_maps[:, 3:4])


class DrawGraph(nn.Module):
    """Draw with its outputs as the bytes the engine keeps; see shared/pack.ts."""

    def __init__(self, draw: Draw):
        super().__init__()
        self.draw = draw

    def forward(
        self, conditions: Tensor, entity_maps: Tensor, coarse: Tensor, imagined: Tensor, controls: Tensor
    ):
        rgb, depth_root, entity, confidence = self.draw(conditions, entity_maps, coarse, imagined, controls)
        confidence = torch.maximum(
            torch.sigmoid(confidence), CARRIED_CONFIDENCE * carried_share(conditions, entity_maps)
        )
        codes = (depth_root[:, 0] * depth_root[:, 0] / INVERSE_DEPTH_SCALE + 0.5).clamp(1, 65535)
        return (
            (rgb.clamp(0, 1) * 255.0 + 0.5).to(torch.uint8),
            codes.to(torch.int32).to(torch.uint16),
            (torch.sigmoid(entity[:, 0]) * 255.0 + 0.5).to(torch.uint8),
            (confidence[:, 0] * 255.0 + 0.5).to(torch.uint8),
        )


def draw_loss(outputs, target_rgb: Tensor, target_root: Tensor, target_entity: Tensor, weight: Tensor):
    """Loss of one batch: all [B, ., H, W]; weight [B,1,H,W] lowers what nothing could have told the network."""
    rgb, depth_root, entity, confidence = outputs
    error = rgb - target_rgb
    colour = (error.abs() * weight).mean() + 4 * (error * error * weight).mean()
    edges = sum(
        (
            (torch.diff(rgb, dim=d) - torch.diff(target_rgb, dim=d)).abs()
            * weight.narrow(d, 1, weight.shape[d] - 1)
        ).mean()
        for d in (2, 3)
    )
    depth_error = (depth_root - target_root).abs()
    depth = (depth_error * weight).mean()
    mask = F.binary_cross_entropy_with_logits(entity, target_entity)
    with torch.no_grad():
        right = (error.abs().amax(1, keepdim=True) < COLOUR_TOLERANCE) & (
            (depth_root**2 - target_root**2).abs() < DEPTH_SHARE * target_root**2 + 0.01
        )
    sure = F.binary_cross_entropy_with_logits(confidence, right.to(confidence.dtype), weight.clamp(max=1.0))
    loss = colour + 0.5 * edges + depth + 0.1 * mask + 0.03 * sure
    return loss, {
        "mse": (error.detach() ** 2).mean(),
        "depth": depth.detach(),
        "entity": mask.detach(),
        "sure": sure.detach(),
    }
