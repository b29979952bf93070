"""Latent actions: what happened between two frames in a row, learnt from the frames alone (after Genie, Bruce et
al., 2024). No action, pose or other label is read in training.

The encoder compares the two frames and answers with a code of six numbers. The decoder may use nothing but the code
and the first frame with its depths to foretell the second: it moves the first frame's points as one rigid whole and
looks up where they should be found again (unsupervised structure from motion, Zhou et al., 2017). So the code comes
to mean how whoever looks has moved. The encoder looks for it from coarse to fine: it tries a lattice of motions, sees
how much alike each makes colours and learnt features of the two frames where learnt trust says so, and takes the weighted mean (a soft argmax, Kendall
et al., 2017); gradients pass through all of it.

    python latent_action.py --minutes 15        trains on, from its checkpoint, and writes the graph
"""

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from clips import ClipStore
from config import CONFIGS, ViewConfig
from recall import INVERSE_DEPTH_SCALE, pixel_rays
from simulator import ROOT

#: Numbers of a code: radians about the second camera's right, up and forward axes, and metres along them.
CODE = 6
#: Pixels of the view to one of the frames as the encoder sees them, and to one cell of the fine and of the coarse map.
SCALE, FINE, COARSE = 2, 4, 8
#: The searches, one after the other: on which map (0 coarse, 1 fine), then for each number of a code how far around
#: the motion so far, and how many steps. The first one tries turns alone, also about axes that are tilted.
SEARCHES = (
    (0, ()),
    (0, ((0, 1), (0, 1), (0, 1), (0.3, 7), (0.36, 7), (0.3, 7))),
    (0, ((0.05, 3), (0.05, 3), (0.03, 3), (0, 1), (0, 1), (0, 1))),
    (1, ((0, 1), (0.03, 5), (0, 1), (0.1, 5), (0, 1), (0.1, 5))),
    (1, ((0.03, 5), (0, 1), (0.03, 3), (0, 1), (0.1, 5), (0, 1))),
    (1, ((0, 1), (0.01, 3), (0, 1), (0.05, 5), (0, 1), (0.05, 5))),
    (1, ((0.01, 3), (0, 1), (0.01, 3), (0, 1), (0.05, 5), (0.03, 3))),
)
TURNS = ((0.15, 7), (0.3, 13))
TILTS = (-0.5, -0.25, 0.0, 0.25, 0.5)
#: How much less a near cell counts where turns alone are tried.
NEAR_SHIFT = 5.0
FEATURES = 8
#: Difference of colours (of 2) and features that counts half of what any difference counts at most.
UNLIKE = 0.1
PEAK_LEARNING_RATE = 5e-4
BATCH = 8
REPORTED = 50


class Geometry(nn.Module):
    """Where the first frame's cells of `size` pixels lie in the second camera, for a code's motion."""

    def __init__(self, view: ViewConfig, size: int, every: int = 1):
        """`every`: of so many cells along each side, one is followed."""
        super().__init__()
        self.width, self.height = view.width // size, view.height // size
        self.focal, self.every = view.focal / size, every
        rays = pixel_rays(self.width, self.height, self.focal).reshape(3, self.height, self.width)
        self.register_buffer("rays", rays[:, ::every, ::every].flatten(1), persistent=False)

    def thin(self, values: Tensor) -> Tensor:
        """The followed cells of [B,C,h,w]: [B,C,P]."""
        return values[..., :: self.every, :: self.every].flatten(2)

    def points(self, inverse: Tensor, rotation: Tensor, shift: Tensor) -> Tensor:
        """inverse depth [B,P], rotation [B,3,3], shift [B,3] -> points divided by their first depth [B,3,P]."""
        return rotation @ self.rays + shift.unsqueeze(2) * inverse.unsqueeze(1)

    def pixels(self, point: Tensor) -> tuple[Tensor, Tensor]:
        """points [B,3,P] -> columns and rows [B,2,P], and 1 where they are before the camera [B,P]."""
        ahead = (point[:, 2] > 0.05).to(point.dtype)
        z = point[:, 2].clamp(min=0.05)
        u = point[:, 0] / z * self.focal + self.width / 2
        v = self.height / 2 - point[:, 1] / z * self.focal
        return torch.stack([u, v], 1), ahead

    def grid(self, place: Tensor) -> Tensor:
        """columns and rows [B,2,...] in cells -> what grid_sample takes [B,...,2]."""
        return torch.stack([place[:, 0] * (2 / self.width) - 1, place[:, 1] * (2 / self.height) - 1], -1)


