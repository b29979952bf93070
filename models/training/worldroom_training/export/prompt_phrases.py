"""Phrases that the encoder of sentences learns from, and what they mean. Needs no PyTorch."""

import random
from importlib.resources import files
from typing import Any, NamedTuple

from worldroom_training.export.prompt_patterns import patterns_of, phrase_of

#: Words of the longest phrase that is read (server/pack/prompt-encoder.ts).
LONGEST_PHRASE = 5
#: Words that begin with as many of the same letters are taken for forms of one word.
STEM = 5
#: How often a control of maps is spoken of by a pattern.
PATTERN_SHARE = 0.4
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
        0.0: "narrow, maze, mazes, labyrinth, labyrinths, tight, cramped, corridors, corridor, alleys, alley, narrow streets, narrow lanes, narrow alleys, lanes, passages, passage, tunnels, tunnel, close, dense, crowded, winding, twisting, catacombs, warren, crooked, claustrophobic, confined, gaps, narrow paths, tight corners, hallways, mazy, narrowest, dungeon, backstreets, nooks, squeezed, little space, no space, shoulder to shoulder, single file, squeeze, squeezing, cluttered, crammed, packed, jammed, jam packed, tightly packed, compact, constricted, stuffy, poky, hemmed in, closed in, boxed in, enclosed, intricate, convoluted, tortuous, meandering, serpentine, zigzag, confusing, bewildering, tangled, tangle, maze like, mazelike, labyrinthine, rabbit warren, warrens, burrow, burrows, back alley, back alleys, alleyway, alleyways, laneway, bystreets, side streets, cul de sac, dead ends, dead end, ginnel, snicket, souk, bazaar, medina, casbah, kasbah, slum, slums, favela, ghetto, crypt, crypts, cave, caves, cavern, mine, mines, mineshaft, sewer, sewers, cellar, cellars, basement, bunker, trench, trenches, crevice, crevices, cracks, cranny, crannies, aisle, aisles, gangway, gangways, hallway, narrow corridors, narrow corridor, narrow hallways, narrow passages, narrow gaps, tight spaces, tight turns, twisty, twists, turns, bends, twists and turns, sharp corners, winding streets, winding lanes, winding paths, crooked lanes, narrow street, narrow alley, narrow lane, narrow ways, narrow walkways, footpaths, thin streets, pinched, restricted, close together, close quarters, barely room, hardly room, hive, honeycomb, anthill, cubicles, puzzle, many corners, many turns, narrower, tighter, tightest, overcrowded, huddled, nestled, thick with walls",
        0.25: "rather narrow, fairly narrow, a bit narrow, cosy, snug",
        0.5: "half open, neither narrow nor wide, medium width",
        0.75: "fairly open, rather open, quite open, fairly wide, rather wide",
        1.0: "elbow room, wide, open, spacious, broad, airy, vast, roomy, wide streets, wide open, open space, open ground, square, squares, plaza, plazas, avenue, avenues, boulevard, boulevards, plains, wide paths, wide halls, wide spaces, expanse, field, fields, arena, great halls, large halls, free space, uncluttered, sparse, market square, town square, wide rooms, much space, lots of space, room to run, promenade, esplanade, wide road, widest, open plan, open spaces, open air, open field, open fields, open land, open country, open plains, wide plains, open area, wide area, large area, large open, huge open, big open, expansive, expanses, sweeping, sprawling, boundless, unbounded, unobstructed, unenclosed, uncrowded, uncramped, unconfined, empty, emptiness, bare ground, clearing, clearings, commons, prairie, steppe, savanna, savannah, tundra, heath, moor, moorland, flatland, flatlands, lowlands, desert plain, playground, playing field, playing fields, football pitch, pitch, stadium, racecourse, runway, airfield, parade ground, fairground, showground, forum, agora, piazza, piazzas, place to run, room to breathe, room to move, room to spare, plenty of room, plenty of space, ample space, ample room, lots of room, much room, so much room, so much space, loads of space, far apart, spread out, wide apart, few walls, hardly any walls, hardly a wall, almost no walls, barely any walls, no walls, without walls, nearly no walls, big squares, large squares, huge squares, wide squares, large square, main square, courtyard, courtyards, large courtyard, big halls, huge hall, great hall, ballroom, ballrooms, concourse, atrium, parking lot, car park, highway, highways, thoroughfare, broad streets, broad street, wide street, wide roads, wide lanes, wide avenues, broad avenues, broad paths, broad walks, wide walkways, wide lawns, wide view, wide views, panorama, panoramic, vista, vistas, long views, horizon, horizons, see far, see for miles, wider, broader, roomier, roomiest, widest streets, generously spaced, breezy, windswept, mall, malls, champs elysees",
    },
    "tallness": {
        0.0: "knees, waist, ankles, hips, shins, shorter walls, shortest walls, short stone walls, short brick walls, low, low walls, low wall, low ones, knee high, knee high walls, waist high, short walls, small walls, shallow, flat, lowest, low hedges, low fences, see over, fences, kerbs, curbs, stubby, squat, little walls, parapets, flat walls, ankle high, ankle height, ankle deep, hip high, waist height, knee height, knee deep, lower, low lying, low rise, low slung, low stone, low brick, low barriers, low fence, low partitions, low kerbs, low boxes, low ruins, tiny walls, tiny fences, short fences, short fence, short hedges, small fences, small fence, small hedges, small barriers, little fences, little fence, little hedges, little wall, miniature walls, mini walls, dwarf, dwarf walls, dwarfed, pygmy, toy walls, stumpy, stump, stumps, stunted, sawn off, cropped, trimmed low, ground level, close to the ground, hugging the ground, step over, stepping over, jump over, hop over, look over, looking over, peek over, peer over, see across, visible over, over the top of, walls you can see over, walls you can step over, nothing blocks the view, bungalow, bungalows, foundations, ruins, ruined walls, crumbled, crumbled walls, crumbling walls, worn down, broken down walls, fence, picket fence, picket fences, railings, railing, balustrade, balustrades, garden walls, garden wall, bench high, table high, lowish, flat roofs, flat buildings, one storey, single storey, single story",
        0.35: "rather low, fairly low, shoulder high, chest high, shoulders",
        0.5: "medium height, half high",
        0.7: "rather high, fairly high, fairly tall, rather tall",
        1.0: "big walls, large walls, grand walls, high, tall, towering, high walls, high wall, tall walls, lofty, skyscraper, skyscrapers, sky high, tall hedges, high hedges, giant walls, huge walls, fortress, fort, canyon, canyons, steep, tallest, highest, towers, cliffs, ramparts, citadel, looming, soaring, great walls, gorge, high rise, bastion, stronghold, taller, higher, very tall, very high, tall stone, high stone, tall brick, high brick, gigantic walls, enormous walls, massive walls, mighty walls, immense walls, colossal, colossal walls, overbearing, dominating, vertical, vertiginous, dizzying, dizzy heights, heights, skyline, skywards, skyward, sky scraping, reach the sky, reaching the sky, reaching for the sky, touch the sky, touching the clouds, up to the sky, into the clouds, up to the clouds, above your head, over your head, over my head, above our heads, overhead, cannot see over, can't see over, block the sun, block out the sun, blocking the sun, hide the sun, block the sky, towers above, tower over, towering over, tower, towered, turret, turrets, spire, spires, steeple, steeples, belfry, minaret, minarets, obelisk, column, columns, pillar, pillars, monolith, monoliths, high rises, tower blocks, tower block, apartment blocks, multi storey, many storeys, storeys, stories high, tall buildings, tall houses, tall house, tall towers, high towers, tall building, tall fences, high fences, high fence, tall fence, tall ones, high ones, high ramparts, tall ramparts, rampart, battlement, battlements, palisade, palisades, fortified, fortification, fortifications, fortresses, castle walls, city walls, city wall, prison walls, dam, dams, cliff, sheer, sheer walls, sheer cliffs, steep walls, ravine, ravines, chasm, chasms, abyss, gulch, valley walls, manhattan, cathedral, cathedrals, cathedral high, metres high, meters high, feet high, feet tall, ten metres, as tall as, as high as, loom, looms, loom over, soar, lofted, enormous height, full height, double height, huge wall, giant wall, great wall, tallest walls, highest walls, very high walls, very tall walls",
    },
    "greenery": {
        0.0: "brick, bricks, stone, stones, stony, concrete, paved, pavement, cobbles, cobblestones, urban, of brick, of stone, brick walls, stone walls, masonry, asphalt, cement, tiles, tiled, marble, sandstone, granite, no plants, no green, without plants, barren, bare, built up, houses, granite slabs, brick houses, industrial, no garden, brickwork, rock, rocks, cobbled, cobblestone, cobble, flagstone, flagstones, slate, limestone, basalt, gravel, gravelled, pebbles, rubble, mortar, plaster, plastered, stucco, bricked, bricked up, bricklayer, bricky, red brick, red bricks, old bricks, old brick, grey brick, grey stone, gray stone, grey stones, old stone, old stones, of bricks, of stones, of concrete, of granite, of marble, made of stone, made of brick, made of bricks, made of concrete, built of stone, built of brick, built of bricks, brick wall, stone wall, stone blocks, stonework, stonemason, concrete blocks, concrete jungle, tarmac, asphalted, paving, paving stones, pavements, sidewalk, sidewalks, kerbstones, inner city, city centre, downtown, metropolis, metropolitan, cityscape, townscape, factory, factories, warehouse, warehouses, industry, industrial estate, docks, dockyard, shipyard, brutalist, brutalism, plaza of stone, bricks everywhere, brick everywhere, stone everywhere, concrete everywhere, bricks only, only bricks, only stone, nothing but stone, nothing but brick, nothing but bricks, nothing but concrete, no grass, no trees, no hedges, no gardens, no flowers, no bushes, no greenery, without grass, without trees, without greenery, without hedges, without gardens, not a plant, not a blade of grass, not a leaf, not a tree, not a single plant, not a hint of green, treeless, plantless, grassless, leafless, lifeless, arid, sterile, desolate, rocky, boulders, quarry, quarries, pueblo, terracotta, clay, adobe, mud brick, tiled floor, tiled streets, flagged, roman forum, tenement, tenements, townhouses, town houses, terraced houses, row houses, brick town, stone town, stone city, brick city, stone houses, castle of stone",
        0.25: "few plants, little green, hardly any plants",
        0.5: "some plants, some hedges, half green, some gardens",
        1.0: "garden, gardens, hedge, hedges, park, parks, lawn, lawns, meadow, meadows, grass, grassy, grassland, flowers, flower, flowery, orchard, orchards, bushes, bush, shrubs, shrub, shrubbery, plants, trees, of hedges, hedge maze, planted, botanical, botanical garden, herbs, roses, rose garden, vines, ivy, turf, greenery, vegetation, topiary, vineyard, allotments, backyard, gardeners, blossoms, hedgerow, hedgerows, foliage, pasture, clover, parkland, many plants, full of plants, full of flowers, lots of green, much green, green spaces, green space, green walls, green wall, green lawns, green lawn, green fields, green hedges, green garden, green gardens, green park, grass everywhere, hedges everywhere, flowers everywhere, plants everywhere, green everywhere, hedge everywhere, lawn everywhere, lawned, landscaped, landscape garden, landscaped gardens, kitchen garden, flower garden, flower gardens, flower bed, flower beds, flowerbed, flowerbeds, herb garden, walled garden, walled gardens, secret garden, secret gardens, country garden, palace gardens, palace garden, royal gardens, formal gardens, french garden, english garden, zen garden, tea garden, nursery, garden centre, greenhouse, greenhouses, conservatory, arboretum, gardening, gardener, garden maze, hedge mazes, boxwood, box hedges, box hedge, privet, yew, laurel, hawthorn, holly, ivy covered, vine covered, overgrown walls, overgrown with ivy, creepers, climbers, trellis, pergola, arbor, arbour, bower, grove, groves, copse, thicket, thickets, spinney, bush lined, tree lined, hedge lined, leaf, leaves, leafed, bloom, blooms, blooming, in bloom, in full bloom, blossom, blossoming, flowering, floral, petals, rose, rosebushes, rose bushes, tulips, tulip, daisies, daisy, lavender, lilies, sunflowers, buttercups, poppies, wildflowers, wild flowers, ferns, fern, moss, reeds, bamboo, wheat, corn, cornfield, maize, crops, cropland, farmland, farm, farms, paddock, pastures, pastoral, rural, countryside, country lane, countrified, meadowland, grasslands, grass plains, grassy plains, glade, glades, dell, village green, golf course, cricket ground, picnic, picnic lawn, hanging gardens, eden, garden of eden, paradise garden, garden city, allotment, vineyards, hops, olive grove, orange grove, apple trees, apple orchard, cherry trees, palm trees, shrubberies, bushy, hedged, hedging, grassed, turfed, planting, plantation, botanic, botanic gardens, botanical gardens, horticultural, horticulture, vegetable, vegetables, herbaceous, evergreen, evergreens, sward, verdure, full of green, full of hedges, full of bushes, full of trees, full of gardens, lots of plants, lots of hedges, lots of trees, lots of flowers, many hedges, many trees, many flowers, plenty of green, plenty of plants, surrounded by hedges, surrounded by flowers, between hedges, among hedges, among flowers, manicured lawns, trimmed hedges, clipped hedges",
    },
    "doors": {
        0.0: "no doors, without doors, doorless, no door, without a door, without any doors, not a door, no gates, zero doors, never a door, no doors anywhere, no doors at all, no doors whatsoever, no doorways, no gate, no entrances, not one door, not a single door, not any doors, nobody built any doors, free of doors, door free, lacking doors, lacks doors, devoid of doors, minus the doors, none of the doors, sealed, sealed off, walled up, doors are missing, missing doors, forgot the doors, forgot doors, skip the doors, leave out the doors, leave out doors, remove the doors, remove all doors, take away the doors, hate doors, without gates, without a gate, without doorways, without a single door, without one door, doorless walls, gateless, never any doors, almost no doors, nearly no doors, practically no doors, next to no doors",
        0.15: "few doors, hardly any doors, hardly a door, rare doors, barely any doors, scarcely any doors, a door or two, one door, little doors, very few doors, too few doors, few gates, only few doors, only a few doors, only one door, just one door, single door, a single door, only two doors, two doors, doors are rare, rarely a door, seldom a door, hardly a gate, hardly any gates, barely a door, scarce doors, fewer doors, less doors, minimal doors, not many doors, not a lot of doors",
        0.4: "a few doors, some doors, several doors, a couple of doors",
        0.8: "doors, door, gates, gate, doorways, with doors, with gates, doorway, doored, entrances, entrance, entryways, entryway, portals, portal, hatches, wooden doors, creaking doors, gated, gateways, gateway, doors to open, doors to go through, doors between, door to door",
        1.0: "many doors, lots of doors, doors everywhere, full of doors, hundred doors, a hundred doors, so many doors, countless doors, plenty of doors, door after door, all doors, many gates, more doors, tons of doors, very many doors, thousand doors, doors galore, every door, hundreds of doors, doors all over, loads of doors, lots of gates, only doors, endless doors, oodles of doors, heaps of doors, masses of doors, piles of doors, scores of doors, dozens of doors, a dozen doors, a million doors, million doors, a thousand doors, thousands of doors, hundred gates, a hundred gates, myriad doors, multitude of doors, abundance of doors, infinite doors, numerous doors, numerous gates, innumerable doors, umpteen doors, too many doors, far too many doors, as many doors as possible, maximum doors, max doors, extra doors, riddled with doors, packed with doors, crammed with doors, bursting with doors, stuffed with doors, overflowing with doors, littered with doors, lined with doors, dotted with doors, filled with doors, brimming with doors, doors in every wall, door in every wall, a door in every wall, every wall has a door, doors on every side, doors on all sides, doors on every corner, door on every corner, a door at every corner, door at every turn, a door at every turn, doors at every turn, door every few steps, a door every few steps, door every step, doors upon doors, doors after doors, doors and more doors, doors doors doors, doors doors, nothing but doors, nothing but gates, doors left and right, doors wherever you look, doors all around, doors aplenty, plentiful doors, plenty of gates, loads of gates, gates everywhere, gates galore, countless gates, endless gates, full of gates, door maze, maze of doors, labyrinth of doors, corridor of doors, corridors of doors, world of doors, city of doors, town of doors, love doors, many doorways, lots of doorways, many entrances, lots of entrances, doors to open everywhere",
    },
}
#: In the order of planControls (shared/plan.ts).
PLAN_CONTROLS: list[Control] = [{"name": name} for name in PLAN_WORDS]
FILLERS = (
    "a an the in on at of with and to it is be make please now then my our this that there very quite rather would should like let want "
    "i you we me us for into from by but so just one world place room rooms town street streets hall halls walls wall full path paths under between among somewhere weather time air sky look looks looking theme mood style "
    "give put set change turn go have has show feel feels really more bit kind mostly completely "
    "are was were been am can could will may might must do does did done get gets got having being he she they them his her their its your who whom whose which what when where why how "
    "any both other another such same own these those here again also too only even ever still yet already always often sometimes around about across along through towards toward near behind beside beyond within inside outside onto upon after before during until while because since if than or "
    "seen come comes came take takes bring brings build builds built made making create created generate draw drawn imagine dream think need needs try begin start begins ends end live lives find finds keep keeps walk walks walking run runs running stroll strolling wander wandering explore exploring play hiding chase chasing move moving stand stands standing sit lie lies "
    "thing things way ways area areas part parts spot sides corner corners front top ground floor scene setting map level land region quarter district zone view views somehow lovely nice beautiful pretty good cool awesome perfect please thanks thank ok okay hello hey oh well maybe perhaps surely simply truly totally entirely super extremely incredibly somewhat lot first last next"
    "cant dont isnt im its ive id youre theres lets wont doesnt didnt t s m ve re ll d"
).split()
#: How phrases about how much there is of something begin.
QUANTITIES = "no without not few hardly barely never zero only lots many every any plenty".split()
STRANGE = (
    "dragon castle spaceship robot beach ocean city car dog cat horse music party pirate zombie monster sword magic unicorn rainbow desert "
    "mountain river bridge kitchen table chair banana pizza coffee football hockey guitar piano disco neon cyberpunk medieval western "
    "underwater moon planet galaxy alien vampire ghost wizard princess ninja samurai cowboy steampunk egypt rome paris london tokyo computer phone "
    "river fish bird lion tiger elephant fast slow big small happy sad angry loud quiet gold silver purple yellow orange pink black white brown "
    "rain rainy storm thunder wind windy hurricane earthquake explosion war peace love school hospital airport train bus bicycle people crowd "
    "village city hamlet capital kingdom empire country island islands coast harbour port palace building buildings house home hotel inn tavern pub shop shops store market office museum library church temple monastery abbey tomb pyramid theatre cinema circus zoo farmyard barn stable mill windmill lighthouse station garage attic bedroom bathroom "
    "medieval ancient old new young modern future futuristic victorian roman greek gothic baroque romantic spooky creepy haunted scary cosy cozy warm hot calm peaceful sleepy busy bustling lively noisy boring funny silly weird strange mysterious magical enchanted fairy tale treasure hunt adventure quest battle game games race racing soccer tennis "
    "family friend friends kids children child boy girl man woman mother father king queen knight knights thief guard soldier witch ghosts bats rats mice rabbit rabbits cow cows sheep pig pigs bear wolf fox deer bee bees butterfly butterflies spider snakes snake dinosaur "
    "spring summer autumn fall season monday sunday weekend holiday holidays vacation birthday wedding today tomorrow yesterday week month year hour minute century "
    "water lake sea pond stream fountain fountains waterfall waves boat ship sail sand glass wood wooden metal iron steel copper bronze paper plastic rubber cloth silk leather bread cheese cake apple chocolate honey tea wine beer milk "
    "sweet sour bitter soft hard smooth rough heavy light strong weak rich poor cheap clean dirty dusty rusty shiny bright dull round curved straight diagonal left right north south east west up down huge large enormous immense gigantic massive great grand tiny little giant mighty endless infinite"
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
            said += [
                Meaning(word, index, meant) for word in words.split(", ") if word.count(" ") < LONGEST_PHRASE
            ]
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


def common_words(said: list[Meaning]) -> list[str]:
    """Common English words that speak of no control. Forms of words that do are left out: "gated" beside "gate"."""
    single = {meaning.phrase for meaning in said if " " not in meaning.phrase}
    stems = {word[:STEM] for word in single}
    text = (files(__package__) / "common-words.txt").read_text(encoding="utf-8")
    words = text[text.index("\n\n") :].split()
    return [word for word in words if word not in single and word not in FILLERS and word[:STEM] not in stems]


def spoken(said: Meaning, phrase: str | None = None) -> Example:
    """A phrase that speaks of a control, in its own words or in others."""
    return Example(said.phrase if phrase is None else phrase, 2 + said.control, said.control, said.value)


class PhraseSource:
    """Draws phrases to learn from."""

    def __init__(self, controls: list[Control], lots: random.Random) -> None:
        self.lots = lots
        said = vocabulary(controls)
        self.by_phrase = {meaning.phrase: meaning for meaning in said}
        self.by_control = [[m for m in said if m.control == index] for index in range(len(controls))]
        self.beginnings = [meaning.phrase.split()[0] for meaning in said if " " in meaning.phrase]
        self.beginnings += len(self.beginnings) // len(QUANTITIES) * QUANTITIES
        self.patterns = [patterns_of(control["name"]) for control in controls]
        self.common = common_words(said)

    def known(self) -> Meaning:
        """A phrase that speaks of a control. Controls with many phrases are spoken of more often, but not as often
        as they have phrases."""
        weights = [len(phrases) ** 0.5 for phrases in self.by_control]
        control = self.lots.choices(range(len(weights)), weights)[0]
        while self.patterns[control] and self.lots.random() < PATTERN_SHARE:
            pattern = self.lots.choice(self.patterns[control])
            phrase = phrase_of(pattern, self.lots)
            if phrase not in self.by_phrase and phrase.count(" ") < LONGEST_PHRASE:
                return Meaning(phrase, control, pattern.value)
        return self.lots.choice(self.by_control[control])

    def strange(self) -> str:
        """A word that means something else."""
        return self.lots.choice(STRANGE if self.lots.random() < 0.35 else self.common)

    def apart(self) -> str:
        """Words that belong to no phrase together, with fillers among them or not: "hedges at dusk"."""

        def word() -> str:
            draw = self.lots.random()
            if draw < 0.6:
                return self.lots.choice(self.known().phrase.split())
            return self.known().phrase.split()[0] if draw < 0.72 else self.strange()

        if self.lots.random() < 0.2:
            # A phrase does not take with it how the next one begins: "brick houses without" doors.
            return f"{self.known().phrase} {self.lots.choice(self.beginnings)}"
        draw, filler = self.lots.random(), self.lots.choice(FILLERS)
        if draw < 0.25:
            return f"{word()} {word()}"
        if draw < 0.5:
            return f"{word()} {filler} {word()}"
        if draw < 0.65:
            return f"{word()} {word()} {word()}"
        if draw < 0.75:
            return " ".join(word() for _ in range(self.lots.randrange(4, LONGEST_PHRASE + 1)))
        if draw < 0.85:
            return f"{self.strange()} {self.lots.choice(['wall', 'walls', filler])}"
        return " ".join(
            self.lots.choice([*FILLERS, self.strange()]) for _ in range(self.lots.randrange(2, 5))
        )

    def sample(self) -> Example:
        """A phrase by lot."""
        lots, draw = self.lots, self.lots.random()
        if draw < 0.1:
            # Words around a phrase change nothing: "at noon".
            known = self.known()
            filler = lots.choice(FILLERS)
            before = lots.random() < 0.7
            return spoken(known, f"{filler} {known.phrase}" if before else f"{known.phrase} {filler}")
        if draw < 0.43:
            known = self.known()
            return spoken(known, misspelt(known.phrase, lots))
        if draw < 0.52:
            return Example(lots.choice(FILLERS), 0, -1, 0.0)
        if draw < 0.66:
            return Example(misspelt(self.strange(), lots), 1, -1, 0.0)
        if draw < 0.7:
            return Example(invented(lots), 1, -1, 0.0)
        # How a phrase begins is no filler, which readers would skip: "no doors" is not "doors".
        phrase = lots.choice(self.beginnings) if draw < 0.75 else self.apart()
        if phrase in self.by_phrase:
            return spoken(self.by_phrase[phrase])
        return Example(phrase, 0 if phrase in FILLERS else 1, -1, 0.0)
