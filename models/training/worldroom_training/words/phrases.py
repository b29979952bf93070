"""What people call the materials and landmarks of the reference world, in English and German.

`SHARED` are words that fit several of them. Phrases of `HELD_OUT` are never trained on: they show how words
are understood that nobody listed. Needs no PyTorch.
"""

from dataclasses import dataclass

from worldroom_training.contract import FIRST_LANDMARK, FLOORS, WALLS


@dataclass(frozen=True)
class Surface:
    """A material: its name in plans, how a description says it, and what else it is called."""

    name: str
    says: str
    phrases: tuple[str, ...]


def surface(name: str, says: str, phrases: str) -> Surface:
    return Surface(name, says, tuple(phrase.strip() for phrase in phrases.split(",")))


#: In the order of plans' materials: floors, walls, landmarks.
SURFACES = (
    surface(
        "sandstone",
        "sandstone",
        "sandstone, sandstone slabs, sand coloured slabs, beige paving, stone slabs, "
        "paved floor, paving stones, sandstein, sandsteinplatten, steinplatten, pflaster, "
        "beige platten",
    ),
    surface(
        "lawn",
        "a lawn",
        "lawn, a lawn, grass, green grass, mown lawn, meadow, turf, rasen, wiese, gras, grüner rasen",
    ),
    surface(
        "deck",
        "a wooden deck",
        "deck, wooden deck, a wooden deck, wooden floor, floorboards, boards, brown boards, "
        "timber floor, holzboden, dielen, holzdielen, bretterboden, terrasse aus holz",
    ),
    surface(
        "terracotta checks",
        "terracotta tiles",
        "terracotta checks, terracotta tiles, terracotta, orange tiles, chequered floor, "
        "tiled floor, clay tiles, terrakotta, terrakottafliesen, gefliester boden, tonfliesen",
    ),
    surface(
        "cobbles",
        "cobbles",
        "cobbles, cobblestones, cobblestone floor, round stones, grey stones, setts, "
        "kopfsteinpflaster, pflastersteine, runde steine, graue steine",
    ),
    surface(
        "playground",
        "a blue playground",
        "playground, a blue playground, blue floor with dots, dotted floor, rubber floor, "
        "polka dots, coloured dots, spielplatz, blauer boden mit punkten, gepunkteter boden",
    ),
    surface(
        "brick",
        "brick walls",
        "brick, bricks, brick wall, brick walls, red brick, red bricks, masonry, ziegel, "
        "ziegelmauer, ziegelwand, backstein, backsteinmauer, rote ziegel, mauerwerk",
    ),
    surface(
        "yellow planks",
        "yellow planks",
        "yellow planks, yellow boards, yellow wood, wooden planks, yellow fence, "
        "yellow wooden wall, gelbe bretter, gelbe planken, gelber zaun, gelbes holz, "
        "bretterwand",
    ),
    surface(
        "teal tiles",
        "teal tiles",
        "teal tiles, turquoise tiles, green blue tiles, tiled wall, bathroom tiles, teal wall, "
        "türkise fliesen, türkise kacheln, gekachelte wand, fliesenwand",
    ),
    surface(
        "blue stone",
        "blue stone",
        "blue stone, blue stones, blue stone wall, blue blocks of stone, slate blue wall, "
        "blue bricks, blauer stein, blaue steine, blaue steinmauer, blaue mauer",
    ),
    surface(
        "hedge",
        "a hedge",
        "hedge, a hedge, hedges, green hedge, bush, bushes, shrub, leaves, foliage, hecke, "
        "hecken, busch, büsche, gebüsch, blätter, laub",
    ),
    surface(
        "white panels",
        "white panels",
        "white panels, white wall, white walls, white plates, metal panels, riveted panels, "
        "panels with bolts, weiße platten, weiße wand, weiße tafeln, metallplatten",
    ),
    surface(
        "pink siding",
        "pink siding",
        "pink siding, pink wall, pink boards, pink clapboard, pink planks, rosa wand, "
        "rosa verkleidung, rosa bretter, rosafarbene wand",
    ),
    surface(
        "townhouse",
        "house fronts",
        "townhouse, house front, house fronts, house, houses, facade, windows, "
        "wall with windows, stadthaus, haus, häuser, hausfront, fassade, fenster, "
        "wand mit fenstern",
    ),
    surface(
        "violet lattice",
        "violet lattice",
        "violet lattice, purple lattice, purple wall, violet diamonds, purple diamonds, "
        "lilac wall, violettes gitter, lila wand, lila gitter, lila rauten, violette wand",
    ),
    surface(
        "red and white checks",
        "red and white checks",
        "red and white checks, chequered tower, checkerboard, checkered wall, red white squares, "
        "red and white squares, rot weißes schachbrett, schachbrettmuster, rot weiß kariert, "
        "rot weiße quadrate",
    ),
    surface(
        "hazard stripes",
        "hazard stripes",
        "hazard stripes, warning stripes, yellow and black stripes, diagonal stripes, "
        "slanted stripes, warnstreifen, gelb schwarze streifen, schräge streifen",
    ),
    surface(
        "rainbow",
        "a rainbow",
        "rainbow, a rainbow, rainbow tower, rainbow stripes, rainbow colours, colourful stripes, "
        "regenbogen, regenbogenturm, regenbogenfarben, bunte streifen",
    ),
    surface(
        "sunset mural",
        "a sunset mural",
        "sunset mural, a sunset mural, sunset, painted sunset, evening sun, "
        "painting of a sunset, sonnenuntergang, wandbild mit sonnenuntergang, "
        "gemalter sonnenuntergang, abendsonne",
    ),
    surface(
        "flower mural",
        "a flower mural",
        "flower mural, a flower mural, painted flowers, flowers, flower painting, big flowers, "
        "blumenbild, wandbild mit blumen, gemalte blumen, blumen, große blumen",
    ),
)

