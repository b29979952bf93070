"""A small encoder of words, for hosts who say how a world should look: prompt.json of a pack.

A phrase of one to three words is a bag of hashed character n-grams (after fastText, Bojanowski et al., 2017), so that
misspelt and inflected words are understood too. It is trained on phrases made from the words below, on the pack's
own names, and on words that mean nothing here; server/pack/prompt-encoder.ts runs it.
"""

import base64
import hashlib
import json
import random
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BUCKETS, HIDDEN = 2048, 24
LONGEST_NGRAM = 4
STEPS, BATCH = 700, 256
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
FILLERS = [
    "a",
    "an",
    "the",
    "in",
    "on",
    "at",
    "of",
    "with",
    "and",
    "to",
    "it",
    "is",
    "be",
    "make",
    "please",
    "now",
    "then",
    "some",
    "my",
    "our",
    "this",
    "that",
    "there",
    "very",
    "quite",
    "rather",
    "would",
    "should",
    "like",
    "let",
    "want",
    "i",
    "you",
    "we",
    "me",
    "us",
    "for",
    "into",
    "from",
    "by",
    "as",
    "but",
    "so",
    "just",
    "one",
    "world",
    "place",
    "room",
    "town",
    "street",
    "weather",
    "time",
    "air",
    "sky",
    "look",
    "looks",
    "looking",
    "theme",
    "mood",
    "style",
    "give",
    "put",
    "set",
    "change",
    "turn",
    "go",
    "have",
    "has",
    "show",
    "feel",
    "feels",
    "really",
    "more",
    "bit",
    "kind",
    "mostly",
    "completely",
]
STRANGE = [
    "dragon",
    "castle",
    "spaceship",
    "robot",
    "beach",
    "ocean",
    "city",
    "car",
    "tree",
    "dog",
    "cat",
    "horse",
    "music",
    "party",
    "pirate",
    "zombie",
    "monster",
    "sword",
    "magic",
    "unicorn",
    "rainbow",
    "desert",
    "mountain",
    "river",
    "bridge",
    "tower",
    "house",
    "kitchen",
    "table",
    "chair",
    "banana",
    "pizza",
    "coffee",
    "football",
    "hockey",
    "guitar",
    "piano",
    "disco",
    "neon",
    "cyberpunk",
    "medieval",
    "western",
    "underwater",
    "moon",
    "planet",
    "galaxy",
    "alien",
    "vampire",
    "ghost",
    "wizard",
    "princess",
    "ninja",
    "samurai",
    "cowboy",
    "steampunk",
    "egypt",
    "rome",
    "paris",
    "london",
    "tokyo",
    "computer",
    "phone",
    "river",
    "fish",
    "bird",
    "lion",
    "tiger",
    "elephant",
    "fast",
    "slow",
    "big",
    "small",
    "happy",
    "sad",
    "angry",
    "loud",
    "quiet",
    "gold",
    "silver",
    "purple",
    "yellow",
    "orange",
    "pink",
    "black",
    "white",
    "brown",
    "rain",
    "rainy",
    "storm",
    "thunder",
    "wind",
    "windy",
    "hurricane",
    "earthquake",
    "explosion",
    "war",
    "peace",
    "love",
    "school",
    "hospital",
    "airport",
    "train",
    "bus",
    "bicycle",
    "people",
    "crowd",
]


def fnv(text: str) -> int:
    """FNV-1a, 32 bits, of the text's UTF-16 code units."""
    value = 0x811C9DC5
    for unit in memoryview(text.encode("utf-16-le")).cast("H"):
        value = ((value ^ unit) * 0x01000193) & 0xFFFFFFFF
    return value


def ngrams(phrase: str) -> list[int]:
    """Buckets of a phrase's character n-grams, of each of its words and of the whole."""
    marked = f"^{phrase}$"
    grams = [marked[i : i + n] for n in range(2, LONGEST_NGRAM + 1) for i in range(len(marked) - n + 1)]
    return [fnv(gram) % BUCKETS for gram in [*grams, *(f"_{word}" for word in phrase.split()), f"={phrase}"]]


class PromptEncoder(nn.Module):
    """Phrase -> what it speaks of (nothing, something unknown, or a control), and each control's value."""

    def __init__(self, controls: list[dict]):
        super().__init__()
        self.embedding = nn.EmbeddingBag(BUCKETS, HIDDEN, mode="mean")
        self.topic = nn.Linear(HIDDEN, 2 + len(controls))
        self.value = nn.Linear(HIDDEN, sum(len(c.get("values", [0])) for c in controls))

    def forward(self, phrases: list[str]) -> tuple[Tensor, Tensor]:
        bags = [ngrams(phrase) for phrase in phrases]
        offsets = torch.tensor([0, *[len(bag) for bag in bags[:-1]]]).cumsum(0)
        hidden = F.relu(self.embedding(torch.tensor([gram for bag in bags for gram in bag]), offsets))
        return self.topic(hidden), self.value(hidden)


