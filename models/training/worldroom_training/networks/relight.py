"""The `relight` graph: the last step of a view, which changes a drawn view's controls. Layers:
relight_unet.py.

The view's content (surface directions, shadows) is read once. A small shader then runs with and without
the requested controls, for classifier-free guidance (Ho and Salimans, 2021). Fog is removed and added by
the model of light in haze (Koschmieder, 1924), whose densities and colours are learnt.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.contract import INVERSE_DEPTH_SCALE
from worldroom_training.networks.relight_unet import RelightUNet

#: Inverse depths (1 / metres) below which a pixel is sky, and above which it is not.
SKY, NOT_SKY = 0.01, 0.025
#: Least transmission for the removal of fog, because denser fog hides colours completely.
CLEAREST = 0.15
#: Pixels a side of the parts of a view whose mean colours are compared, and their weight.
PART, PARTS = 16, 2.0


class Relight(RelightUNet):
    def forward(
        self,
        rgb: Tensor,
        inverse_depth: Tensor,
        entity: Tensor,
        camera: Tensor,
        controls: Tensor,
        asked: Tensor,
        told: Tensor,
        looks: int = 1,
    ) -> Tensor:
        """rgb [B,3,H,W] in [0,1], inverse_depth [B,1,H,W] in 1/metres, entity [B,1,H,W], camera [B,7],
        controls [B,C] of the view, asked [n*B,R] and told [n*B,1] (0 = requested controls are hidden) ->
        RGB [n*B,3,H,W], for n = looks of each view."""
        # Directions and lengths of the rays, from their columns and rows.
        length = torch.sqrt(self.right * self.right + self.up * self.up + 1)
        vector = lambda i: camera[:, i].reshape(-1, 1, 1, 1)
        rise = (vector(0) * self.right + vector(1) * self.up + vector(2)) / length
        towards = (vector(3) * self.right + vector(4) * self.up + vector(5)) / length
        sky = ((NOT_SKY - inverse_depth) / (NOT_SKY - SKY)).clamp(0, 1)
        far = length / inverse_depth.clamp(min=SKY)
        glow = F.relu(towards)
        glow = glow * glow

        clear, fog = haze(self.air(controls), far, sky, glow)
        bare = fog + (rgb - fog) / clear.clamp(min=CLEAREST)
        height = (vector(6) + far * rise) * (1 - sky)
        maps = (bare, rgb, torch.sqrt(inverse_depth), height / 3, entity, sky, clear, rise, towards)
        features = self.read(torch.cat(maps, 1), torch.cat([camera, controls], 1))

        again = lambda x: x if looks == 1 else torch.cat([x] * looks)
        asked = torch.cat([asked * told, told], 1)
        shading = self.told(torch.cat([asked, again(controls)], 1))[:, :, None, None]
        scale_one, shift_one, scale_two, shift_two = shading.chunk(4, 1)
        shaded = F.relu(again(self.shade_first(features)) * (1 + scale_one) + shift_one)
        shaded = F.relu(self.shade_second(shaded) * (1 + scale_two) + shift_two)
        out = F.pixel_shuffle(self.head(shaded), 4)
        base = again(bare)
        surface, heaven = (self.grade(asked).reshape(-1, 2, 3, 3)).unbind(1)
        # Entities keep their own colours in every theme; the shader lights them.
        sky, glow, solid = again(sky), again(glow), again((1 - sky) * (1 - entity))
        turned = mix(surface, base) * solid + mix(heaven, base) * sky
        lit = (base + turned) * torch.exp(out[:, :3]) + out[:, 3:]
        clear, fog = haze(self.asked_air(asked), again(far), sky, glow)
        return fog + (lit - fog) * clear


def haze(numbers: Tensor, far: Tensor, sky: Tensor, glow: Tensor) -> tuple[Tensor, Tensor]:
    """Transmission [B,1,H,W], with all of the sky's light, and the air's own colour [B,3,H,W]."""
    numbers = numbers[:, :, None, None]
    clear = torch.exp(-0.2 * F.softplus(numbers[:, :1] - 2) * far)
    return clear + (1 - clear) * sky, 0.7 + 0.2 * numbers[:, 1:4] + 0.2 * numbers[:, 4:] * glow


def mix(matrix: Tensor, rgb: Tensor) -> Tensor:
    """matrix [B,3,3] times the colours of rgb [B,3,H,W]."""
    return (matrix @ rgb.flatten(2)).reshape(rgb.shape)


class RelightGraph(nn.Module):
    """Relight with bytes in and out, and guidance; see shared/pack.ts."""

    def __init__(self, relight: Relight) -> None:
        super().__init__()
        self.relight = relight

    def forward(
        self,
        rgb: Tensor,
        inverse_depth: Tensor,
        entity: Tensor,
        camera: Tensor,
        controls: Tensor,
        asked: Tensor,
        guidance: Tensor,
    ) -> Tensor:
        inverse = inverse_depth.to(torch.float32).unsqueeze(1) * INVERSE_DEPTH_SCALE
        told = torch.ones_like(guidance).unsqueeze(1)
        shown = self.relight(
            rgb.to(torch.float32) / 255.0,
            inverse,
            entity.to(torch.float32).unsqueeze(1) / 255.0,
            camera,
            controls,
            torch.cat([asked, asked]),
            torch.cat([told, torch.zeros_like(told)]),
            looks=2,
        )
        with_them, without = shown.reshape(2, -1, *shown.shape[1:]).unbind(0)
        guided = without + guidance[:, None, None, None] * (with_them - without)
        return (guided.clamp(0, 1) * 255.0 + 0.5).to(torch.uint8)


def relight_loss(shown: Tensor, target: Tensor, weight: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """Loss of RGB [B,3,H,W] against the reference's. `weight` [B,1,H,W] is the weight of each pixel, but
    the mean colours of parts have equal weights everywhere, because they show the time of day."""
    error = shown - target
    down, across = (
        (torch.diff(error, dim=d) * weight.narrow(d, 1, weight.shape[d] - 1)).abs().mean() for d in (2, 3)
    )
    parts = F.avg_pool2d(error, PART)
    mse = (weight * error * error).mean()
    loss = (weight * error).abs().mean() + 4 * mse + 0.5 * (down + across) + PARTS * parts.abs().mean()
    return loss, {"mse": mse.detach(), "parts": parts.abs().mean().detach()}
