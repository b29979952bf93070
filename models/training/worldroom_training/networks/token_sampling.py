"""Sampling of codes, and the schedule in which tokens are revealed."""

import torch
from torch import Tensor


def draw_code(logits: Tensor, noise: Tensor, block: int) -> tuple[Tensor, Tensor]:
    """Inverse transform sampling: logits [B,T,codes], noise [B,T] uniform in (0,1) -> the code whose interval
    of the cumulative probability contains the noise, and its probability.

    The block of codes is found first, then the code in it (`block` divides the number of codes). A
    cumulative sum over all codes would cost as much as a layer.
    """
    probability = torch.softmax(logits, -1).unflatten(-1, (-1, block))
    chosen, _, rest = find_stretch(probability.sum(-1), noise)
    inner = probability.gather(2, chosen.unsqueeze(-1).expand(-1, -1, -1, block))[..., 0, :]
    code, chance, _ = find_stretch(inner, rest)
    return (chosen * block + code)[..., 0], chance


def find_stretch(weights: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """weights [B,T,N], noise [B,T] in (0,1) -> index int64 [B,T,1], its weight, and the noise within its
    interval."""
    cumulated = torch.cumsum(weights, -1)
    aim = noise.unsqueeze(-1) * cumulated[..., -1:]
    index = (cumulated < aim).to(torch.int64).sum(-1, keepdim=True).clamp(max=weights.shape[-1] - 1)
    weight = weights.gather(2, index).clamp(min=1e-9)
    within = 1 - (cumulated.gather(2, index) - aim) / weight
    return index, weight[..., 0], within[..., 0].clamp(1e-4, 1 - 1e-4)
