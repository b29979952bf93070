"""Plans of unseen ground by masked tokens (MaskGIT, Chang et al., 2022): kinds of cells, then materials.

Dilated residual convolutions see a window of cells of which some are known, and say for every other cell
which kind, and which material, it may have. The engine draws them in a few steps, in random order.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import PlanConfig
from worldroom_training.contract import (
    FLOORS,
    PLAN_CONTROLS,
    PLAN_KINDS,
    PLAN_TILE,
    SOLID_KIND,
    UNTOLD,
    WALLS,
)
from worldroom_training.networks.blocks import zero
from worldroom_training.plans.batches import PlanBatch

MATERIALS = len(FLOORS) + len(WALLS)


class CellNorm(nn.Module):
    """RMS normalisation over the channels of each cell (Zhang and Sennrich, 2019): cells stay independent,
    so a part of a window can be computed alone."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-6) * self.scale


class PlanBlock(nn.Module):
    """A dilated and a pointwise convolution; controls shift the channels between."""

    def __init__(self, channels: int, dilation: int, controls: int) -> None:
        super().__init__()
        self.dilation = dilation
        self.norm = CellNorm(channels)
        self.spread = nn.Conv2d(channels, channels, 3, dilation=dilation)
        self.control = nn.Linear(controls, channels)
        self.mix = nn.Conv2d(channels, channels, 1)
        zero(self.mix)

    def forward(self, x: Tensor, controls: Tensor, margin: int = 0) -> Tensor:
        """`margin`: cells at each border of `x` that the output leaves out: none, or the dilation."""
        weight, bias, dilation = self.spread.weight, self.spread.bias, self.dilation
        padding = dilation - margin
        y = F.conv2d(F.relu(self.norm(x)), weight, bias, padding=padding, dilation=dilation)
        y = y + self.control(controls)[:, :, None, None]
        if margin:
            x = x[:, :, margin:-margin, margin:-margin]
        return x + self.mix(F.relu(y))


class PlanNetwork(nn.Module):
    """Tokens of kinds and materials [B,S,S] and controls [B,T] to logits."""

    def __init__(self, config: PlanConfig) -> None:
        super().__init__()
        channels = config.channels
        self.kinds = nn.Embedding(SOLID_KIND + 1, channels)
        self.materials = nn.Embedding(MATERIALS + 1, channels)
        self.enter = nn.Conv2d(channels, channels, 3, padding=1)
        self.controls = nn.Linear(2 * len(PLAN_CONTROLS), config.control_width)
        width = config.control_width
        self.blocks = nn.ModuleList(PlanBlock(channels, dilation, width) for dilation in config.dilations)
        self.norm = CellNorm(channels)
        self.kind_head = nn.Conv2d(channels, len(PLAN_KINDS), 1)
        self.material_head = nn.Conv2d(channels, MATERIALS, 1)

    def forward(
        self, kinds: Tensor, materials: Tensor, asked: Tensor, tile_alone: bool = False
    ) -> tuple[Tensor, Tensor]:
        """Logits of kinds [B,9,S,S] and materials [B,M,S,S]; of the tile in the middle if `tile_alone`,
        for which the last blocks compute no more than it depends on."""
        told = (asked != UNTOLD).to(asked.dtype)
        controls = F.relu(self.controls(torch.cat([asked * told, told], 1)))
        x = self.enter((self.kinds(kinds) + self.materials(materials)).permute(0, 3, 1, 2))
        margins = self.margins(kinds.shape[-1]) if tile_alone else [0] * len(self.blocks)
        for block, margin in zip(self.blocks, margins, strict=True):
            x = block(x, controls, margin)
        x = F.relu(self.norm(x))
        if tile_alone and (rest := (x.shape[-1] - PLAN_TILE) // 2):
            x = x[:, :, rest:-rest, rest:-rest]
        return self.kind_head(x), self.material_head(x)

    def margins(self, size: int) -> list[int]:
        """For each block, the cells at each border that no later block needs: its dilation, or none."""
        margins: list[int] = []
        needed = PLAN_TILE
        for block in reversed(list(self.blocks)):
            assert isinstance(block, PlanBlock)
            needed += 2 * block.dilation
            if needed > size:
                break
            margins.append(block.dilation)
        margins += [0] * (len(self.blocks) - len(margins))
        return margins[::-1]


class PlanGraph(nn.Module):
    """plan.onnx: logits of the tile in the middle of a window."""

    def __init__(self, network: PlanNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, kinds: Tensor, materials: Tensor, asked: Tensor) -> tuple[Tensor, Tensor]:
        kind_logits, material_logits = self.network(kinds, materials, asked, tile_alone=True)
        return kind_logits, material_logits


def plan_loss(network: nn.Module, batch: PlanBatch) -> tuple[Tensor, dict[str, Tensor]]:
    """Cross entropy a cell (nats), of kinds and of materials."""
    kind_logits, material_logits = network(batch.kinds, batch.materials, batch.asked)

    def mean(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
        entropy = F.cross_entropy(logits.float(), target, reduction="none")
        return (entropy * weight).sum() / weight.sum().clamp(min=1)

    kinds = mean(kind_logits, batch.target_kinds, batch.kind_weight)
    materials = mean(material_logits, batch.target_materials, batch.material_weight)
    return kinds + materials, {"kinds": kinds.detach(), "materials": materials.detach()}
