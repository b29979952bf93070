"""Text tower and head, taught contrastively against the locked image tower.

Locked-image tuning (LiT: Zhai et al., 2022) with the sigmoid loss for pairs (SigLiT: Zhai et al., 2023), to
which a softmax over the words is added, because surfaces are chosen among each other. The head on the locked
features is small: without it, a text tower alone finds no direction in them for surfaces of several colours
(LOG.md).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.export.prompt_ngrams import ngrams

#: Rows of the text tower's table, and numbers of an embedding.
BUCKETS, WIDTH = 640, 32
#: Of the head.
HIDDEN = 96
#: Standard deviations beyond which features are cut off.
CUT = 6.0


class Head(nn.Module):
    """Features of the locked tower -> embeddings of length 1."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, features: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("deviation", torch.ones(features))
        self.first = nn.Linear(features, HIDDEN)
        self.second = nn.Linear(HIDDEN, WIDTH)

    def forward(self, features: Tensor) -> Tensor:
        """[N,F] -> [N,WIDTH]"""
        levelled = ((features - self.mean) / self.deviation).clamp(-CUT, CUT)
        return F.normalize(self.second(F.relu(self.first(levelled))), dim=-1)


class TextTower(nn.Module):
    """Phrases -> embeddings of length 1: the mean of what hashed character n-grams stand for."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.EmbeddingBag(BUCKETS, WIDTH, mode="mean")
        #: Scale and offset of pairs' logits.
        self.scale = nn.Parameter(torch.tensor(10.0).log())
        self.offset = nn.Parameter(torch.tensor(-5.0))

    def forward(self, phrases: list[str]) -> Tensor:
        """[P,WIDTH]"""
        return self.embed([buckets(phrase) for phrase in phrases])

    def embed(self, bags: list[list[int]]) -> Tensor:
        starts = torch.tensor([0, *[len(bag) for bag in bags[:-1]]]).cumsum(0)
        return F.normalize(self.table(torch.tensor([row for bag in bags for row in bag]), starts), dim=-1)


def buckets(phrase: str) -> list[int]:
    return [row % BUCKETS for row in ngrams(phrase.lower())]


def pair_loss(text: TextTower, images: Tensor, words: Tensor, fits: Tensor) -> Tensor:
    """`images` [N,WIDTH], `words` [P,WIDTH], `fits` bool [N,P]: whether a phrase says what a part shows."""
    likeness = images @ words.T
    logits = likeness * text.scale.exp() + text.offset
    truth = fits.to(logits.dtype)
    # Few pairs fit: both kinds of pairs count the same.
    balance = torch.where(fits, 0.5 / truth.mean().clamp(min=1e-3), 0.5 / (1 - truth.mean()).clamp(min=1e-3))
    pairs = (F.binary_cross_entropy_with_logits(logits, truth, reduction="none") * balance).mean()
    wanted = truth / truth.sum(1, keepdim=True).clamp(min=1)
    chosen = -(wanted * F.log_softmax(likeness * text.scale.exp(), 1)).sum(1).mean()
    return pairs + chosen
