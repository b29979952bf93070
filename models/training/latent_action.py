"""Latent actions: what happened between two frames in a row, learnt from the frames alone (after Genie, Bruce et
al., 2024). No action, pose or other label is read in training.

The encoder compares the two frames and answers with a code of six numbers. The decoder may use nothing but the code
and the first frame with its depths to foretell the second: it moves the first frame's points as one rigid whole and
looks up where they should be found again (unsupervised structure from motion, Zhou et al., 2017). So the code comes
to mean how whoever looks has moved. The encoder proposes it from matches of learnt features, weighted by learnt
trust, by Gauss-Newton steps; gradients pass through all of it.

    python latent_action.py --minutes 15        trains on, from its checkpoint, and writes the graph
"""

import argparse
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
#: Of so many cells of the fine map along each side, one is matched: all of them would cost four times as much.
EVERY = 2
#: Turns that are tried out first: the greatest in radians, and how many (up and down, then to the sides).
TURNS = ((0.15, 7), (0.3, 13))
#: How much less a near cell counts then: it moves when nobody turns.
NEAR_SHIFT = 5.0
#: How far matches are looked for, in cells of the coarse and of the fine map around the answer so far.
NEARBY = (3, 2)
#: Times that matches are looked for on each map, and Gauss-Newton steps after each.
LOOKS, STEPS = (2, 2), 2
#: Pulls towards no motion at all, where nothing tells: a share of the weight of all matches (rotation, translation).
PRIOR = (1e-5, 1e-4)
#: Match errors, in pixels, beyond which a match counts less and less: entities move by themselves.
OUTLIER = {COARSE: 8.0, FINE: 2.0}
FEATURES = 24
PEAK_LEARNING_RATE = 2e-3
BATCH = 8
REPORTED = 50


class Geometry(nn.Module):
    """Where the first frame's cells of `size` pixels lie in the second camera, for a code's motion."""

    def __init__(self, view: ViewConfig, size: int, every: int = 1):
        """`every`: of so many cells along each side, one is followed."""
        super().__init__()
        self.width, self.height = view.width // size, view.height // size
        self.focal = view.focal / size
        rays = pixel_rays(self.width, self.height, self.focal).reshape(3, self.height, self.width)
        self.register_buffer("rays", rays[:, ::every, ::every].flatten(1), persistent=False)

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

    def step(self, inverse: Tensor, rotation: Tensor, shift: Tensor, aim: Tensor, weight: Tensor):
        """One Gauss-Newton step towards the motion that brings each cell to `aim` [B,2,P], by `weight` [B,P]."""
        point = self.points(inverse, rotation, shift)
        place, ahead = self.pixels(point)
        x, y = point[:, 0], point[:, 1]
        near = self.focal / point[:, 2].clamp(min=0.05)
        # How columns and rows follow the point, and the point a small turn (q' = q + w x q) and shift.
        zero = torch.zeros_like(x)
        z = point[:, 2]
        moves = torch.stack([
            torch.stack([zero, z, -y, inverse, zero, zero], -1),
            torch.stack([-z, zero, x, zero, inverse, zero], -1),
            torch.stack([y, -x, zero, zero, zero, inverse], -1),
        ], 1)  # fmt: skip
        slope_x, slope_y = (x * near / self.focal).unsqueeze(-1), (y * near / self.focal).unsqueeze(-1)
        across = near.unsqueeze(-1) * (moves[:, 0] - slope_x * moves[:, 2])
        down = -near.unsqueeze(-1) * (moves[:, 1] - slope_y * moves[:, 2])
        slopes = torch.cat([across, down], 1)
        off = (aim - place).flatten(1)
        share = (weight * ahead).repeat(1, 2)
        share = share / share.sum(1, keepdim=True).clamp(min=1e-6)
        weighted = slopes * share.unsqueeze(-1)
        prior = torch.tensor([PRIOR[0]] * 3 + [PRIOR[1]] * 3, dtype=x.dtype, device=x.device) * self.focal**2
        answer = solve(weighted.transpose(1, 2) @ slopes + torch.diag(prior), (weighted.transpose(1, 2) @ off.unsqueeze(-1))[..., 0])
        turn = rotation_of(answer[:, :3])
        return turn @ rotation, (turn @ shift.unsqueeze(-1))[..., 0] + answer[:, 3:]


