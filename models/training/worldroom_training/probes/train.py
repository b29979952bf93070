"""Trains a frozen judge of models/evaluation on reference frames.

python -m worldroom_training.probes.train players --minutes 20
"""

import argparse
import copy
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import onnx
import torch
from torch import Tensor

from worldroom_training.config import CONFIGS
from worldroom_training.contract import SEEDS
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.data.control_settings import SettingStore
from worldroom_training.data.simulator import Simulator
from worldroom_training.export.half_precision import halve_weights
from worldroom_training.export.stack_traces import remove_stack_traces
from worldroom_training.mixed_precision import mixed_precision
from worldroom_training.paths import ROOT
from worldroom_training.probes.action import ActionProbe, action_step
from worldroom_training.probes.control import ControlProbe, control_check, control_step
from worldroom_training.probes.place import PlaceProbe, place_step
from worldroom_training.probes.player import PlayerProbe, player_step
from worldroom_training.training_loop import Report

#: Worlds for judges only, on which the judged networks were not trained: first seed and number.
FIRST_WORLD, WORLDS, CONTROL_WORLDS = SEEDS["judges"], 400, 940
#: Validation worlds after those of the controls' judge.
CHECK_WORLDS = 60
PEAK_LEARNING_RATE = 2e-3
#: Folders under --data.
CLIPS_FOLDER, SETTINGS_FOLDER = "meetings-256x144", "settings-256x144"
#: Number of validations in a training, if there are validation worlds.
CHECKS = 12


@dataclass
class Kind:
    network: Callable[[], torch.nn.Module]
    #: From probe, store and view to loss and figures.
    step: Callable[..., tuple[Tensor, dict[str, Tensor]]]
    #: Names of the graph's input and output.
    taken: str
    given: str
    #: Shape of consecutive frames in the input.
    beside: tuple[int, ...] = ()
    #: From probe and validation store to loss and figures.
    check: Callable[..., tuple[float, dict[str, float]]] | None = None


PROBES = {
    "players": Kind(PlayerProbe, player_step, "rgb", "cells"),
    "actions": Kind(ActionProbe, action_step, "frames", "motions", beside=(2,)),
    "places": Kind(PlaceProbe, place_step, "rgb", "own"),
    "controls": Kind(ControlProbe, control_step, "rgb", "said", check=control_check),
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("probe", choices=PROBES)
    add("--minutes", type=float, default=20)
    add("--start", type=Path, help="goes on from the weights of a graph that this script wrote")
    add("--threads", type=int, default=0, help="PyTorch threads; 0 = all cores but one")
    data = "folder of the folders that its own frames go to"
    add("--data", type=Path, default=ROOT / "build/training", help=data)
    add("--out", type=Path, default=ROOT / "models/evaluation/probes", help="folder of the graph")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    kind = PROBES[options.probe]
    torch.manual_seed(5)
    torch.set_num_threads(options.threads or max(1, (os.cpu_count() or 2) - 1))
    probe = kind.network()
    if options.start:
        read_weights(probe, options.start)
    simulator = start_simulator(options.probe, options.data)
    store: ClipStore | SettingStore
    others: SettingStore | None = None
    try:
        if options.probe == "controls":
            store, others = control_stores(simulator, options.data / SETTINGS_FOLDER)
        else:
            store = ClipStore(CONFIGS["small"], options.data / CLIPS_FOLDER, simulator, seed=5)
        peak = PEAK_LEARNING_RATE / 2 if options.start else PEAK_LEARNING_RATE
        train(probe, kind, store, others, options.minutes * 60, peak)
    finally:
        simulator.close()
    print(export(probe, kind, options.out / f"{options.probe}.onnx"))


def export(probe: torch.nn.Module, kind: Kind, file: Path) -> Path:
    view = CONFIGS["small"].view
    file.parent.mkdir(parents=True, exist_ok=True)
    program = torch.onnx.export(
        probe.eval(),
        (torch.zeros(2, *kind.beside, 3, view.height, view.width, dtype=torch.uint8),),
        None,
        input_names=[kind.taken],
        output_names=[kind.given],
        dynamic_shapes=({0: torch.export.Dim("batch", min=1, max=64)},),
        opset_version=18,
        dynamo=True,
        verbose=False,
    )
    assert program is not None
    program.save(file, external_data=False)
    remove_stack_traces(file)
    halve_weights(file)
    return file


def read_weights(probe: torch.nn.Module, graph: Path) -> None:
    """Reads the weights from a graph, which keeps their names."""
    found = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in onnx.load(graph).graph.initializer}
    with torch.no_grad():
        for name, weight in probe.named_parameters():
            if name not in found or found[name].shape != weight.shape:
                raise ValueError(
                    f"{graph}: {name} is missing or of another shape; leave --start out to begin anew"
                )
            weight.copy_(torch.from_numpy(found[name].copy()))


def start_simulator(probe: str, data: Path) -> Simulator:
    """Renders data that is not on disk yet."""
    config = CONFIGS["small"]
    if probe == "controls":
        worlds = CONTROL_WORLDS + CHECK_WORLDS
        return Simulator(
            config, data / SETTINGS_FOLDER, "looks", 1, files=worlds, first=FIRST_WORLD, settings=1
        )
    return Simulator(
        config, data / CLIPS_FOLDER, "views", 1, files=WORLDS, first=FIRST_WORLD, keyframes=10, moments=40
    )


def control_stores(simulator: Simulator, folder: Path) -> tuple[SettingStore, SettingStore]:
    """Training and validation stores, once all worlds are rendered."""
    last = FIRST_WORLD + CONTROL_WORLDS
    own, others = range(FIRST_WORLD, last), range(last, last + CHECK_WORLDS)
    made = [SettingStore(CONFIGS["small"], folder, worlds, simulator) for worlds in (own, others)]
    return made[0], made[1]


def train(
    probe: torch.nn.Module,
    kind: Kind,
    store: ClipStore | SettingStore,
    others: SettingStore | None,
    seconds: float,
    peak: float,
) -> None:
    """Trains `probe`. It ends with the weights that did best on `others`, or with the last ones if there
    are none."""
    view = CONFIGS["small"].view
    optimiser = torch.optim.AdamW(probe.parameters(), lr=peak)
    start, step, report = time.monotonic(), 0, Report()
    checked, least, best = 0, float("inf"), None
    while (elapsed := (time.monotonic() - start) / seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = peak * min(1.0, (step + 1) / 50) * (1 - 0.97 * elapsed)
        with torch.autocast("cpu", torch.bfloat16, enabled=mixed_precision(torch.device("cpu"))):
            loss, figures = kind.step(probe, store, view)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(probe.parameters(), 1.0)
        optimiser.step()
        step += 1
        report.add(figures)
        if step % 100 == 0:
            print(step, report, flush=True)
            report = Report()
        if kind.check and others and (time.monotonic() - start) / seconds * CHECKS >= checked + 1:
            checked += 1
            cost, means = kind.check(probe, others)
            print(step, f"on other worlds {cost:.4f} ", described(means), flush=True)
            if cost < least:
                least, best = cost, copy.deepcopy(probe.state_dict())
    if best:
        probe.load_state_dict(best)
        print(f"as it was at {least:.4f} on other worlds", flush=True)


def described(figures: dict[str, float]) -> str:
    return "  ".join(f"{key} {value:.4f}" for key, value in figures.items())


if __name__ == "__main__":
    main()
