"""Patterns of phrases that speak of a room's map, such as "lots of" before a kind of door. Needs no PyTorch."""

import random
from typing import NamedTuple

#: What stands for a name in braces.
PARTS: dict[str, str] = {
    "much": "much, lots of, so much, plenty of, loads of, tons of, heaps of, a lot of, enough, more, as much, oodles of, acres of",
    "many": (
        "many, lots of, lots and lots of, plenty of, loads of, tons of, heaps of, masses of, dozens of, scores of, hundreds of, "
        "thousands of, a hundred, a thousand, a million, hundred, countless, numerous, endless, innumerable, so many, very many, "
        "too many, far too many, more, a lot of, an endless number of, all kinds of, packed with, crammed with, lined with, "
        "filled with, riddled with, covered in, bristling with, nothing but, oodles of, umpteen, tonnes of"
    ),
    "few": "few, very few, only a few, hardly any, barely any, scarcely any, not many, rarely any, almost no, next to no, fewer, a handful of",
    "no": (
        "no, without, without any, without a single, not a, not a single, not one, not any, zero, free of, devoid of, "
        "never a, none of the, nobody built any, there are no, with no, lacking, minus the, hardly a single"
    ),
    "door": "door, gate, doorway",
    "doors": "doors, gates, doorways, entrances, gateways",
    "such": "little, small, tiny, big, huge, wooden, old, heavy, creaky, secret, open, locked, red, blue, coloured, iron, stone",
    "space": "space, room, open space, elbow room, room to run, room to move, free space, open ground, legroom, air",
    "plants": "plants, hedges, trees, flowers, bushes, gardens, grass, green, greenery, roses, shrubs, lawns, ivy",
    "plant": "plant, hedge, tree, flower, bush, garden, blade of grass, leaf, bit of green",
    "low": "low, short, small, little, tiny, knee high, waist high, ankle high, squat, stubby, lower, very low",
    "tall": (
        "tall, high, very high, very tall, towering, huge, giant, gigantic, enormous, massive, great, big, mighty, "
        "sky high, soaring, looming, lofty, colossal, taller, higher, immense, steep"
    ),
    "walls": "walls, wall, fences, hedges, ramparts, stone walls, brick walls, garden walls, house walls, buildings, houses",
    "body": "knees, waist, ankles, hips, knee, belt, shins, navel, chest",
    "my": "my, your, the, our",
    "head": "head, heads, houses, trees, a giant, eyes, church",
    "ways": "streets, lanes, alleys, paths, passages, corridors, halls, rooms, roads, ways, gaps, squares, courtyards",
    "tight": "narrow, tight, cramped, thin, winding, twisting, crooked, narrower, tiny, very narrow",
    "wide": "wide, broad, open, spacious, vast, wider, very wide, airy, roomy, sweeping, large, big, huge, great",
    "very": "very, extremely, enormously, incredibly, insanely, ridiculously, super, really, impossibly, terribly, absurdly",
    "each": "every, each, any",
    "has": "has, with, is, needs, gets",
}
#: Patterns of each control, by value.
PATTERNS: dict[str, dict[float, str]] = {
    "openness": {
        0.0: "no {space}, without {space}, hardly any {space}, barely any {space}, little {space}, {tight} {ways}, {no} {space}, {very} narrow, {very} tight, {tight} and {tight}, {tight} {ways} and {tight} {ways}",
        1.0: "{much} {space}, {wide} {ways}, {few} walls, hardly a wall, hardly any walls, wide open {ways}, {very} open, {very} wide, {wide} and {wide}, {wide} {ways} and {wide} {ways}",
    },
    "tallness": {
        0.0: (
            "{low} {walls}, no higher than {my} {body}, no taller than {my} {body}, no walls above {my} {body}, "
            "lower than {my} {body}, up to {my} {body}, only to {my} {body}, below {my} {body}, no wall taller than, "
            "no walls higher than, no wall higher than, no high walls, no tall walls, nothing tall, nothing high, not high, "
            "not tall, not very high, {very} low, {very} low {walls}, {low} and {low}, step over the {walls}, see over the {walls}, look over the {walls}, over {walls}"
        ),
        1.0: (
            "{tall} {walls}, higher than {my} {head}, taller than {my} {head}, high above {my} {head}, far above {my} {head}, "
            "no low walls, {very} tall, {very} high, {very} tall {walls}, {very} high {walls}, {tall} and {tall}, above {my} {head}, cannot see over, cant see over, cannot look over, too high to see, walls up to heaven"
        ),
    },
    "greenery": {
        0.0: "{no} {plants}, {no} {plant}, {few} {plants}, {no} {plant} in sight, {no} {plants} in sight, {no} {plants} anywhere, no green at all",
        1.0: "{many} {plants}, {plants} everywhere, {plants} all over, {plants} and {plants}, every kind of {plant}, between {plants}",
    },
    "doors": {
        0.0: "{no} {door}, {no} {doors}, {no} {doors} anywhere, {no} {doors} at all, {no} {such} {doors}, {no} {door} in sight, {no} {doors} in sight",
        0.15: "{few} {doors}, {few} {such} {doors}, only one {door}, just one {door}",
        1.0: (
            "{many} {doors}, {many} {doors}, {many} {such} {doors}, {doors} everywhere, {doors} all over, {doors} on every side, "
            "{doors} and {doors}, a {door} on every corner, a {door} at every corner, a {door} at every turn, "
            "a {door} every few steps, a {door} in every wall, {each} wall {has} a {door}, {each} wall {has} {doors}, "
            "{door} after {door}, {doors} in every wall, {doors} wherever i look, {doors} at every step"
        ),
    },
}


class Pattern(NamedTuple):
    """A pattern and the value of a control that its phrases speak of."""

    text: str
    value: float


def patterns_of(control: str) -> list[Pattern]:
    """Patterns by which a control is spoken of."""
    return [
        Pattern(text, value)
        for value, texts in PATTERNS.get(control, {}).items()
        for text in texts.split(", ")
    ]


def phrase_of(pattern: Pattern, lots: random.Random) -> str:
    """A phrase of a pattern."""
    words = pattern.text.split(" ")
    return " ".join(
        lots.choice(PARTS[word[1:-1]].split(", ")) if word.startswith("{") else word for word in words
    )
