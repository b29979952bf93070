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
        0.3: "haze, hazy, light fog, light mist, little fog, slightly foggy, thin fog, bit foggy, faint mist, smoky",
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
FILLERS = (
    "a an the in on at of with and to it is be make please now then some my our this that there very quite rather would should like let want "
    "i you we me us for into from by as but so just one world place room town street weather time air sky look looks looking theme mood style "
    "give put set change turn go have has show feel feels really more bit kind mostly completely"
).split()
STRANGE = (
    "dragon castle spaceship robot beach ocean city car tree dog cat horse music party pirate zombie monster sword magic unicorn rainbow desert "
    "mountain river bridge tower house kitchen table chair banana pizza coffee football hockey guitar piano disco neon cyberpunk medieval western "
    "underwater moon planet galaxy alien vampire ghost wizard princess ninja samurai cowboy steampunk egypt rome paris london tokyo computer phone "
    "river fish bird lion tiger elephant fast slow big small happy sad angry loud quiet gold silver purple yellow orange pink black white brown "
    "rain rainy storm thunder wind windy hurricane earthquake explosion war peace love school hospital airport train bus bicycle people crowd"
).split()


def vocabulary(controls: list[Control]) -> list[Meaning]:
    """Everything that is said of the controls."""
    said: list[Meaning] = []
    for index, control in enumerate(controls):
        names = control.get("values")
        for value, words in WORDS.get(control["name"], {}).items():
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


def spoken(said: Meaning, phrase: str | None = None) -> Example:
    """A phrase that speaks of a control, in its own words or in others."""
    return Example(said.phrase if phrase is None else phrase, 2 + said.control, said.control, said.value)


def sample(said: list[Meaning], lots: random.Random) -> Example:
    """A phrase by lot."""
    draw = lots.random()
    if draw < 0.08:
        # Words around a phrase change nothing: "at noon".
        word = lots.choice([known for known in said if " " not in known.phrase])
        filler = lots.choice(FILLERS)
        before = lots.random() < 0.7
        return spoken(word, f"{filler} {word.phrase}" if before else f"{word.phrase} {filler}")
    if draw < 0.5:
        known = lots.choice(said)
        return spoken(known, misspelt(known.phrase, lots))
    if draw < 0.62:
        return Example(lots.choice(FILLERS), 0, -1, 0.0)
    if draw < 0.74:
        return Example(misspelt(lots.choice(STRANGE), lots), 1, -1, 0.0)
    if draw < 0.82:
        return Example(invented(lots), 1, -1, 0.0)
    # Words that belong to no phrase together: each is read by itself.
    words = lambda: lots.choice([lots.choice(said).phrase, lots.choice(STRANGE)])
    phrase = " ".join([words(), words(), *([words()] if lots.random() < 0.4 else [])])
    known_phrases = {meaning.phrase: meaning for meaning in said}
    if phrase in known_phrases:
        return spoken(known_phrases[phrase])
    return Example(phrase, 1, -1, 0.0)