def vocabulary(controls: list[dict]) -> list[tuple[str, int, float]]:
    """Phrases with the control (its index) and the value (0 to 1, or an index) that they mean."""
    said = []
    for index, control in enumerate(controls):
        names = control.get("values")
        for value, words in WORDS.get(control["name"], {}).items():
            if names and value not in names:
                continue
            said += [
                (word, index, float(names.index(value)) if names else float(value))
                for word in words.split(", ")
            ]
        said += [(name, index, float(i)) for i, name in enumerate(names or [])]
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


def sample(said: list[tuple[str, int, float]], lots: random.Random) -> tuple[str, int, int, float]:
    """A phrase, its topic, and control and value where it has them (-1 else)."""
    draw = lots.random()
    if draw < 0.08:
        # Words around a phrase change nothing: "at noon".
        phrase, control, value = lots.choice([known for known in said if " " not in known[0]])
        filler = lots.choice(FILLERS)
        return (
            (f"{filler} {phrase}" if lots.random() < 0.7 else f"{phrase} {filler}"),
            2 + control,
            control,
            value,
        )
    if draw < 0.5:
        phrase, control, value = lots.choice(said)
        return misspelt(phrase, lots), 2 + control, control, value
    if draw < 0.62:
        return lots.choice(FILLERS), 0, -1, 0.0
    if draw < 0.74:
        return misspelt(lots.choice(STRANGE), lots), 1, -1, 0.0
    if draw < 0.82:
        letters = [
            lots.choice("bcdfghjklmnprstvwz") + lots.choice("aeiou") for _ in range(lots.randrange(2, 5))
        ]
        return "".join(letters) + lots.choice(["", "n", "r", "s", "t"]), 1, -1, 0.0
    # Words that belong to no phrase together: each is read by itself.
    words = lambda: lots.choice([lots.choice(said)[0], lots.choice(STRANGE)])
    phrase = " ".join([words(), words(), *([words()] if lots.random() < 0.4 else [])])
    known = {word: (control, value) for word, control, value in said}
    if phrase in known:
        control, value = known[phrase]
        return phrase, 2 + control, control, value
    return phrase, 1, -1, 0.0


def train_prompt(controls: list[dict]) -> PromptEncoder:
    lots = random.Random(3)
    torch.manual_seed(3)
    encoder, said = PromptEncoder(controls), vocabulary(controls)
    optimiser = torch.optim.Adam(encoder.parameters(), lr=2e-2)
    starts = [0]
    for control in controls:
        starts.append(starts[-1] + len(control.get("values", [0])))
    for step in range(STEPS):
        for group in optimiser.param_groups:
            group["lr"] = 2e-2 * (1 - 0.95 * step / STEPS)
        batch = [sample(said, lots) for _ in range(BATCH)]
        topic, value = encoder([phrase for phrase, *_ in batch])
        loss = F.cross_entropy(topic, torch.tensor([t for _, t, _, _ in batch]))
        for index, control in enumerate(controls):
            rows = torch.tensor([i for i, (_, _, c, _) in enumerate(batch) if c == index])
            if len(rows) == 0:
                continue
            own = value[rows, starts[index] : starts[index + 1]]
            truth = torch.tensor([batch[i][3] for i in rows])
            if "values" in control:
                loss = loss + F.cross_entropy(own, truth.to(torch.int64))
            else:
                loss = loss + 8 * F.mse_loss(torch.sigmoid(own[:, 0]), truth)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return encoder.eval()


def write_prompt(controls: list[dict], folder: Path) -> dict[str, str]:
    """Trains the encoder for a pack's controls and writes prompt.json; returns its entry in the manifest."""
    encoder = train_prompt(controls)
    numbers = lambda tensor: base64.b64encode(
        tensor.detach().to(torch.float32).contiguous().numpy().tobytes()
    ).decode()
    content = {
        "format": 1,
        "controls": [
            {"name": c["name"], **({"values": c["values"]} if "values" in c else {})} for c in controls
        ],
        "buckets": BUCKETS,
        "hidden": HIDDEN,
        "longest": LONGEST_NGRAM,
        "embedding": numbers(encoder.embedding.weight),
        "topic": {"weight": numbers(encoder.topic.weight), "bias": numbers(encoder.topic.bias)},
        "value": {"weight": numbers(encoder.value.weight), "bias": numbers(encoder.value.bias)},
    }
    data = (json.dumps(content, indent=1) + "\n").encode()
    (folder / "prompt.json").write_bytes(data)
    return {"file": "prompt.json", "sha256": hashlib.sha256(data).hexdigest()}