#: Words for several surfaces.
SHARED = {
    "wood": ("deck", "yellow planks"),
    "wooden": ("deck", "yellow planks"),
    "holz": ("deck", "yellow planks"),
    "stone": ("sandstone", "cobbles", "blue stone"),
    "stein": ("sandstone", "cobbles", "blue stone"),
    "tiles": ("terracotta checks", "teal tiles"),
    "fliesen": ("terracotta checks", "teal tiles"),
    "plants": ("lawn", "hedge"),
    "pflanzen": ("lawn", "hedge"),
    "something green": ("lawn", "hedge"),
    "mural": ("sunset mural", "flower mural"),
    "painting": ("sunset mural", "flower mural"),
    "wandbild": ("sunset mural", "flower mural"),
    "stripes": ("hazard stripes", "rainbow"),
    "streifen": ("hazard stripes", "rainbow"),
}

#: Never trained on, with what each means.
HELD_OUT = {
    "grassy ground": "lawn",
    "a green lawn": "lawn",
    "rasenfläche": "lawn",
    "cobbled street": "cobbles",
    "holzterrasse": "deck",
    "sandstone paving": "sandstone",
    "terracotta floor": "terracotta checks",
    "backsteine": "brick",
    "brickwork": "brick",
    "the brick building": "brick",
    "yellow plank wall": "yellow planks",
    "turquoise tiled wall": "teal tiles",
    "blue stonework": "blue stone",
    "heckenwand": "hedge",
    "leafy hedge": "hedge",
    "white panelling": "white panels",
    "pink clapboards": "pink siding",
    "house with windows": "townhouse",
    "häuserfront": "townhouse",
    "purple lattice wall": "violet lattice",
    "checkered tower": "red and white checks",
    "warning stripe": "hazard stripes",
    "rainbow wall": "rainbow",
    "sunset painting": "sunset mural",
    "flowery mural": "flower mural",
}

if [one.name for one in SURFACES] != [material["name"] for material in (*FLOORS, *WALLS)]:
    raise ValueError("SURFACES are not the materials of the contract, in its order")

#: Kind of each surface.
KINDS = ("floor",) * len(FLOORS) + ("wall",) * FIRST_LANDMARK + ("landmark",) * (len(WALLS) - FIRST_LANDMARK)
