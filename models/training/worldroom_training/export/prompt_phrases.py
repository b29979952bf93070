"""Phrases that the encoder of sentences learns from, and what they mean. Needs no PyTorch."""

import random
from typing import Any, NamedTuple

#: A control of the pack, as in its manifest.
Control = dict[str, Any]


class Meaning(NamedTuple):
    """A phrase with the control that it speaks of (its index) and that one's value (0 to 1, or an index)."""

    phrase: str
    control: int
    value: float


class Example(NamedTuple):
    """A phrase, what it speaks of (0 nothing, 1 something unknown, 2 and up a control), and the control and
    value where it has them (-1 else)."""

    phrase: str
    topic: int
    control: int
    value: float


#: What each control's values are called besides their own names, by value scaled to [0, 1] or by name.
WORDS: dict[str, dict[float | str, str]] = {
    "timeOfDay": {
        0.0: "morning, dawn, sunrise, daybreak, early morning, first light, early, sunup",
        0.25: "forenoon, late morning, mid morning",
        0.5: "noon, midday, day, daytime, daylight, lunchtime, high noon, bright day, full day, sunny",
        0.75: "afternoon, late afternoon, late, teatime",
        0.88: "early evening, golden hour, before sunset",
        1.0: "dusk, evening, sunset, night, nightfall, twilight, midnight, dark, sundown, late evening, nighttime, gloaming",
    },
    "fog": {
        0.0: "clear, no fog, without fog, no mist, clear air, clear sky, clear weather, crisp, fogless, cloudless, transparent",
        0.15: "slight haze, hint of fog, hint of mist, nearly clear",
        0.3: "haze, hazy, some fog, some mist, some haze, light fog, light mist, little fog, slightly foggy, thin fog, bit foggy, faint mist, smoky",
        0.6: "fog, foggy, mist, misty, fogs, smog, steam, steamy, fog rolls in",
        0.85: "thick fog, dense fog, very foggy, heavy fog, deep fog, thick mist, dense mist, murky, much fog, lots of fog",
        1.0: "thickest fog, foggiest, pea soup, opaque, whiteout, extremely foggy, full fog",
    },
    "theme": {
        "plain": "normal, usual, default, ordinary, regular, no theme, original, natural, as it was, plain theme",
        "red quarter": "red, crimson, scarlet, ruby, red light, red town, blood red, mars, martian, volcanic, lava, fire, hell, infernal, ember",
        "frost": "frosty, ice, icy, snow, snowy, winter, frozen, cold, arctic, polar, freezing, glacier, blizzard, wintry, blue, christmas",
        "jungle": "green, forest, tropical, rainforest, leafy, overgrown, mossy, swamp, woods, emerald, verdant, woodland, lush",
    },
}
#: The same of the controls of a room's map (shared/plan.ts), by value.
PLAN_WORDS: dict[str, dict[float, str]] = {
    "openness": {
        0.0: "narrow, maze, mazes, labyrinth, labyrinths, tight, cramped, corridors, corridor, alleys, alley, narrow streets, narrow lanes, narrow alleys, lanes, passages, passage, tunnels, tunnel, close, dense, crowded, winding, twisting, catacombs, warren, crooked, claustrophobic, confined, gaps, narrow paths, tight corners, hallways, mazy, narrowest, dungeon, backstreets, nooks, squeezed",
        0.25: "rather narrow, fairly narrow, a bit narrow, cosy, snug",
        0.5: "half open, neither narrow nor wide, medium width",
        0.75: "fairly open, rather open, quite open, fairly wide, rather wide",
        1.0: "wide, open, spacious, broad, airy, vast, roomy, wide streets, wide open, open space, open ground, square, squares, plaza, plazas, avenue, avenues, boulevard, boulevards, plains, wide paths, wide halls, wide spaces, expanse, field, fields, arena, great halls, large halls, free space, uncluttered, sparse, market square, town square, wide rooms, much space, lots of space, room to run, promenade, esplanade, wide road, widest",
    },
    "tallness": {
        0.0: "low, low walls, low wall, low ones, knee high, knee high walls, waist high, short walls, small walls, shallow, flat, lowest, low hedges, low fences, see over, fences, kerbs, curbs, stubby, squat, little walls, parapets, flat walls",
        0.35: "rather low, fairly low, shoulder high, chest high",
        0.5: "medium height, half high",
        0.7: "rather high, fairly high, fairly tall, rather tall",
        1.0: "high, tall, towering, high walls, high wall, tall walls, lofty, skyscraper, skyscrapers, sky high, tall hedges, high hedges, giant walls, huge walls, fortress, fort, canyon, canyons, steep, tallest, highest, towers, blocks, cliffs, ramparts, citadel, looming, soaring, great walls, gorge, high rise, bastion, stronghold",
    },
    "greenery": {
        0.0: "brick, bricks, stone, stones, stony, concrete, paved, pavement, cobbles, cobblestones, urban, of brick, of stone, brick walls, stone walls, masonry, asphalt, cement, tiles, tiled, marble, sandstone, granite, no plants, no green, without plants, barren, bare, built up, houses, granite slabs, brick houses, industrial, no garden, brickwork, rock, rocks",
        0.25: "few plants, little green, hardly any plants",
        0.5: "some plants, some hedges, half green, some gardens",
        1.0: "garden, gardens, hedge, hedges, park, parks, lawn, lawns, meadow, meadows, grass, grassy, grassland, flowers, flower, flowery, orchard, orchards, bushes, bush, shrubs, shrub, shrubbery, plants, trees, of hedges, hedge maze, planted, botanical, botanical garden, herbs, roses, rose garden, vines, ivy, turf, greenery, vegetation, topiary, vineyard, allotments, backyard, gardeners, blossoms, hedgerow, hedgerows, foliage, pasture, clover, parkland, many plants, full of plants, full of flowers, lots of green, much green",
    },
    "doors": {
        0.0: "no doors, without doors, doorless, no door, without a door, without any doors, not a door, no gates, zero doors, never a door",
        0.15: "few doors, hardly any doors, hardly a door, rare doors, barely any doors, scarcely any doors, a door or two, one door, little doors",
        0.4: "a few doors, some doors, several doors, a couple of doors",
        0.8: "doors, door, gates, gate, doorways, with doors, with gates, doorway",
        1.0: "many doors, lots of doors, doors everywhere, full of doors, hundred doors, a hundred doors, so many doors, countless doors, plenty of doors, door after door, all doors, many gates, more doors, tons of doors, very many doors, thousand doors, doors galore, every door, hundreds of doors, doors all over, loads of doors, lots of gates, only doors, endless doors",
    },
}
#: In the order of planControls (shared/plan.ts).
PLAN_CONTROLS: list[Control] = [{"name": name} for name in PLAN_WORDS]
FILLERS = (
    "a an the in on at of with and to it is be make please now then my our this that there very quite rather would should like let want "
    "i you we me us for into from by as but so just one world place room rooms town street streets hall halls walls wall full path paths under between among somewhere weather time air sky look looks looking theme mood style "
    "give put set change turn go have has show feel feels really more bit kind mostly completely"
).split()
STRANGE = (
    "dragon castle spaceship robot beach ocean city car dog cat horse music party pirate zombie monster sword magic unicorn rainbow desert "
    "mountain river bridge kitchen table chair banana pizza coffee football hockey guitar piano disco neon cyberpunk medieval western "
    "underwater moon planet galaxy alien vampire ghost wizard princess ninja samurai cowboy steampunk egypt rome paris london tokyo computer phone "
    "river fish bird lion tiger elephant fast slow big small happy sad angry loud quiet gold silver purple yellow orange pink black white brown "
    "rain rainy storm thunder wind windy hurricane earthquake explosion war peace love school hospital airport train bus bicycle people crowd"
).split()


