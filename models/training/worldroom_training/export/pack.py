"""Writes a pack: graphs, checked against PyTorch, world seeds, manifest, card and checkpoint."""

import json
import multiprocessing
import os
import shutil
import tempfile
import time
from pathlib import Path

import torch

from worldroom_training.checkpoint import Checkpoint, Networks, read
from worldroom_training.config import OPTIONAL_STAGES, RELEARNT_STAGES, Config
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.data.world_seeds import ensure_seeds
from worldroom_training.export.graphs import STAGES_OF, export_graph, graph_modules
from worldroom_training.export.last_step import defer_to_last_step
from worldroom_training.export.manifest import CONTROLS, write_manifest
from worldroom_training.export.model_card import write_card
from worldroom_training.export.parity import check_parity
from worldroom_training.export.prompt_encoder import write_prompt
from worldroom_training.export.quantisation import quantise_graphs
from worldroom_training.export.shared_weights import share_weights
from worldroom_training.stages.quantisation_samples import quantisation_samples


def export_pack(
    config: Config,
    checkpoint: Checkpoint,
    store: ClipStore,
    folder: Path,
    like: Path | None = None,
    seconds: float | None = None,
) -> None:
    """Writes the pack of the running averages. `like`: a pack of the same config, from which the graphs are
    taken whose weights were not trained in the checkpoint's folder. `seconds`: of the export of graphs, at
    most; see export_checked."""
    averages = checkpoint.averages.to("cpu").eval()
    graphs = {name: f"{name}.onnx" for name in pack_graphs(checkpoint)}
    names = list(graphs)
    prompt = None
    folder.mkdir(parents=True, exist_ok=True)
    if like is not None and is_like(like, config):
        trained = trained_graphs(checkpoint)
        names = [name for name in graphs if name in trained or not (like / graphs[name]).exists()]
        for name in set(graphs) - set(names):
            shutil.copyfile(like / graphs[name], folder / graphs[name])
        shutil.copyfile(like / "prompt.json", folder / "prompt.json")
        prompt = json.loads((like / "pack.json").read_text(encoding="utf-8"))["relight"]["prompt"]
    parity = export_checked(averages, names, folder, seconds)
    errors = "  ".join(f"{name} {error:.1e}" for name, error in parity.items())
    print(f"parity with PyTorch: {errors}", flush=True)
    rounding = {}
    if config.quantised:
        samples = quantisation_samples(config, averages, store, names, folder / "condition.onnx")
        rounding = quantise_graphs(folder, samples)
    if "imagine" in names:
        defer_to_last_step(folder / "imagine.onnx", "coarse")
    if {"lean", "trunk"} <= set(graphs):
        share_weights(folder / "lean.onnx", folder / "trunk.onnx")
    ensure_seeds(folder, config.view)
    write_manifest(config, folder, graphs, prompt or write_prompt(CONTROLS, folder), "arena", "The Arena")
    write_card(config, checkpoint, parity, rounding, folder)
    checkpoint.save_compact(folder / "checkpoint.pt", apart=OPTIONAL_STAGES)
    for stage in set(OPTIONAL_STAGES) & set(graphs) - set(RELEARNT_STAGES):
        checkpoint.save_stage(stage, folder / f"{stage}.pt")
    print(f"pack: {folder}", flush=True)


def pack_graphs(checkpoint: Checkpoint) -> list[str]:
    """All graphs but those of optional stages that nobody has trained."""
    untrained = {stage for stage in OPTIONAL_STAGES if not checkpoint.progress[stage]["samples"]}
    return [name for name, stages in STAGES_OF.items() if not untrained.intersection(stages)]


def trained_graphs(checkpoint: Checkpoint) -> list[str]:
    """The graphs with weights of a stage that was trained in the checkpoint's folder."""
    return [
        name for name, stages in STAGES_OF.items() if any(checkpoint.path(stage).exists() for stage in stages)
    ]


def is_like(pack: Path, config: Config) -> bool:
    """Whether the pack's networks have this config, and all graphs that a pack needs are there."""
    checkpoint = pack / "checkpoint.pt"
    needed = [name for name, stages in STAGES_OF.items() if not set(OPTIONAL_STAGES).intersection(stages)]
    files = [checkpoint, pack / "prompt.json", *(pack / f"{name}.onnx" for name in needed)]
    return all(file.exists() for file in files) and read(checkpoint).get("config") == config.name


def export_checked(
    networks: Networks, names: list[str], folder: Path, seconds: float | None = None
) -> dict[str, float]:
    """Exports graphs side by side, a process each, as many as there are cores; returns their errors. Raises
    multiprocessing.TimeoutError after so many seconds."""
    processes = min(len(names), os.cpu_count() or 1)
    if processes <= 1 and seconds is None:
        return dict(export_one(networks, name, folder) for name in names)
    end = None if seconds is None else time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as temporary:
        weights = Path(temporary) / "weights.pt"
        torch.save(networks.state_dict(), weights)
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            given = [(networks.config, weights, name, folder) for name in names]
            tasks = [pool.apply_async(export_from_file, arguments) for arguments in given]
            left = lambda: None if end is None else max(0.0, end - time.monotonic())
            return dict(task.get(left()) for task in tasks)


def export_from_file(config: Config, weights: Path, name: str, folder: Path) -> tuple[str, float]:
    torch.set_num_threads(1)
    networks = Networks(config).eval()
    networks.load_state_dict(read(weights))
    return export_one(networks, name, folder)


def export_one(networks: Networks, name: str, folder: Path) -> tuple[str, float]:
    export_graph(networks.config, name, graph_modules(networks)[name], folder)
    return name, check_parity(networks, folder, [name])[name]
