"""The discriminator between decoded and reference coarse views."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Critic(nn.Module):
    """A patch discriminator (PatchGAN, Isola et al., 2017): coarse view [B,4,h,w] -> logits of being the
    reference's, at three patch sizes."""

    def __init__(self) -> None:
        super().__init__()

        def layer(inputs: int, outputs: int, stride: int) -> nn.Sequential:
            return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1), nn.LeakyReLU(0.2))

        self.parts = nn.ModuleList(
            [
                nn.Sequential(layer(4, 32, 1), layer(32, 32, 1)),
                nn.Sequential(layer(32, 64, 2), layer(64, 64, 1)),
                nn.Sequential(layer(64, 96, 2), layer(96, 96, 1), layer(96, 128, 2), layer(128, 128, 1)),
            ]
        )
        self.heads = nn.ModuleList([nn.Conv2d(channels, 1, 1) for channels in (32, 64, 128)])

    def forward(self, coarse: Tensor) -> list[Tensor]:
        logits, features = [], coarse * 2 - 1
        for part, head in zip(self.parts, self.heads, strict=True):
            features = part(features)
            logits.append(head(features))
        return logits


def hinge_loss(true: list[Tensor], decoded: list[Tensor]) -> Tensor:
    """Hinge loss of the critic (Geometric GAN, Lim and Ye, 2017)."""
    losses = [F.relu(1 - a).mean() + F.relu(1 + b).mean() for a, b in zip(true, decoded, strict=True)]
    return torch.stack(losses).sum()


def gradient_penalty(critic: Critic, true: Tensor) -> Tensor:
    """Squared gradient of the critic at true views (R1, Mescheder et al., 2018)."""
    true = true.clone().requires_grad_(True)
    logits = torch.stack([logit.mean((1, 2, 3)).sum() for logit in critic(true)]).sum()
    (gradient,) = torch.autograd.grad(logits, true, create_graph=True)
    return (gradient * gradient).sum((1, 2, 3)).mean()
