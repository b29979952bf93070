"""The `imagine` graph: a plausible view of a place that memory does not cover. Layers: masked_transformer.py.

A transformer predicts all unknown tokens of a coarse view at once from the known ones. The most certain
predictions (with some randomness) are kept, and the others are predicted again, for a few steps (MaskGIT,
Chang et al., 2022; for worlds: Genie, Bruce et al., 2024). The codes of one token are predicted one after
the other, each conditioned on those before it (RQ-Transformer, Lee et al., 2022).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.networks.masked_transformer import MaskedTransformer
from worldroom_training.networks.token_sampling import draw_code
from worldroom_training.networks.tokenizer import Tokenizer

#: Weight of randomness relative to certainty in the order of tokens.
ORDER_RANDOMNESS = 2.0
#: Below 1, probable codes become more probable: fewer details, but more coherent walls.
TEMPERATURE = 0.7


class ImagineGraph(nn.Module):
    """One decoding step, with the coarse view of the tokens so far; see shared/pack.ts. The exported graph
    decodes in the last step only (export/last_step.py)."""

    def __init__(self, imagine: MaskedTransformer, tokenizer: Tokenizer) -> None:
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
    ) -> tuple[Tensor, Tensor, Tensor]:
        """noise, order [B,T] uniform in (0,1); reveal [B]: share of tokens known after this step."""
        imagine = self.imagine
        features = imagine.features(coarse_conditions, self.tokenizer.split(tokens), known)
        drawn, sureness = torch.zeros_like(tokens), torch.zeros_like(noise)
        for part in range(imagine.parts):
            # An independent number for each part, from the same two: the sum of uniform numbers modulo 1 is
            # uniform.
            lot = torch.remainder(noise + part * order, 1.0)
            code, chance = draw_code(imagine.logits(features, part) / TEMPERATURE, lot, imagine.block)
            drawn = drawn + code * imagine.codes**part
            sureness = sureness + torch.log(chance)
            if part + 1 < imagine.parts:
                features = imagine.knowing(features, part, code)
        next_tokens = torch.where(known > 0.5, tokens, drawn)
        gumbel = -torch.log(-torch.log(order.clamp(1e-6, 1 - 1e-6)))
        score = sureness + ORDER_RANDOMNESS * gumbel * (1 - reveal.unsqueeze(-1))
        score = torch.where(known > 0.5, torch.full_like(sureness, 1e4), score)
        # A token is revealed if fewer than `reveal` of all tokens score higher.
        rank = (score.unsqueeze(1) > score.unsqueeze(2)).to(torch.float32).sum(-1)
        next_known = (rank < reveal.unsqueeze(-1) * imagine.tokens).to(torch.float32)
        return next_tokens, next_known, self.tokenizer.decode(next_tokens)


def imagine_loss(logits: Tensor, codes: Tensor, known: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """Cross-entropy in nats a token: logits [parts,B,T,codes], codes int64 [parts,B,T], known [B,T]."""
    unknown = 1 - known
    each = F.cross_entropy(logits.flatten(0, 2), codes.flatten(), reduction="none").reshape(codes.shape)
    nats = (each * unknown).sum((1, 2)) / unknown.sum().clamp(min=1)
    return nats.sum(), {"nats": nats.sum().detach(), "first": nats[0].detach()}
