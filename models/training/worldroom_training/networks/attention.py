"""Multi-head self-attention (Vaswani et al., 2017), shared by all networks here."""

import torch
from torch import Tensor


def multi_head_attention(qkv: Tensor, heads: int) -> Tensor:
    """Concatenated queries, keys and values [B,T,3*C] with consecutive heads -> attended values [B,T,C].

    It is written out instead of torch's scaled_dot_product_attention, which exports separate scales of
    queries and keys: two more multiplications a layer, and other last digits, which would change quantised
    packs.
    """
    batch, count, width = qkv.shape[0], qkv.shape[1], qkv.shape[2] // 3
    q, k, v = qkv.reshape(batch, count, 3, heads, width // heads).permute(2, 0, 3, 1, 4).unbind(0)
    scores = torch.softmax(q @ k.transpose(2, 3) * (width // heads) ** -0.5, -1)
    return (scores @ v).transpose(1, 2).reshape(batch, count, width)
