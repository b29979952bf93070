"""Settings of the shipped pack, as a server of views reads them."""

import json
from pathlib import Path

from worldroom_serving.pack_files import PackSettings

ARENA = Path(__file__).resolve().parents[5] / "models" / "arena"


def shipped_settings(appearance: list[int]) -> PackSettings:
    """Settings with these sizes of the layers of appearance.onnx; none if graphs alone draw."""
    manifest = json.loads((ARENA / "pack.json").read_text(encoding="utf-8"))
    imagine, view = manifest["imagine"], manifest["view"]
    return PackSettings(
        name=manifest["name"],
        sha256="",
        graphs={name: graph["sha256"] for name, graph in manifest["graphs"].items()},
        files={},
        width=view["width"],
        height=view["height"],
        focal=view["focal"],
        slots=manifest["memory"]["slots"],
        entity_threshold=48,
        carried_from=128,
        covered_from=128,
        imagine_threshold=imagine["threshold"],
        imagine_steps=imagine["steps"],
        tokens=imagine["rows"] * imagine["columns"],
        appearance=appearance,
    )
