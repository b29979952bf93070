"""Outputs of the networks for a few training clips, for people to look at: one sheet a network."""

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.contact_sheet import sheet, write_png
from worldroom_training.contract import INVERSE_DEPTH_SCALE, revealed_shares
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.data.look_batches import LookStore
from worldroom_training.networks.imagine import ImagineGraph
from worldroom_training.stages.condition_runner import ConditionRunner
from worldroom_training.stages.draw import DrawStage
from worldroom_training.stages.ground_truth import random_coarse, truth

CPU = torch.device("cpu")


@torch.no_grad()
def write_sheets(config: Config, networks: Networks, store: ClipStore, folder: Path) -> list[Path]:
    torch.manual_seed(1)
    files = [folder / "draw.png", folder / "tokenizer.png", folder / "imagine.png", folder / "figures.png"]
    write_png(files[0], draw_sheet(config, networks, store))
    coarse = random_coarse(store, 6).to(CPU)
    write_png(files[1], sheet([list(coarse[:, :3]), list(networks.tokenizer(coarse)[:, :3])]))
    write_png(files[2], imagine_sheet(config, networks, store))
    write_png(files[3], entity_sheet(networks, store))
    if any(store.folder.glob("looks-*.bin")):
        files.append(folder / "relight.png")
        write_png(files[-1], relight_sheet(config, networks, LookStore(config, store.folder, 1)))
    return files


def draw_sheet(config: Config, networks: Networks, store: ClipStore) -> Tensor:
    """Columns: reprojection, drawn, truth, drawn depth, true depth, entity mask, confidence."""
    stage = DrawStage(config, networks, store, CPU)
    inputs, (rgb, root, _, _), warp = stage.inputs(store.batch(10, stills=0.2).to(CPU))
    drawn, drawn_root, entity, confidence = networks.draw(*inputs)
    columns = (warp / 255.0, drawn, rgb, drawn_root, root, torch.sigmoid(entity), torch.sigmoid(confidence))
    return sheet([list(row) for row in zip(*columns, strict=True)])


def entity_sheet(networks: Networks, store: ClipStore) -> Tensor:
    """Columns: reference frames with players, and the entities alone, without occlusion."""
    batch = store.targets(8).to(CPU)
    rgb, _, _ = truth(batch)
    nothing = torch.zeros(len(rgb), *rgb.shape[2:])
    maps = networks.figures(batch.entities, batch.controls, nothing)
    alone = maps[:, :3] * maps[:, 3:4] + 0.5 * (1 - maps[:, 3:4])
    return sheet([list(row) for row in zip(rgb, alone, strict=True)])


def relight_sheet(config: Config, networks: Networks, looks: LookStore) -> Tensor:
    """Columns: a view as drawn, relit, and the truth."""
    batch = looks.batch(10)
    inverse = batch.inverse_depth.to(torch.float32).unsqueeze(1) * INVERSE_DEPTH_SCALE
    told = torch.ones(len(batch.rgb), 1)
    shown = networks.relight(
        batch.rgb, inverse, batch.entity, batch.camera, batch.controls, batch.asked, told
    )
    return sheet([list(row) for row in zip(batch.rgb, shown, batch.target, strict=True)])


def imagine_sheet(config: Config, networks: Networks, store: ClipStore) -> Tensor:
    """Columns: known pixels, imagined in one step, in the pack's number of steps, and the truth."""
    condition = ConditionRunner(config, networks.figures, CPU)
    graph = ImagineGraph(networks.imagine, networks.tokenizer)
    batch = store.batch(10, stills=1.0).to(CPU)
    known_view = condition(batch)[2]
    rgb, _, _ = truth(batch)
    columns = [known_view[:, :3]]
    for steps in (1, config.imagine.steps):
        count = graph.imagine.tokens
        tokens, known = torch.zeros(len(rgb), count, dtype=torch.int64), torch.zeros(len(rgb), count)
        for reveal in revealed_shares(steps):
            noise, order = torch.rand(len(rgb), count), torch.rand(len(rgb), count)
            share = torch.full((len(rgb),), reveal)
            tokens, known, coarse = graph(known_view, tokens, known, noise, order, share)
        columns.append(coarse[:, :3])
    columns.append(F.avg_pool2d(rgb, 2))
    return sheet([list(row) for row in zip(*columns, strict=True)])
