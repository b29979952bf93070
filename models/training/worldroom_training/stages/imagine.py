"""Training of imagine on coarse views of still places with reduced memory, mostly with large holes."""

import torch
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config, ViewConfig
from worldroom_training.contract import KNOWN_FROM
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.networks.imagine import imagine_loss
from worldroom_training.reprojection.reprojection import Reprojection
from worldroom_training.stages.ground_truth import coarse_truth, truth

#: Share of imagined views whose unknown part has a depth hint (after ControlNet, Zhang et al., 2023), and the
#: share of those hints without distant surfaces.
SKETCHED = 0.25
UNSKETCHED = 0.5


class ImagineStage:
    """Reprojects known pixels from half-size frames, which costs a quarter and gives nearly the same maps."""

    def __init__(self, config: Config, networks: Networks, store: ClipStore, device: torch.device) -> None:
        self.networks, self.tokenizer, self.store, self.device = networks, networks.tokenizer, store, device
        view = config.view
        half = ViewConfig(
            width=view.width // 2, height=view.height // 2, focal=view.focal / 2, rate=view.rate
        )
        self.reprojection = Reprojection(half).to(device)

    @torch.no_grad()
    def prepare(self, size: int) -> tuple[Tensor, ...]:
        batch = self.store.batch(size, stills=0.85, missing=0.6).to(self.device)
        with torch.autocast(self.device.type, enabled=False):
            rgb, depth = batch.rgb[..., ::2, ::2], batch.inverse_depth[..., ::2, ::2]
            values, *_, known_share, _ = self.reprojection(rgb, depth, batch.transforms)
            conditions = torch.cat([values * known_share, known_share], 1)
            coarse = coarse_truth(*truth(batch))
            # A mirrored world is as valid as the original, which doubles their number.
            mirror = torch.rand(size, 1, 1, 1, device=self.device) < 0.5
            conditions, coarse = (torch.where(mirror, x.flip(3), x) for x in (conditions, coarse))
            tokens = self.tokenizer.encode(coarse)
            conditions = add_sketch(conditions, coarse[:, 3:4])
        share = torch.cos(torch.rand(size, 1, device=self.device) * torch.pi / 2)
        known = (torch.rand(tokens.shape, device=self.device) > share).to(torch.float32)
        return conditions, tokens, known

    def learn(self, prepared: tuple[Tensor, ...]) -> tuple[Tensor, dict[str, Tensor]]:
        conditions, tokens, known = prepared
        codes = self.tokenizer.split(tokens)
        return imagine_loss(self.networks.imagine(conditions, codes, known), codes, known)


def add_sketch(conditions: Tensor, root: Tensor) -> Tensor:
    """Coarse conditions [B,5,h,w] with a depth hint (`root` [B,1,h,w]) for the unknown pixels of some
    views. A host's sketch has no colours, so a hint is like a known pixel except for its coverage, which
    stays 0. Surfaces beyond a random distance may be missing, because a sketch need not contain
    everything."""
    batch = len(root)
    sketched = (torch.rand(batch, 1, 1, 1, device=root.device) < SKETCHED).to(torch.float32)
    pixel = torch.randint(root[0].numel(), (batch, 1), device=root.device)
    cut = root.flatten(1).gather(1, pixel)[:, :, None, None]
    partly = torch.rand(batch, 1, 1, 1, device=root.device) < UNSKETCHED
    near = torch.where(partly, (root > cut).to(torch.float32), torch.ones_like(root))
    unknown = (conditions[:, 4:5] < KNOWN_FROM).to(torch.float32)
    no_colours, no_share = torch.zeros_like(conditions[:, :3]), torch.zeros_like(root)
    hinted = torch.cat([no_colours, root * sketched * near, no_share], 1)
    return torch.where(unknown * sketched * near > 0, hinted, conditions)
