"""The layers of `relight`: a U-Net that reads a view, and a small shader that uses its features."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import Config
from worldroom_training.contract import RELIGHT_CAMERA_FEATURES
from worldroom_training.networks.blocks import residual_blocks, zero

#: Full-resolution maps of the shader: logarithm of a gain, and an offset, for R, G and B.
SHADER_MAPS = 6
#: Input maps: RGB without fog [3], RGB [3], root inverse depth, height, entity, sky, transmission, and of
#: each ray its rise and its closeness to the sun.
PIXEL_MAPS = 13


def fog_numbers(controls: int) -> nn.Sequential:
    """From controls to the air: density, its colour [3] and its additional light towards the sun [3]."""
    return nn.Sequential(nn.Linear(controls, 48), nn.SiLU(), nn.Linear(48, 48), nn.SiLU(), nn.Linear(48, 7))


class RelightUNet(nn.Module):
    right: Tensor
    up: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        view, sizes = config.view, config.relight
        top, middle, deep = sizes.channels
        controls, asked = config.condition.controls, sizes.asked
        # Columns and rows of rays are separate, so that an exported graph holds their few numbers instead of
        # a whole plane.
        right = (torch.arange(view.width) + 0.5 - view.width / 2) / view.focal
        up = (view.height / 2 - torch.arange(view.height) - 0.5) / view.focal
        self.register_buffer("right", right.reshape(1, 1, 1, -1), persistent=False)
        self.register_buffer("up", up.reshape(1, 1, -1, 1), persistent=False)
        self.air = fog_numbers(controls)
        # One more input tells whether the requested controls are visible.
        self.asked_air = fog_numbers(asked + 1)
        self.enter = nn.Conv2d(PIXEL_MAPS, top, 4, stride=4)
        self.seen_from = nn.Linear(RELIGHT_CAMERA_FEATURES + controls, top)
        self.first = nn.Conv2d(top, top, 3, padding=1)
        self.to_middle = nn.Conv2d(top, middle, 2, stride=2)
        self.down_middle = residual_blocks(middle, 1)
        self.to_deep, self.deep = nn.Conv2d(middle, deep, 2, stride=2), residual_blocks(deep, 2)
        self.whole = nn.Linear(deep, deep)
        self.from_deep = nn.ConvTranspose2d(deep, middle, 2, stride=2)
        self.up_middle = residual_blocks(middle, 1)
        self.from_middle = nn.ConvTranspose2d(middle, top, 2, stride=2)
        self.last = nn.Conv2d(top, sizes.features, 3, padding=1)
        self.shade_first = nn.Conv2d(sizes.features, sizes.shader, 1)
        self.shade_second = nn.Conv2d(sizes.shader, sizes.shader, 1)
        self.told = nn.Sequential(
            nn.Linear(asked + 1 + controls, 64), nn.SiLU(), nn.Linear(64, 4 * sizes.shader)
        )
        #: Colour matrices of a theme for all surfaces, and for the sky: [2,3,3], added to the identity.
        self.grade = nn.Sequential(nn.Linear(asked + 1, 48), nn.SiLU(), nn.Linear(48, 18))
        self.head = nn.Conv2d(sizes.shader, SHADER_MAPS * 16, 1)
        for layer in (self.head, self.grade[2], self.told[2]):
            zero(layer)

    def read(self, maps: Tensor, seen_from: Tensor) -> Tensor:
        """maps [B,PIXEL_MAPS,H,W], camera and controls [B,7+C] -> features [B,features,H/4,W/4]."""
        x = self.enter(maps) + self.seen_from(seen_from)[:, :, None, None]
        top = x + self.first(F.relu(x))
        middle = self.down_middle(self.to_middle(top))
        deep = self.deep(self.to_deep(middle))
        deep = deep + self.whole(deep.mean((2, 3)))[:, :, None, None]
        middle = self.up_middle(self.from_deep(deep) + middle)
        return self.last(F.relu(self.from_middle(middle) + top))
