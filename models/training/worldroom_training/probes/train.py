"""Trains a frozen judge of models/evaluation on reference frames.

python -m worldroom_training.probes.train players --minutes 20
"""

import argparse
import copy
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from worldroom_training.config import CONFIGS, Config, ViewConfig
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
from worldroom_training.probes.near_crop import PICTURE, near_crop_step
from worldroom_training.probes.place import PlaceProbe, place_step
from worldroom_training.probes.player import PlayerProbe, player_step
from worldroom_training.training_loop import Report

#: Worlds for judges only, on which the judged networks were not trained: first seed and number.
FIRST_WORLD, WORLDS, CONTROL_WORLDS = SEEDS["judges"], 400, 940
#: Validation worlds after those of the controls' judge.
CHECK_WORLDS = 60
PEAK_LEARNING_RATE = 2e-3
#: Folders under --data.
CLIPS_FOLDER, SETTINGS_FOLDER = "meetings-{width}x{height}", "settings-256x144"
#: Worlds of pictures that are larger than views, keyframes and moments in each.
LARGE_WORLDS, LARGE_KEYFRAMES, LARGE_MOMENTS = 120, 2, 24
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
    #: Size of the pictures that it learns from; None: that of the frames which it reads.
    pictures: ViewConfig | None = None
    #: From probe and validation store to loss and figures.
    check: Callable[..., tuple[float, dict[str, float]]] | None = None


PROBES = {
    "players": Kind(PlayerProbe, player_step, "rgb", "cells"),
    "actions": Kind(ActionProbe, action_step, "frames", "motions", beside=(2,)),
    "places": Kind(PlaceProbe, place_step, "rgb", "own"),
    "near-crops": Kind(PlaceProbe, near_crop_step, "rgb", "own", pictures=PICTURE),
    "controls": Kind(ControlProbe, control_step, "rgb", "said", check=control_check),
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("probe", choices=PROBES)
    add("--minutes", type=float, default=20)
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
    simulator = start_simulator(options.probe, options.data)
    store: ClipStore | SettingStore
    others: SettingStore | None = None
    try:
        if options.probe == "controls":
            store, others = control_stores(simulator, options.data / SETTINGS_FOLDER)
        else:
            config = config_of(kind)
            store = ClipStore(config, options.data / clips_folder(config.view), simulator, seed=5)
        train(probe, kind, store, others, options.minutes * 60)
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


def config_of(kind: Kind) -> Config:
    """What its pictures are rendered with."""
    small = CONFIGS["small"]
    return small if kind.pictures is None else replace(small, view=kind.pictures)


def clips_folder(view: ViewConfig) -> str:
    return CLIPS_FOLDER.format(width=view.width, height=view.height)


def start_simulator(probe: str, data: Path) -> Simulator:
    """Renders data that is not on disk yet."""
    config = config_of(PROBES[probe])
    if probe == "controls":
        worlds = CONTROL_WORLDS + CHECK_WORLDS
        return Simulator(
            config, data / SETTINGS_FOLDER, "looks", 1, files=worlds, first=FIRST_WORLD, settings=1
        )
    worlds, sizes = WORLDS, {"keyframes": 10, "moments": 40}
    if PROBES[probe].pictures is not None:
        worlds, sizes = LARGE_WORLDS, {"keyframes": LARGE_KEYFRAMES, "moments": LARGE_MOMENTS}
    folder = data / clips_folder(config.view)
    return Simulator(config, folder, "views", 1, files=worlds, first=FIRST_WORLD, **sizes)


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
) -> None:
    """Trains `probe`. It ends with the weights that did best on `others`, or with the last ones if there
    are none."""
    view = CONFIGS["small"].view
    optimiser = torch.optim.AdamW(probe.parameters(), lr=PEAK_LEARNING_RATE)
    start, step, report = time.monotonic(), 0, Report()
    checked, least, best = 0, float("inf"), None
    while (elapsed := (time.monotonic() - start) / seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = PEAK_LEARNING_RATE * min(1.0, (step + 1) / 50) * (1 - 0.97 * elapsed)
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
