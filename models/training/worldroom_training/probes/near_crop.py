"""The judge of `near_accepted`: the probe of places for crops of large pictures that show what is near.

A crop has more pixels a degree than a view and lies anywhere in its picture, so the probe of whole views
(place.py) accepts too few of the reference's own. Trained on reference pictures only and then frozen
(models/evaluation/judges/near-crops.ts).
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from worldroom_training.config import ViewConfig
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.probes.place import PlaceProbe, place_loss, spoilt

#: Pictures that are cropped.
PICTURE = ViewConfig(width=512, height=288, focal=352.0)
#: Pixels of a picture for each of a crop that the probe reads, along a side: SHRUNK[0] / SHRUNK[1].
SHRUNK = (3, 2)
#: Places of a crop along either side of a picture.
PLACES = 5
#: Share of the crops that show the nearest surfaces of their pictures.
NEAREST = 0.7
#: Mean difference, in 0 to 1, from which damage counts in full: nobody sees that a plain wall is blurred.
VISIBLE = 0.02


def near_crops(pictures: Tensor, codes: Tensor, view: ViewConfig) -> Tensor:
    """Pictures uint8 [B,3,H,W] and codes [B,H,W] -> one crop of each [B,3,view.height,view.width] in 0 to 1,
    shrunk by area."""
    across, down = (size * SHRUNK[0] // SHRUNK[1] for size in (view.width, view.height))
    height, width = pictures.shape[2:]
    lefts, tops = (torch.linspace(0, most, PLACES).round().long() for most in (width - across, height - down))
    places = [(int(top), int(left)) for top in tops for left in lefts]
    nearness = torch.stack(
        [codes[:, top : top + down, left : left + across].float().mean((1, 2)) for top, left in places], 1
    )
    anywhere = torch.randint(len(places), (len(pictures),))
    chosen = torch.where(torch.rand(len(pictures)) < NEAREST, nearness.argmax(1), anywhere)
    crops = [
        picture[:, top : top + down, left : left + across]
        for picture, (top, left) in zip(pictures, [places[i] for i in chosen.tolist()], strict=True)
    ]
    # Each pixel is the mean of those that it covers, with their shares.
    finer = torch.stack(crops).to(torch.float32) / 255
    for axis in (2, 3):
        finer = finer.repeat_interleave(SHRUNK[1], axis)
    return F.avg_pool2d(finer, SHRUNK[0])


def near_crop_step(probe: PlaceProbe, store: ClipStore, view: ViewConfig) -> tuple[Tensor, dict[str, Tensor]]:
    batch = store.targets(32, meetings=0.3)
    whole = near_crops(batch.target_rgb, batch.target_depth, view)
    others = whole.roll(7, 0)
    damaged = spoilt(others)
    return place_loss(
        probe, whole, damaged, ((damaged - others).abs().mean((1, 2, 3)) / VISIBLE).clamp(max=1)
    )
