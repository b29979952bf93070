"""What `draw` paints of a view's conditions in one step, and how that is taught. Layers: draw_unet.py."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import Config
from worldroom_training.contract import INVERSE_DEPTH_SCALE, LARGEST_CODE, SKY_CODE
from worldroom_training.networks.draw_unet import DrawUNet

#: Confidence is the chance that no RGB channel is off by more than this (0 to 1) and depth by more than
#: DEPTH_SHARE.
COLOUR_TOLERANCE = 0.1
DEPTH_SHARE = 0.1
#: Confidence that a carried pixel keeps: enough to be carried on (view-tensors.ts), too little to be
#: remembered.
CARRIED_CONFIDENCE = 0.55


class Draw(DrawUNet):
    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.sharpens_blend = config.draw.expansion == 0
        assert self.head.bias is not None
        with torch.no_grad():  # Starts as the reprojection itself.
            self.head.bias[:16] = 3.0
            self.head.bias[48:64] = -2.0

    def forward(
        self, conditions: Tensor, entity_maps: Tensor, coarse: Tensor, imagined: Tensor, controls: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """rgb [B,3,H,W] in about [0,1], root inverse depth [B,1,H,W], entity and confidence logits."""
        return self.paint(conditions, entity_maps, coarse, imagined, controls)[0]

    def paint(
        self, conditions: Tensor, entity_maps: Tensor, coarse: Tensor, imagined: Tensor, controls: Tensor
    ) -> tuple[tuple[Tensor, Tensor, Tensor, Tensor], list[Tensor]]:
        """What `forward` answers, and the features of each level."""
        height, width = conditions.shape[2] // 4, conditions.shape[3] // 4
        flags = torch.cat([imagined.unsqueeze(1), controls], 1)[:, :, None, None].expand(
            -1, -1, height, width
        )
        inputs = (
            F.pixel_unshuffle(conditions, 4),
            F.pixel_unshuffle(entity_maps, 4),
            F.pixel_unshuffle(coarse, 2),
            flags,
        )
        features = self.features(torch.cat(inputs, 1))
        top = features[-1]
        out = F.pixel_shuffle(self.head(top), 4)

        # Every pixel chooses among what it could be, entities first where they show, and adds a correction.
        shown = entity_maps[:, 3:4].clamp(0.002, 0.998)
        entity = torch.log(shown / (1 - shown))
        blend = torch.softmax(torch.cat([out[:, :3], out[:, 3:4] + entity], 1), 1)
        wide = F.interpolate(coarse, scale_factor=2.0, mode="bilinear", align_corners=False)
        choices = (conditions[:, :3], conditions[:, 6:9], wide[:, :3], entity_maps[:, :3])
        rgb = sum(blend[:, i : i + 1] * choice for i, choice in enumerate(choices)) + out[:, 4:7]
        # Lean networks sharpen what memory shows, so that all their layers are one graph (DrawTrunk).
        sharpens = rgb if self.sharpens_blend else conditions[:, :3]
        picture = F.pixel_unshuffle(torch.cat([sharpens, conditions[:, 9:10]], 1), 2)
        rgb = rgb + F.pixel_shuffle(self.sharpening(picture, top), 2)
        # Where a coarse view was imagined, depth starts from it outside what is known.
        known = conditions[:, 3:4] + conditions[:, 4:5]
        use = (1 - known) * imagined[:, None, None, None]
        behind = (1 - use) * conditions[:, 5:6] + use * wide[:, 3:4]
        # What only the last frame knows is carried on as it is: fed back through the network it would grow
        # into noise while one stands still.
        carried = carried_share(conditions, entity_maps)
        rgb = rgb + carried * (conditions[:, 6:9] / conditions[:, 4:5].clamp(min=1e-3) - rgb)
        depth_root = behind + blend[:, 3:4] * (entity_maps[:, 4:5] - behind) + (1 - carried) * out[:, 7:8]
        return (rgb, F.relu(depth_root), out[:, 8:9] + entity, out[:, 9:10]), features


def carried_share(conditions: Tensor, entity_maps: Tensor) -> Tensor:
    """How far a pixel is the last frame's: where memory knows nothing and no entity stands, [B,1,H,W]."""
    return conditions[:, 4:5] * (1 - entity_maps[:, 3:4])


class DrawTrunk(nn.Module):
    """The layers of a lean draw alone. On a CPU, native code does the rest (composition.h)."""

    def __init__(self, draw: Draw) -> None:
        super().__init__()
        self.draw = draw

    def forward(self, features: Tensor, picture: Tensor) -> tuple[Tensor, Tensor]:
        """[B,F,H/4,W/4] and [B,16,H/2,W/2] -> head [B,160,H/4,W/4] and sharpening [B,12,H/2,W/2]."""
        top = self.draw.features(features)[-1]
        return self.draw.head(top), self.draw.sharpening(picture, top)


class DrawGraph(nn.Module):
    """Draw with its outputs as the bytes the engine keeps; see shared/pack.ts."""

    def __init__(self, draw: Draw) -> None:
        super().__init__()
        self.draw = draw

    def forward(
        self, conditions: Tensor, entity_maps: Tensor, coarse: Tensor, imagined: Tensor, controls: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        rgb, depth_root, entity, confidence = self.draw(conditions, entity_maps, coarse, imagined, controls)
        carried = CARRIED_CONFIDENCE * carried_share(conditions, entity_maps)
        confidence = torch.maximum(torch.sigmoid(confidence), carried)
        codes = depth_root[:, 0] * depth_root[:, 0] / INVERSE_DEPTH_SCALE + 0.5
        return (
            (rgb.clamp(0, 1) * 255.0 + 0.5).to(torch.uint8),
            codes.clamp(SKY_CODE, LARGEST_CODE).to(torch.int32).to(torch.uint16),
            (torch.sigmoid(entity[:, 0]) * 255.0 + 0.5).to(torch.uint8),
            (confidence[:, 0] * 255.0 + 0.5).to(torch.uint8),
        )


def draw_loss(
    outputs: tuple[Tensor, Tensor, Tensor, Tensor],
    target_rgb: Tensor,
    target_root: Tensor,
    target_entity: Tensor,
    weight: Tensor,
) -> tuple[Tensor, dict[str, Tensor]]:
    """Loss of one batch: all [B, ., H, W]; weight [B,1,H,W] lowers what nothing could have told
    the network."""
    rgb, depth_root, entity, confidence = outputs
    error = rgb - target_rgb
    colour = (error.abs() * weight).mean() + 4 * (error * error * weight).mean()
    edges = [
        (torch.diff(rgb, dim=d) - torch.diff(target_rgb, dim=d)).abs()
        * weight.narrow(d, 1, weight.shape[d] - 1)
        for d in (2, 3)
    ]
    depth = ((depth_root - target_root).abs() * weight).mean()
    mask = F.binary_cross_entropy_with_logits(entity, target_entity)
    with torch.no_grad():
        far_off = (depth_root**2 - target_root**2).abs()
        right = error.abs().amax(1, keepdim=True) < COLOUR_TOLERANCE
        right = right & (far_off < DEPTH_SHARE * target_root**2 + 0.01)
    sure = F.binary_cross_entropy_with_logits(confidence, right.to(confidence.dtype), weight.clamp(max=1.0))
    sharp = edges[0].mean() + edges[1].mean()
    loss = colour + 0.5 * sharp + depth + 0.1 * mask + 0.03 * sure
    figures = {"mse": (error.detach() ** 2).mean(), "depth": depth.detach()}
    return loss, {**figures, "entity": mask.detach(), "sure": sure.detach()}