def solve(matrix: Tensor, right: Tensor) -> Tensor:
    """x of matrix [B,N,N] x = right [B,N], for positive definite matrices: Gauss-Jordan, in plain operators."""
    rows = torch.cat([matrix, right.unsqueeze(-1)], -1)
    count = right.shape[1]
    for i in range(count):
        pivot = rows[:, i : i + 1] / rows[:, i : i + 1, i : i + 1]
        others = torch.ones(1, count, 1, dtype=rows.dtype, device=rows.device)
        others[:, i] = 0
        rows = rows - rows[:, :, i : i + 1] * others * pivot
        rows = torch.where(others > 0, rows, pivot)
    return rows[..., -1]


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
        self.seen, self.fine, self.coarse = Geometry(view, SCALE), Geometry(view, FINE, EVERY), Geometry(view, COARSE)
        self.stem = nn.Sequential(nn.Conv2d(12, 48, 3, 1, 1), nn.GroupNorm(8, 48), nn.ReLU(), nn.Conv2d(48, FEATURES, 3, 1, 1))
        self.deep = nn.Sequential(nn.Conv2d(FEATURES, 64, 3, 2, 1), nn.GroupNorm(8, 64), nn.ReLU(), nn.Conv2d(64, 32, 3, 1, 1))
        #: How much a match is to be trusted: from the feature, and how sure the match is of itself.
        self.trust = nn.ModuleList([nn.Conv2d(count + 2, 1, 1) for count in (32, FEATURES)])
        self.sharpness = nn.Parameter(torch.tensor([3.0, 3.0, 4.5]))
        span = [torch.arange(-reach, reach + 1).to(torch.float32) for reach in NEARBY]
        for level, each in enumerate(span):
            around = torch.stack(torch.meshgrid(each, each, indexing="xy")).reshape(2, -1)
            self.register_buffer(f"around_{level}", around, persistent=False)
        look, turn = torch.meshgrid(*(torch.linspace(-most, most, count) for most, count in TURNS), indexing="ij")
        turns = torch.stack([look, turn, torch.zeros_like(look)], -1).reshape(-1, 3)
        self.register_buffer("turns", turns, persistent=False)

    @property
    def around(self) -> tuple[Tensor, Tensor]:
        return self.around_0, self.around_1

    def forward(self, frames: Tensor, depth: Tensor) -> Tensor:
        """frames uint8 [B,2,3,H,W], the earlier one first; its inverse depth codes [B,H,W] -> code [B,6]."""
        scaled = frames.to(torch.float32) / 127.5 - 1
        rotation, shift = self.motion(scaled[:, 0], scaled[:, 1], depth.to(torch.float32) * INVERSE_DEPTH_SCALE)
        return torch.cat([turn_of(rotation), shift], 1)

    def motion(self, earlier: Tensor, later: Tensor, inverse: Tensor):
        """RGB [B,3,H,W] in -1 to 1 and the earlier inverse depth [B,H,W] -> rotation [B,3,3] and shift [B,3]."""
        both = torch.cat([earlier, later])
        features = self.stem(F.pixel_unshuffle(F.avg_pool2d(both, SCALE), FINE // SCALE))
        deep = F.normalize(self.deep(features), dim=1)
        features = F.normalize(features, dim=1)
        batch = earlier.shape[0]
        near = F.avg_pool2d(inverse.unsqueeze(1), COARSE)
        rotation = self.turned(deep[:batch], deep[batch:], near)
        shift = torch.zeros(batch, 3, device=inverse.device)
        maps = [(self.coarse, COARSE, 1, deep, near), (self.fine, FINE, EVERY, features, F.avg_pool2d(inverse.unsqueeze(1), FINE))]
        for level, (geometry, size, every, seen, near) in enumerate(maps):
            first_map, near = seen[:batch, :, ::every, ::every], near[..., ::every, ::every].flatten(1)
            first = first_map.flatten(2)
            for _ in range(LOOKS[level]):
                place, _ = geometry.pixels(geometry.points(near, rotation, shift))
                around = self.around[level]
                spots = place.unsqueeze(3) + around[None, :, None]
                found = F.grid_sample(seen[batch:], geometry.grid(spots), mode="bilinear", padding_mode="zeros", align_corners=False)
                alike = (first.unsqueeze(3) * found).sum(1)
                chance = torch.softmax(alike * self.sharpness[level].exp(), 2)
                aim = place + (chance @ around.T).transpose(1, 2)
                trust = self.trusted(level, first_map, chance.flatten(0, 1), alike.amax(2))
                for step in range(STEPS):
                    weight = self.lasting(geometry, size, near, rotation, shift, aim, trust, step > 0)
                    rotation, shift = geometry.step(near, rotation, shift, aim, weight)
        return rotation, shift

    def turned(self, earlier: Tensor, later: Tensor, near: Tensor) -> Tensor:
        """The turn [B,3,3] after which the coarse maps [B,C,h,w] look most alike, tried out on a grid of turns."""
        thin = lambda values: values[..., ::EVERY, ::EVERY].flatten(2)  # noqa: E731
        first, far = thin(earlier), 1 / (1 + thin(near)[:, 0] * NEAR_SHIFT)
        rays = thin(self.coarse.rays.reshape(1, 3, self.coarse.height, self.coarse.width))[0]
        place, _ = self.coarse.pixels(rotation_of(self.turns) @ rays)
        grid = self.coarse.grid(place).expand(earlier.shape[0], -1, -1, -1)
        found = F.grid_sample(later, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
        inside = ((grid.abs() < 1).all(3)).to(far.dtype) * far.unsqueeze(1)
        alike = ((first.unsqueeze(2) * found).sum(1) * inside).sum(2) / inside.sum(2).clamp(min=1e-3)
        chance = torch.softmax(alike * self.sharpness[2].exp(), 1)
        return rotation_of(chance @ self.turns)

    def trusted(self, level: int, features: Tensor, chance: Tensor, best: Tensor) -> Tensor:
        """-> [B,P], positive: features [B,C,h,w], chances of matches [B*P,N], the best likeness [B,P]."""
        sure = chance.amax(1).reshape(best.shape)
        known = torch.stack([sure, best], 1).reshape(-1, 2, *features.shape[2:])
        return F.softplus(self.trust[level](torch.cat([features, known], 1))).flatten(1)

    def lasting(self, geometry: Geometry, size: int, inverse: Tensor, rotation: Tensor, shift: Tensor, aim: Tensor, trust: Tensor, known: bool):
        """Trust that remains of matches that disagree with the motion so far (iteratively reweighted least squares)."""
        place, _ = geometry.pixels(geometry.points(inverse, rotation, shift))
        off = ((aim - place) ** 2).sum(1) * size**2
        inside = (aim[:, 0] > 0) & (aim[:, 0] < geometry.width) & (aim[:, 1] > 0) & (aim[:, 1] < geometry.height)
        trust = trust * inside.to(trust.dtype)
        # Before a first step, disagreement says nothing.
        return trust / (1 + off.detach() / OUTLIER[size] ** 2) ** 2 if known else trust

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
    for geometry, size, share in ((model.seen, SCALE, 1.0), (model.coarse, COARSE, 0.5)):
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
