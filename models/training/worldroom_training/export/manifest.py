"""Writes a pack: graphs with their checksums and the manifest of shared/pack.ts."""

import hashlib
import json
import math
from pathlib import Path

from worldroom_training.config import Config
from worldroom_training.export.prompt_encoder import write_prompt

PACK_FORMAT = 2

AXES = [
    {
        "name": "move",
        "description": "Walk forward and back",
        "keys": ["KeyS", "KeyW"],
        "gamepad": "leftY",
        "touch": "leftY",
    },
    {
        "name": "strafe",
        "description": "Step left and right",
        "keys": ["KeyA", "KeyD"],
        "gamepad": "leftX",
        "touch": "leftX",
    },
    {
        "name": "turn",
        "description": "Turn left and right",
        "keys": ["ArrowLeft", "ArrowRight"],
        "pointer": "x",
        "gamepad": "rightX",
        "touch": "rightX",
    },
    {
        "name": "look",
        "description": "Look down and up",
        "keys": ["ArrowDown", "ArrowUp"],
        "pointer": "y",
        "gamepad": "rightY",
        "touch": "rightY",
    },
]
BUTTONS = [
    {"name": "jump", "description": "Jump", "keys": ["Space"], "gamepad": [0], "touch": 0},
    {"name": "use", "description": "Open or close a door", "keys": ["KeyE"], "gamepad": [2], "touch": 1},
    {
        "name": "place",
        "description": "Place a block",
        "keys": ["KeyQ"],
        "pointerButton": 0,
        "gamepad": [7],
        "touch": 2,
    },
    {
        "name": "remove",
        "description": "Take a block",
        "keys": ["KeyR"],
        "pointerButton": 2,
        "gamepad": [6],
        "touch": 3,
    },
]
CONTROLS = [
    {
        "name": "timeOfDay",
        "description": "Morning (0) through noon (0.5) to dusk (1)",
        "minimum": 0,
        "maximum": 1,
        "default": 0.4,
    },
    {"name": "fog", "description": "How thick the air is", "minimum": 0, "maximum": 1, "default": 0.15},
    {
        "name": "theme",
        "description": "What the place is made of",
        "minimum": 0,
        "maximum": 3,
        "default": 0,
        "values": ["plain", "red quarter", "frost", "jungle"],
        "applies": "relighting",
    },
]
#: How strongly relighting follows what is asked for.
GUIDANCE = {"minimum": 0, "maximum": 2, "default": 1}


def manifest(
    config: Config, name: str, title: str, folder: Path, graphs: dict[str, str], prompt: dict[str, str]
) -> dict:
    view = config.view
    seeds = [
        {"name": path.parent.name, "title": json.loads(path.read_text())["title"]}
        for path in sorted(folder.glob("seeds/*/seed.json"))
    ]
    tokens = config.tokenizer.patch * 2
    return {
        "format": PACK_FORMAT,
        "name": name,
        "title": title,
        "licence": "MIT",
        "view": {"width": view.width, "height": view.height, "focal": view.focal, "rate": view.rate},
        "actions": {
            "axes": AXES,
            "buttons": BUTTONS,
            "turnRate": math.pi,
            "lookRate": math.pi / 2,
            "pitchLimit": math.radians(30),
        },
        "entities": {
            "kinds": ["player", "door", "block", "orb", "ball"],
            "features": config.condition.entity_features,
            "perView": config.condition.entities,
        },
        "controls": CONTROLS,
        "memory": {"slots": config.condition.slots, "capacity": 5000, "novelty": 0.08, "confidence": 0.75},
        "imagine": {
            "rows": view.height // tokens,
            "columns": view.width // tokens,
            "steps": config.imagine.steps,
            "threshold": config.imagine.threshold,
        },
        "relight": {"guidance": GUIDANCE, "prompt": prompt},
        "motion": {
            "eyeHeight": 1.6,
            "speedLimit": 9.0,
            "physics": {"gravity": 9.8, "friction": 0.8, "bounce": 0.6},
        },
        "graphs": {
            graph: {"file": file, "sha256": hashlib.sha256((folder / file).read_bytes()).hexdigest()}
            for graph, file in graphs.items()
        },
        "seeds": seeds,
    }


def write_manifest(config: Config, folder: Path, graphs: dict[str, str], name: str, title: str) -> None:
    text = json.dumps(manifest(config, name, title, folder, graphs, write_prompt(CONTROLS, folder)), indent=2)
    (folder / "pack.json").write_text(text + "\n")
