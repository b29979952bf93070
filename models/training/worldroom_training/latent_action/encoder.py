"""The encoder of latent actions: encodes the change between two consecutive RGB-D frames as six numbers.

It refines the most probable motions of a lattice (alignment.py), and uses the camera's orientation from
surfaces (surfaces.py).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worldroom_training.config import ViewConfig
from worldroom_training.contract import INVERSE_DEPTH_SCALE
from worldroom_training.latent_action.alignment import Alignment, Held
from worldroom_training.latent_action.rigid_motion import Geometry, lattice, pitched, rotation_of, turn_of
from worldroom_training.latent_action.surfaces import Surfaces
from worldroom_training.networks.blocks import zero

#: Pixels of the view per cell of the maps, from coarse to fine; the first two have learnt features.
COARSE, MIDDLE, FINE = 8, 4, 2
#: Tried turns about the vertical if walls do not determine it, radians, and the number that is kept.
TURNS = torch.linspace(-0.28, 0.28, 15)
KEPT_TURNS = 2
#: Tried shifts right, up and forward, metres: with every turn, and with the kept ones.
FEW = lattice(torch.tensor([-0.2, 0.0, 0.2]), torch.tensor([-0.2, 0.0, 0.25]), torch.tensor([-0.2, 0.0, 0.2]))
MANY = lattice(
    torch.linspace(-0.26, 0.26, 9),
    torch.tensor([-0.36, -0.24, -0.12, 0.0, 0.1, 0.2, 0.3]),
    torch.linspace(-0.26, 0.26, 9),
)
#: Tried shifts right and forward if the floor determines the rise: as many, and thus finer.
LEVEL = lattice(torch.linspace(-0.26, 0.26, 27), torch.tensor([0.0]), torch.linspace(-0.26, 0.26, 21))
#: The same if walls determine the turn: as many as for all kept turns.
SURE_MANY = lattice(
    torch.linspace(-0.26, 0.26, 21),
    torch.tensor([-0.36, -0.27, -0.18, -0.09, 0.0, 0.08, 0.16, 0.23, 0.3]),
    torch.linspace(-0.26, 0.26, 9),
)
SURE_LEVEL = lattice(torch.linspace(-0.26, 0.26, 63), torch.tensor([0.0]), torch.linspace(-0.26, 0.26, 27))
#: Number of refined motions, and of refinement steps on each map.
KEPT, STEPS = 5, (4, 3, 3)
#: Share of the view with level or upright surfaces from which they determine the camera's orientation.
SURE = 0.05
#: Agreement of level surfaces from which they determine the rise, and of walls from which they determine the
#: turn.
FLOOR, WALLS = 0.05, 0.3
#: Largest values of a code, so that a diverged search does not outweigh other pairs in a probe's training.
LONGEST = torch.tensor([0.2, 0.3, 0.05, 0.27, 0.36, 0.27])
FEATURES = 8


class LatentAction(nn.Module):
    turns: Tensor
    few: Tensor
    many: Tensor
    level: Tensor
    sure_many: Tensor
    sure_level: Tensor
    longest: Tensor

    def __init__(self, view: ViewConfig) -> None:
        super().__init__()
        self.surfaces = Surfaces(view)
        self.rough, self.coarse = Alignment(Geometry(view, COARSE, 3)), Alignment(Geometry(view, COARSE, 2))
        self.levels = nn.ModuleList(
            [Alignment(Geometry(view, size, every)) for size, every in ((COARSE, 1), (MIDDLE, 2), (FINE, 2))]
        )
        #: Learnt features for the comparison, and the trust in each place; both start at zero.
        self.stem = nn.Sequential(
            nn.Conv2d(12, 32, 3, 1, 1), nn.GroupNorm(8, 32), nn.ReLU(), nn.Conv2d(32, FEATURES + 1, 3, 1, 1)
        )
        zero(self.stem[-1])
        tried = {
            "turns": TURNS,
            "few": FEW,
            "many": MANY,
            "level": LEVEL,
            "sure_many": SURE_MANY,
            "sure_level": SURE_LEVEL,
            "longest": LONGEST,
        }
        for name, numbers in tried.items():
            self.register_buffer(name, numbers.clone(), persistent=False)

    def forward(self, frames: Tensor, depth: Tensor) -> Tensor:
        """frames uint8 [B,2,3,H,W], the earlier one first, and their inverse depth codes [B,2,H,W] -> code
        [B,6]: radians about the right, up and forward axes of the later camera, held level, and metres
        along them."""
        rotation, shift, held = self.motion(
            frames.to(torch.float32) / 127.5 - 1, depth.to(torch.float32) * INVERSE_DEPTH_SCALE
        )
        level = held.transpose(1, 2)
        code = torch.cat(
            [(level @ turn_of(rotation).unsqueeze(2))[..., 0], (level @ shift.unsqueeze(2))[..., 0]], 1
        )
        return torch.minimum(torch.maximum(code, -self.longest), self.longest)

    def maps(self, colours: Tensor, inverse: Tensor) -> list[Tensor]:
        """RGB [B,3,H,W] and inverse depth [B,H,W] -> maps by level."""
        learnt = self.stem(F.pixel_unshuffle(F.avg_pool2d(colours, FINE), MIDDLE // FINE))
        features, trust = learnt[:, :-1], torch.sigmoid(learnt[:, -1:])
        near = inverse.unsqueeze(1)
        middle = torch.cat([F.avg_pool2d(colours, MIDDLE), features, F.avg_pool2d(near, MIDDLE), trust], 1)
        wide = F.interpolate(trust, scale_factor=MIDDLE / FINE, mode="bilinear", align_corners=False)
        fine = torch.cat([F.avg_pool2d(colours, FINE), F.avg_pool2d(near, FINE), wide], 1)
        return [F.avg_pool2d(middle, COARSE // MIDDLE), middle, fine]

    def alignment(self, level: int) -> Alignment:
        """The alignment of one level of the maps, from coarse to fine."""
        found = self.levels[level]
        assert isinstance(found, Alignment)
        return found

    def motion(self, colours: Tensor, inverse: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """RGB [B,2,3,H,W] in -1 to 1, inverse depth [B,2,H,W] -> rotation [B,3,3] and shift [B,3] from the
        earlier camera to the later, and the later one's orientation [B,3,3]."""
        earlier, later = self.maps(colours[:, 0], inverse[:, 0]), self.maps(colours[:, 1], inverse[:, 1])
        with torch.no_grad():
            held = self.upright(inverse)
            rotation, shift = self.search(earlier[0], later[0], held)
        for level, steps in enumerate(STEPS):
            alignment = self.alignment(level)
            first = alignment.geometry.thin(earlier[level])
            if level == len(STEPS) - 1:
                rotation, shift = self.likeliest(alignment, first, later[level], rotation, shift, 1)
            # The scales of the cost decrease as the fit improves.
            leniency = 2.0 ** (len(STEPS) - 1 - level)
            rotation, shift = alignment.refined(first, later[level], held, rotation, shift, steps, leniency)
        return rotation[:, 0], shift[:, 0], held.later

    def upright(self, inverse: Tensor) -> Held:
        """Constraints from the surfaces of both frames, before the search."""
        found = [self.surfaces.directions(inverse[:, i]) for i in (0, 1)]
        pitches = [self.surfaces.pitch(*each) for each in found]
        held = [pitched(pitch) for pitch, _ in pitches]
        walls = [self.surfaces.walls(*each, how) for each, how in zip(found, held, strict=True)]
        sure = (torch.minimum(pitches[0][1], pitches[1][1]) / SURE).clamp(max=1)
        levels = [self.surfaces.levels(inverse[:, i], *found[i], held[i]) for i in (0, 1)]
        rise, agreed = self.surfaces.rise(levels[0], levels[1])
        turn, alike = self.surfaces.turn(walls[0], walls[1])
        return Held(
            held[0],
            held[1],
            sure,
            turn,
            (alike > WALLS).to(turn.dtype),
            rise,
            (agreed > FLOOR).to(rise.dtype),
        )

    def search(self, earlier: Tensor, later: Tensor, held: Held) -> tuple[Tensor, Tensor]:
        """The most probable motions of the lattice: [B,KEPT,3,3] and [B,KEPT,3]."""
        batch, first = earlier.shape[0], self.rough.geometry.thin(earlier)
        rotation, shift = self.trials(
            self.turns.expand(batch, -1), self.few.expand(batch, len(TURNS), -1, -1), held
        )
        doubt = self.rough.doubt(first, later, rotation, shift).unflatten(1, (len(TURNS), len(FEW))).amin(2)
        likely = doubt.topk(KEPT_TURNS, 1, largest=False).indices
        turns = torch.cat([held.turn.unsqueeze(1), self.turns[likely]], 1)
        walls, floor = held.walls[:, None, None, None] > 0, held.floor[:, None, None, None] > 0
        slots = turns.shape[1]
        sure = torch.where(
            floor, self.sure_level.unflatten(0, (slots, -1)), self.sure_many.unflatten(0, (slots, -1))
        )
        shifts = torch.where(walls, sure, torch.where(floor, self.level, self.many).expand(-1, slots, -1, -1))
        rotation, shift = self.trials(
            torch.where(walls[..., 0, 0], held.turn.unsqueeze(1), turns), shifts, held
        )
        return self.likeliest(self.coarse, self.coarse.geometry.thin(earlier), later, rotation, shift, KEPT)

    def trials(self, turns: Tensor, shifts: Tensor, held: Held) -> tuple[Tensor, Tensor]:
        """Turns [B,N] about the vertical, each with its shifts [B,N,S,3] of a level camera: [B,N*S,3,3]
        and [B,N*S,3]. The rise is the floor's if that determines it."""
        none = torch.zeros_like(turns)
        rotation = (
            held.later.unsqueeze(1)
            @ rotation_of(torch.stack([none, turns, none], 2))
            @ held.earlier.transpose(1, 2).unsqueeze(1)
        )
        count = shifts.shape[2]
        across, up, along = shifts.unbind(3)
        up = torch.where(held.floor[:, None, None] > 0, held.rise[:, None, None], up)
        shifts = torch.stack([across, up, along], 3).flatten(1, 2)
        rotation = rotation.unsqueeze(2).expand(-1, -1, count, -1, -1).flatten(1, 2)
        return rotation, (held.later @ shifts.transpose(1, 2)).transpose(1, 2)

    def likeliest(
        self, alignment: Alignment, first: Tensor, later: Tensor, rotation: Tensor, shift: Tensor, count: int
    ) -> tuple[Tensor, Tensor]:
        with torch.no_grad():
            best = alignment.doubt(first, later, rotation, shift).topk(count, 1, largest=False).indices
        return (
            torch.gather(rotation, 1, best[:, :, None, None].expand(-1, -1, 3, 3)),
            torch.gather(shift, 1, best[:, :, None].expand(-1, -1, 3)),
        )