def lattice(spans: tuple[tuple[float, int], ...]) -> Tensor:
    """All combinations [N,6] of evenly spaced numbers, each from minus to plus its span; 0 where none is given."""
    steps = [torch.linspace(-most, most, count) if count > 1 else torch.zeros(1) for most, count in spans]
    points = torch.stack([axis.flatten() for axis in torch.meshgrid(*steps, indexing="ij")], 1)
    return F.pad(points, (0, CODE - len(spans)))


def rotation_of(turn: Tensor) -> Tensor:
    """Rotation [B,3,3] about `turn` [B,3] by its length in radians (Rodrigues; series for what is small)."""
    angle = (turn * turn).sum(1).clamp(min=1e-12).sqrt()
    x, y, z = turn.unbind(1)
    zero = torch.zeros_like(x)
    cross = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], 1).reshape(-1, 3, 3)
    first = (torch.sin(angle) / angle)[:, None, None]
    second = ((1 - torch.cos(angle)) / (angle * angle))[:, None, None]
    return torch.eye(3, dtype=turn.dtype, device=turn.device) + first * cross + second * (cross @ cross)


def turn_of(rotation: Tensor) -> Tensor:
    """The other way round, for turns well below half a circle: [B,3,3] -> [B,3]."""
    axis = torch.stack([
        rotation[:, 2, 1] - rotation[:, 1, 2],
        rotation[:, 0, 2] - rotation[:, 2, 0],
        rotation[:, 1, 0] - rotation[:, 0, 1],
    ], 1) / 2  # fmt: skip
    length = (axis * axis).sum(1, keepdim=True).clamp(min=1e-12).sqrt()
    return axis * (torch.asin(length.clamp(max=0.9999)) / length)


