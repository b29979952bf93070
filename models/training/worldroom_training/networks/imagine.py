"""What a place that memory does not cover may look like: the `imagine` graph.

A transformer predicts the tokens of a coarse view from what is known of it, all unknown tokens at
once; the surest (with some randomness) are kept and the rest is predicted again, a few times over
(MaskGIT, Chang et al., 2022; for worlds: Genie, Bruce et al., 2024). The codes of one token are predicted
one after the other, each knowing those before it (RQ-Transformer, Lee et al., 2022).
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import Config
from worldroom_training.networks.condition import COARSE_CHANNELS
from worldroom_training.networks.tokenizer import Tokenizer

#: How much a token's turn depends on chance rather than on how sure the network is of it.
ORDER_RANDOMNESS = 2.0
#: Below 1, likely codes become likelier still: fewer details, but walls that hold together.
TEMPERATURE = 0.7


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


class Follow(nn.Module):
    """Tells a patch's features which code was drawn for it."""

    def __init__(self, width: int):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.expand, self.reduce = nn.Linear(2 * width, 3 * width), nn.Linear(3 * width, width)

    def forward(self, features: Tensor, told: Tensor) -> Tensor:
        both = torch.cat([self.norm(features), told * told.shape[-1] ** 0.5], -1)
        return features + self.reduce(F.gelu(self.expand(both), approximate="tanh"))


