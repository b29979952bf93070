"""Writes the manifest of a pack, shared/pack.ts, with the checksums of its files. Needs no PyTorch."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from worldroom_training.config import Config, PlanConfig
from worldroom_training.contract import (
    DEFAULT_CONTROLS,
    DEFAULT_PHYSICS,
    ENTITY_KINDS,
    EYE_HEIGHT,
    FIRST_LANDMARK,
    FLOORS,
    LOOK_RATE,
    LOOKS,
    PACK_FORMAT,
    PITCH_LIMIT,
    TURN_RATE,
    WALLS,
)

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
CONTROLS: list[dict[str, Any]] = [
    {
        "name": "timeOfDay",
        "description": "Morning (0) through noon (0.5) to dusk (1)",
        "minimum": 0,
        "maximum": 1,
        "default": DEFAULT_CONTROLS["timeOfDay"],
    },
    {
        "name": "fog",
        "description": "How thick the air is",
        "minimum": 0,
        "maximum": 1,
        "default": DEFAULT_CONTROLS["fog"],
    },
    {
        "name": "theme",
        "description": "What the place is made of",
        "minimum": 0,
        "maximum": len(LOOKS) - 1,
        "default": 0,
        "values": LOOKS,
        "applies": "relighting",
    },
]
#: How strongly relighting follows what is asked for.
GUIDANCE = {"minimum": 0, "maximum": 2, "default": 1}
#: Fastest a body may move, metres a second, whatever the network says.
SPEED_LIMIT = 9.0


def manifest(
    config: Config, name: str, title: str, folder: Path, graphs: dict[str, str], prompt: dict[str, str]
) -> dict[str, Any]:
    view = config.view
    seeds = [
        {"name": path.parent.name, "title": json.loads(path.read_text())["title"]}
        for path in sorted(folder.glob("seeds/*/seed.json"))
    ]
    tokens = config.tokenizer.patch * 2
    sizes = [{"width": width, "height": height} for width, height in config.sizes]
    return {
        "format": PACK_FORMAT,
        "name": name,
        "title": title,
        "licence": "MIT",
        "view": {
            "width": view.width,
            "height": view.height,
            "focal": view.focal,
            "rate": view.rate,
            **({"sizes": sizes} if sizes else {}),
        },
        "actions": {
            "axes": AXES,
            "buttons": BUTTONS,
            "turnRate": TURN_RATE,
            "lookRate": LOOK_RATE,
            "pitchLimit": PITCH_LIMIT,
        },
        "entities": {
            "kinds": ENTITY_KINDS,
            "features": config.condition.entity_features,
            "perView": config.condition.entities,
        },
        "controls": CONTROLS,
        "memory": {"slots": config.condition.slots, **asdict(config.memory)},
        "imagine": {
            "rows": view.height // tokens,
            "columns": view.width // tokens,
            "steps": config.imagine.steps,
            "threshold": config.imagine.threshold,
        },
        "relight": {"guidance": GUIDANCE, "prompt": prompt},
        **({"plan": plan_settings(config.plan)} if "plan" in graphs else {}),
        "motion": {
            "eyeHeight": EYE_HEIGHT,
            "speedLimit": SPEED_LIMIT,
            "physics": DEFAULT_PHYSICS,
        },
        "graphs": {
            graph: {"file": file, "sha256": hashlib.sha256((folder / file).read_bytes()).hexdigest()}
            for graph, file in graphs.items()
        },
        "seeds": seeds,
    }


def plan_settings(config: PlanConfig) -> dict[str, Any]:
    return {
        "materials": {
            "floors": FLOORS,
            "walls": WALLS[:FIRST_LANDMARK],
            "landmarks": WALLS[FIRST_LANDMARK:],
        },
        "steps": {"kinds": config.kind_steps, "materials": config.material_steps},
        "temperature": {"kinds": config.kind_temperature, "materials": config.material_temperature},
        "guidance": config.guidance,
        "kindGuidance": dict(config.kind_guidance),
    }


def write_manifest(
    config: Config, folder: Path, graphs: dict[str, str], prompt: dict[str, str], name: str, title: str
) -> None:
    """`graphs`: files by graph; `prompt`: the entry of prompt.json (prompt_encoder.py)."""
    text = json.dumps(manifest(config, name, title, folder, graphs, prompt), indent=2)
    (folder / "pack.json").write_text(text + "\n")