class LatentAction(nn.Module):
    def __init__(self, view: ViewConfig):
        super().__init__()
        self.seen, self.whole = Geometry(view, SCALE), Geometry(view, COARSE)
        self.maps = nn.ModuleList([Geometry(view, size, every) for size, every in ((COARSE, 2), (FINE, 3))])
        #: What the eye compares besides colours, and how far each place is to be trusted; both begin as nothing.
        self.stem = nn.Sequential(nn.Conv2d(12, 32, 3, 1, 1), nn.GroupNorm(8, 32), nn.ReLU(), nn.Conv2d(32, FEATURES + 1, 3, 1, 1))
        nn.init.zeros_(self.stem[-1].weight)
        nn.init.zeros_(self.stem[-1].bias)
        #: How far the likeliest motion outdoes the others, by search: the logarithm.
        self.sharpness = nn.Parameter(torch.full((len(SEARCHES),), math.log(200.0)))
        turns = lattice(TURNS)
        # Whoever turns with the head up or down turns about an axis that is not the camera's own.
        tilted = torch.stack([turns + tilt * torch.roll(turns, 1, 1) * torch.tensor([0, 0, 1.0, 0, 0, 0]) for tilt in TILTS]).flatten(0, 1)
        self.register_buffer("trials_0", tilted, persistent=False)
        for i, (_, spans) in enumerate(SEARCHES[1:], start=1):
            self.register_buffer(f"trials_{i}", lattice(spans), persistent=False)

    def forward(self, frames: Tensor, depth: Tensor) -> Tensor:
        """frames uint8 [B,2,3,H,W], the earlier one first; its inverse depth codes [B,H,W] -> code [B,6]."""
        scaled = frames.to(torch.float32) / 127.5 - 1
        rotation, shift = self.motion(scaled[:, 0], scaled[:, 1], depth.to(torch.float32) * INVERSE_DEPTH_SCALE)
        return torch.cat([turn_of(rotation), shift], 1)

    def motion(self, earlier: Tensor, later: Tensor, inverse: Tensor):
        """RGB [B,3,H,W] in -1 to 1 and the earlier inverse depth [B,H,W] -> rotation [B,3,3] and shift [B,3]."""
        batch = earlier.shape[0]
        both = torch.cat([earlier, later])
        learnt = self.stem(F.pixel_unshuffle(F.avg_pool2d(both, SCALE), FINE // SCALE))
        fine = torch.cat([F.avg_pool2d(both, FINE), learnt], 1)
        seen = [F.avg_pool2d(fine, COARSE // FINE), fine]
        near = [F.avg_pool2d(inverse.unsqueeze(1), size) for size in (COARSE, FINE)]
        rotation = torch.eye(3, device=inverse.device).expand(batch, 3, 3)
        shift = torch.zeros(batch, 3, device=inverse.device)
        for i, (which, _) in enumerate(SEARCHES):
            first = self.maps[which].thin(seen[which][:batch])
            known = self.maps[which].thin(near[which])[:, 0]
            rotation, shift = self.search(i, first, seen[which][batch:], known, rotation, shift)
        return rotation, shift

    def search(self, i: int, first: Tensor, later: Tensor, near: Tensor, rotation: Tensor, shift: Tensor):
        """Tries motions around the one so far, and takes their mean, weighted by how much alike they make the frames.

        first [B,C,P]: the earlier frame's features, trust last; later [B,C,h,w]; near [B,P]: the earlier inverse depth.
        """
        geometry, trials = self.maps[SEARCHES[i][0]], getattr(self, f"trials_{i}")
        turns = rotation_of(trials[:, :3])
        rotations = turns.unsqueeze(0) @ rotation.unsqueeze(1)
        shifts = (turns.unsqueeze(0) @ shift[:, None, :, None])[..., 0] + trials[:, 3:]
        batch, count = shifts.shape[:2]
        points = geometry.points(near.repeat_interleave(count, 0), rotations.flatten(0, 1), shifts.flatten(0, 1))
        place, ahead = geometry.pixels(points)
        grid = geometry.grid(place).reshape(batch, count, -1, 2)
        found = F.grid_sample(later[:, :-1], grid, mode="bilinear", padding_mode="zeros", align_corners=False)
        weight = (grid.abs() < 1).all(3).to(near.dtype) * ahead.reshape(batch, count, -1)
        if i == 0:
            # What is near moves when nobody turns.
            weight = weight / (1 + near * NEAR_SHIFT).unsqueeze(1)
        weight = weight * torch.sigmoid(first[:, -1]).unsqueeze(1)
        off = (first[:, :-1].unsqueeze(2) - found).abs().sum(1) / 3
        # Bounded, so that what moves by itself does not outweigh the rest.
        alike = -(off / (off + UNLIKE) * weight).sum(2) / weight.sum(2).clamp(min=1e-3)
        step = torch.softmax(alike * self.sharpness[i].exp(), 1) @ trials
        turn = rotation_of(step[:, :3])
        return turn @ rotation, (turn @ shift.unsqueeze(-1))[..., 0] + step[:, 3:]

    def foretold(self, later: Tensor, inverse: Tensor, rotation: Tensor, shift: Tensor, geometry: Geometry):
        """The decoder: what the second frame [B,3,h,w] should show of the first one's pixels, and where it can."""
        point = geometry.points(inverse.flatten(1), rotation, shift)
        place, ahead = geometry.pixels(point)
        place = place.reshape(-1, 2, geometry.height, geometry.width)
        found = F.grid_sample(later, geometry.grid(place), mode="bilinear", padding_mode="border", align_corners=False)
        inside = (place[:, 0] > 0.5) & (place[:, 0] < geometry.width - 0.5) & (place[:, 1] > 0.5) & (place[:, 1] < geometry.height - 0.5)
        return found, inside.to(later.dtype).unsqueeze(1) * ahead.reshape(-1, 1, geometry.height, geometry.width)


def photometric_loss(model: LatentAction, frames: Tensor, depth: Tensor) -> Tensor:
    """How badly the code foretells the second frame: robust differences of colour at two sizes."""
    scaled = frames.to(torch.float32) / 127.5 - 1
    earlier, later = scaled[:, 0], scaled[:, 1]
    inverse = depth.to(torch.float32) * INVERSE_DEPTH_SCALE
    rotation, shift = model.motion(earlier, later, inverse)
    loss = torch.zeros((), device=inverse.device)
    for geometry, size, share in ((model.seen, SCALE, 1.0), (model.whole, COARSE, 0.5)):
        first, second = F.avg_pool2d(earlier, size), F.avg_pool2d(later, size)
        found, known = model.foretold(second, F.avg_pool2d(inverse.unsqueeze(1), size)[:, 0], rotation, shift, geometry)
        off = ((found - first) ** 2 + 1e-4).sqrt()
        # What leaves the view counts as a middling error: else the best motion is one that looks away from everything.
        loss = loss + share * (off * known + 0.3 * (1 - known)).mean()
    return loss


def pairs(store: ClipStore, size: int) -> tuple[Tensor, Tensor, Tensor]:
    """Frames uint8 [B,2,3,H,W] in a row, inverse depth codes int32 [B,H,W] of the earlier ones; and, for judging
    alone, the transforms [B,3,4] from the earlier camera to the later."""
    rows = []
    while len(rows) < size:
        clip = store.pick()
        if clip.moments:
            rows.append((clip, clip.moments[store.random.integers(len(clip.moments))]))
    frames = np.stack([np.stack([clip.rgb[sample["previous"]], clip.rgb[sample["target"]]]) for clip, sample in rows])
    depth = np.stack([clip.inverse_depth[sample["previous"]] for clip, sample in rows]).astype(np.int32)
    transforms = torch.tensor([sample["previousTransform"] for _, sample in rows]).reshape(-1, 3, 4)
    return torch.from_numpy(frames), torch.from_numpy(depth), transforms


def turned_about(frames: Tensor, depth: Tensor) -> tuple[Tensor, Tensor]:
    """Half of the batches mirrored: as good a world as the other."""
    return (frames.flip(4), depth.flip(2)) if torch.rand(()) < 0.5 else (frames, depth)


@torch.no_grad()
def judge(model: LatentAction, store: ClipStore, batches: int = 2) -> dict[str, float]:
    """Mean errors of a code beside the true motion, which training never sees: radians and metres."""
    errors = []
    for _ in range(batches):
        frames, depth, transforms = pairs(store, 12)
        code = model(frames, depth)
        true = torch.cat([turn_of(transforms[:, :, :3]), transforms[:, :, 3]], 1)
        errors.append((code - true).abs())
    error = torch.cat(errors)
    return {"radians": float(error[:, :3].mean()), "metres": float(error[:, 3:].mean()), "median_metres": float(error[:, 3:].median())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--data", type=Path, default=ROOT / "build/training/data-256x144", help="clips that train.py's simulator wrote")
    parser.add_argument("--checkpoint", type=Path, default=ROOT / "build/training/small/latent-action.pt")
    parser.add_argument("--out", type=Path, default=ROOT / "models/evaluation/probes/latent-action.onnx")
    options = parser.parse_args()
    torch.set_num_threads(1)
    view = CONFIGS["small"].view
    torch.manual_seed(11)
    model = LatentAction(view)
    optimiser = torch.optim.AdamW(model.parameters(), lr=PEAK_LEARNING_RATE)
    done = {"samples": 0, "seconds": 0.0}
    if options.checkpoint.exists():
        state = torch.load(options.checkpoint, map_location="cpu", weights_only=True)
        model.load_state_dict(state["weights"])
        optimiser.load_state_dict(state["optimiser"])
        done = state["progress"]
    store = ClipStore(CONFIGS["small"], options.data, None, seed=11 + done["samples"])
    train(model, optimiser, store, options, done)
    export(model, view, options.out)
    print(options.out)


def train(model: LatentAction, optimiser: torch.optim.Optimizer, store: ClipStore, options: argparse.Namespace, done: dict) -> None:
    # The thread's own time: the machine may be doing other things.
    start, step, total = time.process_time(), 0, 0.0
    before = done["seconds"]
    while (elapsed := (time.process_time() - start) / max(1e-9, options.minutes * 60)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = PEAK_LEARNING_RATE * min(1.0, (step + 1) / 50) * (1 - 0.97 * elapsed)
        frames, depth, _ = pairs(store, BATCH)
        loss = photometric_loss(model, *turned_about(frames, depth))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step, total = step + 1, total + float(loss.detach())
        done["samples"] += BATCH
        done["seconds"] = before + time.process_time() - start
        if step % REPORTED == 0:
            figures = "  ".join(f"{key} {value:.4f}" for key, value in judge(model, store).items())
            print(f"{done['samples']} samples  loss {total / REPORTED:.4f}  {figures}", flush=True)
            total = 0.0
            save(model, optimiser, options.checkpoint, done)
    save(model, optimiser, options.checkpoint, done)


def save(model: LatentAction, optimiser: torch.optim.Optimizer, path: Path, progress: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.save({"weights": model.state_dict(), "optimiser": optimiser.state_dict(), "progress": progress}, partial)
    partial.replace(path)


def export(model: LatentAction, view: ViewConfig, path: Path) -> None:
    example = (torch.zeros(2, 2, 3, view.height, view.width, dtype=torch.uint8), torch.ones(2, view.height, view.width, dtype=torch.int32))
    batch = torch.export.Dim("batch", min=1, max=64)
    program = torch.onnx.export(
        model.eval(), example, None, input_names=["frames", "inverse_depth"], output_names=["code"],
        dynamic_shapes=({0: batch}, {0: batch}), opset_version=18, dynamo=True, verbose=False,
    )  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    program.save(path, external_data=False)


if __name__ == "__main__":
    main()
