"""What a place that memory does not cover may look like: the `imagine` graph.

A transformer predicts the tokens of a coarse view from what is known of it, all unknown tokens at
once; the surest (with some randomness) are kept and the rest is predicted again, a few times over
(MaskGIT, Chang et al., 2022; for worlds: Genie, Bruce et al., 2024).
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from condition import COARSE_CHANNELS
from config import Config
from tokenizer import Tokenizer

#: How much a token's turn depends on chance rather than on how sure the network is of it.
ORDER_RANDOMNESS = 2.0


class Layer(nn.Module):
    """A pre-norm transformer layer, written out so that it exports as plain matrix products."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.attention_norm, self.feed_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.expand, self.reduce = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        batch, count, width = x.shape
        qkv = self.qkv(self.attention_norm(x)).reshape(batch, count, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        scores = torch.softmax(q @ k.transpose(2, 3) * (width // self.heads) ** -0.5, -1)
        x = x + self.out((scores @ v).transpose(1, 2).reshape(batch, count, width))
        return x + self.reduce(F.gelu(self.expand(self.feed_norm(x)), approximate="tanh"))


class Imagine(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        width, patch = config.imagine.width, config.tokenizer.patch
        self.rows = config.view.height // 2 // patch
        self.columns = config.view.width // 2 // patch
        self.tokens = self.rows * self.columns
        codes = math.prod(config.tokenizer.levels)
        self.patch = patch
        self.context = nn.Conv2d(COARSE_CHANNELS * patch * patch, width, 1)
        self.token = nn.Embedding(codes, width)
        self.unknown = nn.Parameter(torch.zeros(width))
        self.position = nn.Parameter(torch.randn(self.tokens, width) * 0.02)
        self.layers = nn.ModuleList([Layer(width, config.imagine.heads) for _ in range(config.imagine.layers)])
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, codes)
        nn.init.normal_(self.token.weight, std=0.02)

    def forward(self, coarse_conditions: Tensor, tokens: Tensor, known: Tensor) -> Tensor:
        """coarse conditions [B,5,h,w], tokens int64 [B,T], known [B,T] in {0,1} -> logits [B,T,codes]."""
        x = self.context(F.pixel_unshuffle(coarse_conditions, self.patch)).flatten(2).transpose(1, 2)
        known = known.unsqueeze(-1)
        x = x + self.position + known * self.token(tokens) + (1 - known) * self.unknown
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))


class ImagineGraph(nn.Module):
    """One decoding step, with the coarse view of the tokens so far; see shared/pack.ts."""

    def __init__(self, imagine: Imagine, tokenizer: Tokenizer):
        super().__init__()
        self.imagine, self.tokenizer = imagine, tokenizer

    def forward(self, coarse_conditions: Tensor, tokens: Tensor, known: Tensor, noise: Tensor, order: Tensor, reveal: Tensor):
        """noise, order [B,T] uniform in (0,1); reveal [B]: share of tokens known after this step."""
        probability = torch.softmax(self.imagine(coarse_conditions, tokens, known), -1)
        # Inverse transform sampling: the first code at which the cumulated probability passes the noise.
        cumulated = torch.cumsum(probability, -1)
        drawn = (cumulated < noise.unsqueeze(-1) * cumulated[..., -1:]).to(torch.int64).sum(-1)
        drawn = drawn.clamp(max=probability.shape[-1] - 1)
        next_tokens = torch.where(known > 0.5, tokens, drawn)
        sureness = torch.log(torch.gather(probability, 2, drawn.unsqueeze(-1))[..., 0] + 1e-9)
        gumbel = -torch.log(-torch.log(order.clamp(1e-6, 1 - 1e-6)))
        score = torch.where(known > 0.5, torch.full_like(sureness, 1e4), sureness + ORDER_RANDOMNESS * gumbel * (1 - reveal.unsqueeze(-1)))
        # A token is revealed when fewer than `reveal` of all tokens score higher.
        rank = (score.unsqueeze(1) > score.unsqueeze(2)).to(torch.float32).sum(-1)
        next_known = (rank < reveal.unsqueeze(-1) * self.imagine.tokens).to(torch.float32)
        return next_tokens, next_known, self.tokenizer.decode(next_tokens)


def reveal_schedule(steps: int) -> list[float]:
    """Share of tokens known after each step: MaskGIT's cosine, ending at 1."""
    return [1 - math.cos(math.pi / 2 * (step + 1) / steps) for step in range(steps - 1)] + [1.0]


def imagine_loss(logits: Tensor, codes: Tensor, known: Tensor):
    unknown = 1 - known
    each = F.cross_entropy(logits.flatten(0, 1), codes.flatten(), reduction="none").reshape(codes.shape)
    loss = (each * unknown).sum() / unknown.sum().clamp(min=1)
    return loss, {"nats": loss.detach()}