def words_of(control: str) -> list[tuple[float | str, str]]:
    """Words by value."""
    return [*WORDS.get(control, {}).items(), *PLAN_WORDS.get(control, {}).items()]


def vocabulary(controls: list[Control]) -> list[Meaning]:
    """Everything that is said of the controls."""
    said: list[Meaning] = []
    for index, control in enumerate(controls):
        names = control.get("values")
        for value, words in words_of(control["name"]):
            if names and value not in names:
                continue
            meant = float(names.index(value)) if names else float(value)
            said += [Meaning(word, index, meant) for word in words.split(", ")]
        said += [Meaning(name, index, float(i)) for i, name in enumerate(names or [])]
    return said


def misspelt(phrase: str, lots: random.Random) -> str:
    """A letter left out, doubled or swapped, in words that stay readable."""
    if len(phrase) < 5 or lots.random() < 0.7:
        return phrase
    at = lots.randrange(1, len(phrase) - 1)
    kind = lots.randrange(3)
    if kind == 0:
        return phrase[:at] + phrase[at + 1 :]
    if kind == 1:
        return phrase[:at] + phrase[at] + phrase[at:]
    return phrase[:at] + phrase[at + 1] + phrase[at] + phrase[at + 2 :]


def invented(lots: random.Random) -> str:
    """A word of a few syllables that means nothing."""
    count = lots.randrange(2, 5)
    letters = [lots.choice("bcdfghjklmnprstvwz") + lots.choice("aeiou") for _ in range(count)]
    return "".join(letters) + lots.choice(["", "n", "r", "s", "t"])


