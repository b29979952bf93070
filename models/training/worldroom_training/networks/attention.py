"""Multi-head self-attention, the one way in which all networks here attend (Vaswani et al., 2017)."""

import torch
from torch import Tensor


def multi_head_attention(qkv: Tensor, heads: int) -> Tensor:
    """Queries, keys and values side by side [B,T,3*C], all heads in a row -> mixed values [B,T,C].

    It is written out, not torch's scaled_dot_product_attention: that exports with the scale on queries and
    keys apart, two multiplications more a layer and other last digits, so quantised packs would change.
    """
    batch, count, width = qkv.shape[0], qkv.shape[1], qkv.shape[2] // 3
    q, k, v = qkv.reshape(batch, count, 3, heads, width // heads).permute(2, 0, 3, 1, 4).unbind(0)
    scores = torch.softmax(q @ k.transpose(2, 3) * (width // heads) ** -0.5, -1)
    return (scores @ v).transpose(1, 2).reshape(batch, count, width)
