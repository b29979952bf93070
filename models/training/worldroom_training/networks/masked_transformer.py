"""The layers of `imagine`: a transformer over the tokens of a coarse view, some of which are known."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import Config
from worldroom_training.networks.blocks import TransformerLayer
from worldroom_training.networks.condition import COARSE_CHANNELS


class CodeConditioning(nn.Module):
    """Adds the sampled code of a part to a patch's features."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.expand, self.reduce = nn.Linear(2 * width, 3 * width), nn.Linear(3 * width, width)

    def forward(self, features: Tensor, told: Tensor) -> Tensor:
        both = torch.cat([self.norm(features), told * told.shape[-1] ** 0.5], -1)
        return features + self.reduce(F.gelu(self.expand(both), approximate="tanh"))


class MaskedTransformer(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        width, patch = config.imagine.width, config.tokenizer.patch
        self.rows = config.view.height // 2 // patch
        self.columns = config.view.width // 2 // patch
        self.tokens = self.rows * self.columns
        levels = config.tokenizer.levels
        self.parts, self.codes = config.tokenizer.parts, math.prod(levels)
        #: Number of codes in a block for sampling; it divides the number of all codes.
        self.block = math.prod(levels[: len(levels) // 2])
        self.patch = patch
        self.context = nn.Conv2d(COARSE_CHANNELS * patch * patch, width, 1)
        embeddings = [nn.Embedding(self.codes, width) for _ in range(self.parts)]
        self.embeddings = nn.ModuleList(embeddings)
        self.unknown = nn.Parameter(torch.zeros(width))
        self.position = nn.Parameter(torch.randn(self.tokens, width) * 0.02)
        layers = [TransformerLayer(width, config.imagine.heads) for _ in range(config.imagine.layers)]
        self.layers = nn.ModuleList(layers)
        self.follow = nn.ModuleList([CodeConditioning(width) for _ in range(self.parts - 1)])
        self.norms = nn.ModuleList([nn.LayerNorm(width) for _ in range(self.parts)])
        self.heads = nn.ModuleList([nn.Linear(width, self.codes) for _ in range(self.parts)])
        for embedding in embeddings:
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
        """Logits of one part's codes: features [B,T,width] conditioned on the parts before it ->
        [B,T,codes]."""
        return self.heads[part](self.norms[part](features))

    def knowing(self, features: Tensor, part: int, code: Tensor) -> Tensor:
        """Features for the part after `part`, given that one's code int64 [B,T]."""
        return self.follow[part](features, self.embeddings[part](code))

    def forward(self, coarse_conditions: Tensor, codes: Tensor, known: Tensor) -> Tensor:
        """Logits [parts,B,T,codes]. `codes` are the true ones. Where `known` is 0, they are hidden, except
        for the parts before the predicted one."""
        features = self.features(coarse_conditions, codes, known)
        logits = []
        for part in range(self.parts):
            logits.append(self.logits(features, part))
            if part + 1 < self.parts:
                features = self.knowing(features, part, codes[part])
        return torch.stack(logits)