def any_said(said: list[Meaning], lots: random.Random) -> Meaning:
    """A phrase by lot: controls with many phrases are spoken of little more often than others."""
    first = lots.choice(said)
    # The vocabulary is in the order of its controls.
    control = lots.randrange(said[-1].control + 1)
    for known in (lots.choice(said) for _ in range(12)):
        if known.control == control:
            return known
    return first


def spoken(said: Meaning, phrase: str | None = None) -> Example:
    """A phrase that speaks of a control, in its own words or in others."""
    return Example(said.phrase if phrase is None else phrase, 2 + said.control, said.control, said.value)


def apart(said: list[Meaning], lots: random.Random) -> str:
    """Words that belong to no phrase together, with fillers among them or not: "hedges at dusk"."""

    def word() -> str:
        draw = lots.random()
        if draw < 0.65:
            return lots.choice(any_said(said, lots).phrase.split())
        if draw < 0.8:
            return any_said(said, lots).phrase.split()[0]
        return lots.choice(STRANGE)

    draw = lots.random()
    if draw < 0.35:
        return f"{word()} {word()}"
    if draw < 0.7:
        return f"{word()} {lots.choice(FILLERS)} {word()}"
    return f"{word()} {word()} {word()}"


def sample(said: list[Meaning], lots: random.Random) -> Example:
    """A phrase by lot."""
    draw = lots.random()
    if draw < 0.1:
        # Words around a phrase change nothing: "at noon".
        known = any_said(said, lots)
        filler = lots.choice(FILLERS)
        before = lots.random() < 0.7
        return spoken(known, f"{filler} {known.phrase}" if before else f"{known.phrase} {filler}")
    if draw < 0.47:
        known = any_said(said, lots)
        return spoken(known, misspelt(known.phrase, lots))
    if draw < 0.57:
        return Example(lots.choice(FILLERS), 0, -1, 0.0)
    if draw < 0.66:
        return Example(misspelt(lots.choice(STRANGE), lots), 1, -1, 0.0)
    if draw < 0.71:
        return Example(invented(lots), 1, -1, 0.0)
    known_phrases = {meaning.phrase: meaning for meaning in said}
    if draw < 0.76:
        # How a phrase begins is no filler, which readers would skip: "no doors" is not "doors".
        phrase = lots.choice([known.phrase for known in said if " " in known.phrase]).split()[0]
    else:
        phrase = apart(said, lots)
    if phrase in known_phrases:
        return spoken(known_phrases[phrase])
    return Example(phrase, 0 if phrase in FILLERS else 1, -1, 0.0)
