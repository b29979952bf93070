"""Prepares batches in parallel with the training step, so that neither waits for the other."""

import os
import queue as queues
import signal
import time
from pathlib import Path
from typing import Any

import torch
import torch.multiprocessing as processes
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.malloc_trimming import keep_memory
from worldroom_training.stages.condition_runner import ConditionRunner
from worldroom_training.stages.draw import DrawStage
from worldroom_training.stages.registry import STAGE_CLASSES

#: Number of batches prepared ahead.
AHEAD = 3
#: Seconds of waiting for a batch between two looks whether the processes are well.
LOOK_EVERY = 5.0
#: Seconds of training below which no process is started.
SHORT = 240.0


class Prefetch:
    """On a CPU, a process of its own with one thread (networks are in shared memory, so that it sees every
    update); the caller itself on a GPU, where preparing is fast, and for a few minutes, since the process
    exports a graph first."""

    def __init__(
        self,
        name: str,
        config: Config,
        networks: Networks,
        store: ClipStore,
        device: torch.device,
        seconds: float = float("inf"),
    ) -> None:
        """`seconds`: how long batches are wanted."""
        self.size = config.stages[name].batch
        self.store = store
        self.process: Any = None
        is_short = seconds < SHORT
        if device.type == "cpu" and not is_short:
            networks.share_memory()
            context = processes.get_context("spawn")
            self.queue: Any = context.Queue(AHEAD)
            seed = int(store.random.integers(2**31))
            arguments = (
                self.queue,
                name,
                config,
                networks,
                store.folder,
                seed,
                self.size,
                store.renders_on,
            )
            self.process = context.Process(target=prepare_for_ever, args=arguments, daemon=True)
            self.process.start()
        else:
            self.stage = STAGE_CLASSES[name](config, networks, store, device)
            if is_short and isinstance(self.stage, DrawStage):
                self.stage.condition = ConditionRunner(config, networks.figures, device, in_pytorch=True)

    def take(self, end: float | None = None) -> tuple[Tensor, ...] | None:
        """The next batch; None if there is none before `end` (time.monotonic)."""
        if self.process is None:
            return self.stage.prepare(self.size)
        while True:
            left = LOOK_EVERY if end is None else min(LOOK_EVERY, end - time.monotonic())
            if left <= 0:
                return None
            try:
                batch: tuple[Tensor, ...] = self.queue.get(timeout=left)
                return batch
            except queues.Empty:
                self.store.check()
                if not self.process.is_alive():
                    message = "the process that prepares batches ended; its error is above"
                    raise RuntimeError(message) from None

    def close(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.join()


def prepare_for_ever(
    queue: Any,
    name: str,
    config: Config,
    networks: Networks,
    folder: Path,
    seed: int,
    size: int,
    renders_on: torch.device | None,
) -> None:
    """Fills the queue until the parent process has ended."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    keep_memory()
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    store = ClipStore(config, folder, None, seed, renders_on)
    stage = STAGE_CLASSES[name](config, networks, store, torch.device("cpu"))
    parent = os.getppid()
    while os.getppid() == parent:
        try:
            queue.put(stage.prepare(size), timeout=60)
        except queues.Full:
            continue