class Imagine(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        width, patch = config.imagine.width, config.tokenizer.patch
        self.rows = config.view.height // 2 // patch
        self.columns = config.view.width // 2 // patch
        self.tokens = self.rows * self.columns
        levels = config.tokenizer.levels
        self.parts, self.codes, self.block = (
            config.tokenizer.parts,
            math.prod(levels),
            math.prod(levels[: len(levels) // 2]),
        )
        self.patch = patch
        self.context = nn.Conv2d(COARSE_CHANNELS * patch * patch, width, 1)
        self.embeddings = nn.ModuleList([nn.Embedding(self.codes, width) for _ in range(self.parts)])
        self.unknown = nn.Parameter(torch.zeros(width))
        self.position = nn.Parameter(torch.randn(self.tokens, width) * 0.02)
        self.layers = nn.ModuleList(
            [Layer(width, config.imagine.heads) for _ in range(config.imagine.layers)]
        )
        self.follow = nn.ModuleList([Follow(width) for _ in range(self.parts - 1)])
        self.norms = nn.ModuleList([nn.LayerNorm(width) for _ in range(self.parts)])
        self.heads = nn.ModuleList([nn.Linear(width, self.codes) for _ in range(self.parts)])
        for embedding in self.embeddings:
            nn.init.normal_(embedding.weight, std=0.02)

    def features(self, coarse_conditions: Tensor, codes: Tensor, known: Tensor) -> Tensor:
        """coarse conditions [B,5,h,w], codes int64 [parts,B,T], known [B,T] in {0,1} -> [B,T,width]."""
        x = self.context(F.pixel_unshuffle(coarse_conditions, self.patch)).flatten(2).transpose(1, 2)
        known = known.unsqueeze(-1)
        told = sum(embedding(code) for embedding, code in zip(self.embeddings, codes.unbind(0), strict=True))
        x = x + self.position + known * told + (1 - known) * self.unknown
        for layer in self.layers:
            x = layer(x)
        return x

    def logits(self, features: Tensor, part: int) -> Tensor:
        """Of one part's codes: features [B,T,width] that know the parts before it -> [B,T,codes]."""
        return self.heads[part](self.norms[part](features))

    def knowing(self, features: Tensor, part: int, code: Tensor) -> Tensor:
        """The features of the part after `part`, once that one's code int64 [B,T] is known."""
        return self.follow[part](features, self.embeddings[part](code))

    def forward(self, coarse_conditions: Tensor, codes: Tensor, known: Tensor) -> Tensor:
        """Logits [parts,B,T,codes]: `codes` are the true ones, and hidden from where `known` is 0 but for
        the parts that come before the predicted one."""
        features = self.features(coarse_conditions, codes, known)
        logits = []
        for part in range(self.parts):
            logits.append(self.logits(features, part))
            if part + 1 < self.parts:
                features = self.knowing(features, part, codes[part])
        return torch.stack(logits)


class ImagineGraph(nn.Module):
    """One decoding step, with the coarse view of the tokens so far; see shared/pack.ts. The exported graph decodes in the last
    step only (export/last_step.py)."""

    def __init__(self, imagine: Imagine, tokenizer: Tokenizer):
        super().__init__()
        self.imagine, self.tokenizer = imagine, tokenizer

    def forward(
        self,
        coarse_conditions: Tensor,
        tokens: Tensor,
        known: Tensor,
        noise: Tensor,
        order: Tensor,
        reveal: Tensor,
    ):
        """noise, order [B,T] uniform in (0,1); reveal [B]: share of tokens known after this step."""
        features = self.imagine.features(coarse_conditions, self.tokenizer.split(tokens), known)
        drawn, sureness = torch.zeros_like(tokens), torch.zeros_like(noise)
        for part in range(self.imagine.parts):
            # Another lot a part, from the same two: the sum of uniform numbers, round the clock, is uniform again.
            lot = torch.remainder(noise + part * order, 1.0)
            code, chance = draw_code(
                self.imagine.logits(features, part) / TEMPERATURE, lot, self.imagine.block
            )
            drawn = drawn + code * self.imagine.codes**part
            sureness = sureness + torch.log(chance)
            if part + 1 < self.imagine.parts:
                features = self.imagine.knowing(features, part, code)
        next_tokens = torch.where(known > 0.5, tokens, drawn)
        gumbel = -torch.log(-torch.log(order.clamp(1e-6, 1 - 1e-6)))
        score = torch.where(
            known > 0.5,
            torch.full_like(sureness, 1e4),
            sureness + ORDER_RANDOMNESS * gumbel * (1 - reveal.unsqueeze(-1)),
        )
        # A token is revealed when fewer than `reveal` of all tokens score higher.
        rank = (score.unsqueeze(1) > score.unsqueeze(2)).to(torch.float32).sum(-1)
        next_known = (rank < reveal.unsqueeze(-1) * self.imagine.tokens).to(torch.float32)
        return next_tokens, next_known, self.tokenizer.decode(next_tokens)


def draw_code(logits: Tensor, noise: Tensor, block: int) -> tuple[Tensor, Tensor]:
    """Inverse transform sampling: logits [B,T,codes], noise [B,T] uniform in (0,1) -> the code whose stretch of
    the cumulated probability holds the noise, and its probability.

    The block of codes is found first, then the code in it (`block` divides the number of codes): cumulating
    over all of them would cost as much as a layer."""
    probability = torch.softmax(logits, -1).unflatten(-1, (-1, block))
    chosen, _, rest = find_stretch(probability.sum(-1), noise)
    inner = probability.gather(2, chosen.unsqueeze(-1).expand(-1, -1, -1, block))[..., 0, :]
    code, chance, _ = find_stretch(inner, rest)
    return (chosen * block + code)[..., 0], chance


def find_stretch(weights: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """weights [B,T,N], noise [B,T] in (0,1) -> index int64 [B,T,1], its weight, and the noise within it."""
    cumulated = torch.cumsum(weights, -1)
    aim = noise.unsqueeze(-1) * cumulated[..., -1:]
    index = (cumulated < aim).to(torch.int64).sum(-1, keepdim=True).clamp(max=weights.shape[-1] - 1)
    weight = weights.gather(2, index).clamp(min=1e-9)
    within = 1 - (cumulated.gather(2, index) - aim) / weight
    return index, weight[..., 0], within[..., 0].clamp(1e-4, 1 - 1e-4)


def reveal_schedule(steps: int) -> list[float]:
    """Share of tokens known after each step: MaskGIT's cosine, ending at 1."""
    return [1 - math.cos(math.pi / 2 * (step + 1) / steps) for step in range(steps - 1)] + [1.0]


def imagine_loss(logits: Tensor, codes: Tensor, known: Tensor):
    """Nats a token: logits [parts,B,T,codes], codes int64 [parts,B,T], known [B,T]."""
    unknown = 1 - known
    each = F.cross_entropy(logits.flatten(0, 2), codes.flatten(), reduction="none").reshape(codes.shape)
    nats = (each * unknown).sum((1, 2)) / unknown.sum().clamp(min=1)
    return nats.sum(), {"nats": nats.sum().detach(), "first": nats[0].detach()}
