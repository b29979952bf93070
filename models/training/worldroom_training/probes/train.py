"""Trains a frozen judge of models/evaluation on reference frames:

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

from worldroom_training.config import CONFIGS
from worldroom_training.data.clips import ClipStore
from worldroom_training.data.control_settings import SettingStore
from worldroom_training.data.simulator import Simulator
from worldroom_training.paths import ROOT
from worldroom_training.probes.action import ActionProbe, action_step
from worldroom_training.probes.control import ControlProbe, control_check, control_step
from worldroom_training.probes.place import PlaceProbe, place_step
from worldroom_training.probes.player import PlayerProbe, player_step

#: Worlds of their own, that the networks they judge were not trained on: the first one's seed, and how many.
FIRST_WORLD, WORLDS, CONTROL_WORLDS = 500_000, 400, 940
#: Worlds after those of the controls' judge, that say when it has learnt most.
CHECK_WORLDS = 60
PEAK_LEARNING_RATE = 2e-3
#: Folders under --data.
CLIPS_FOLDER, SETTINGS_FOLDER = "meetings-256x144", "settings-256x144"
#: How often in a training a probe is tried on worlds that it does not learn from, where there are any.
CHECKS = 12


@dataclass
class Kind:
    network: Callable[[], torch.nn.Module]
    #: From probe, store and view to loss and figures.
    step: Callable
    #: Names of the graph's input and output.
    taken: str
    given: str
    #: How many frames the input has beside each other.
    beside: tuple[int, ...] = ()
    #: From probe and store to its loss and figures on worlds that it does not learn from.
    check: Callable | None = None


PROBES = {
    "players": Kind(PlayerProbe, player_step, "rgb", "cells"),
    "actions": Kind(ActionProbe, action_step, "frames", "motions", beside=(2,)),
    "places": Kind(PlaceProbe, place_step, "rgb", "own"),
    "controls": Kind(ControlProbe, control_step, "rgb", "said", check=control_check),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("probe", choices=PROBES)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument(
        "--start", type=Path, help="goes on from the weights of a graph that this script wrote"
    )
    parser.add_argument("--threads", type=int, default=0, help="PyTorch threads; 0 = all cores but one")
    parser.add_argument(
        "--data",
        type=Path,
        default=ROOT / "build/training",
        help="folder of the folders that its own frames go to",
    )
    parser.add_argument(
        "--out", type=Path, default=ROOT / "models/evaluation/probes", help="folder of the graph"
    )
    options = parser.parse_args()
    view = CONFIGS["small"].view
    kind = PROBES[options.probe]
    torch.manual_seed(5)
    torch.set_num_threads(options.threads or max(1, (os.cpu_count() or 2) - 1))
    probe = kind.network()
    if options.start:
        read_weights(probe, options.start)
    simulator = start_simulator(options.probe, options.data)
    try:
        if options.probe == "controls":
            stores = control_stores(simulator, options.data / SETTINGS_FOLDER)
        else:
            stores = ClipStore(CONFIGS["small"], options.data / CLIPS_FOLDER, simulator, seed=5), None
        peak = PEAK_LEARNING_RATE / 2 if options.start else PEAK_LEARNING_RATE
        train(probe, kind, *stores, options.minutes * 60, peak)
    finally:
        simulator.close()
    options.out.mkdir(parents=True, exist_ok=True)
    example = torch.zeros(2, *kind.beside, 3, view.height, view.width, dtype=torch.uint8)
    program = torch.onnx.export(
        probe.eval(), (example,), None, input_names=[kind.taken], output_names=[kind.given],
        dynamic_shapes=({0: torch.export.Dim("batch", min=1, max=64)},), opset_version=18, dynamo=True, verbose=False,
    )  # fmt: skip
    program.save(options.out / f"{options.probe}.onnx", external_data=False)
    print(options.out / f"{options.probe}.onnx")


def read_weights(probe: torch.nn.Module, graph: Path) -> None:
    """Graphs keep the names of the weights."""
    found = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in onnx.load(graph).graph.initializer}
    with torch.no_grad():
        for name, weight in probe.named_parameters():
            if name not in found or found[name].shape != weight.shape:
                raise ValueError(
                    f"{graph}: {name} is missing or of another shape; leave --start out to begin anew"
                )
            weight.copy_(torch.from_numpy(found[name].copy()))


def start_simulator(probe: str, data: Path) -> Simulator:
    """Renders what is not on disk yet."""
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
    """To learn from, and to try it on; once all of them are rendered."""
    last = FIRST_WORLD + CONTROL_WORLDS
    own, others = range(FIRST_WORLD, last), range(last, last + CHECK_WORLDS)
    return SettingStore(CONFIGS["small"], folder, own, simulator), SettingStore(
        CONFIGS["small"], folder, others, simulator
    )


def train(
    probe: torch.nn.Module,
    kind: Kind,
    store: ClipStore | SettingStore,
    others: SettingStore | None,
    seconds: float,
    peak: float,
) -> None:
    """Leaves `probe` as it was when it did best on `others`, or at the end where there are none."""
    view = CONFIGS["small"].view
    optimiser = torch.optim.AdamW(probe.parameters(), lr=peak)
    start, step, sums = time.monotonic(), 0, {}
    checked, least, best = 0, float("inf"), None
    while (elapsed := (time.monotonic() - start) / seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = peak * min(1.0, (step + 1) / 50) * (1 - 0.97 * elapsed)
        with torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported()):
            loss, figures = kind.step(probe, store, view)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(probe.parameters(), 1.0)
        optimiser.step()
        step += 1
        for key, value in figures.items():
            sums[key] = sums.get(key, 0.0) + float(value)
        if step % 100 == 0:
            print(step, described({key: value / 100 for key, value in sums.items()}), flush=True)
            sums = {}
        if kind.check and others and (time.monotonic() - start) / seconds * CHECKS >= checked + 1:
            checked += 1
            cost, figures = kind.check(probe, others)
            print(step, f"on other worlds {cost:.4f} ", described(figures), flush=True)
            if cost < least:
                least, best = cost, copy.deepcopy(probe.state_dict())
    if best:
        probe.load_state_dict(best)
        print(f"as it was at {least:.4f} on other worlds", flush=True)


def described(figures: dict[str, float]) -> str:
    return "  ".join(f"{key} {value:.4f}" for key, value in figures.items())


if __name__ == "__main__":
    main()
