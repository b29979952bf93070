"""Prepares batches in parallel with the training step, so that neither waits for the other."""

import os
import queue as queues
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import torch.multiprocessing as processes
from torch import Tensor

from worldroom_training.checkpoint import Networks
from worldroom_training.config import Config
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.malloc_trimming import keep_memory
from worldroom_training.stages.registry import STAGE_CLASSES

#: Number of batches prepared ahead.
AHEAD = 3


class Prefetch(Iterator[tuple[Tensor, ...]]):
    """On a CPU, a process of its own with one thread (networks are in shared memory, so that it sees every
    update); on a GPU, where preparing is fast, the caller itself. Iterating gives batches without end."""

    def __init__(
        self, name: str, config: Config, networks: Networks, store: ClipStore, device: torch.device
    ) -> None:
        self.size = config.stages[name].batch
        self.store = store
        self.process: Any = None
        if device.type == "cpu":
            networks.share_memory()
            context = processes.get_context("spawn")
            self.queue: Any = context.Queue(AHEAD)
            seed = int(store.random.integers(2**31))
            arguments = (self.queue, name, config, networks, store.folder, seed, self.size)
            self.process = context.Process(target=prepare_for_ever, args=arguments, daemon=True)
            self.process.start()
        else:
            self.stage = STAGE_CLASSES[name](config, networks, store, device)

    def __next__(self) -> tuple[Tensor, ...]:
        if self.process is None:
            return self.stage.prepare(self.size)
        while True:
            try:
                batch: tuple[Tensor, ...] = self.queue.get(timeout=5)
                return batch
            except queues.Empty:
                self.store.look()
                if not self.process.is_alive():
                    message = "the process that prepares batches ended; its error is above"
                    raise RuntimeError(message) from None

    def close(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.join()


def prepare_for_ever(
    queue: Any, name: str, config: Config, networks: Networks, folder: Path, seed: int, size: int
) -> None:
    """Fills the queue until the parent process has ended."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    keep_memory()
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    stage = STAGE_CLASSES[name](config, networks, ClipStore(config, folder, None, seed), torch.device("cpu"))
    parent = os.getppid()
    while os.getppid() == parent:
        try:
            queue.put(stage.prepare(size), timeout=60)
        except queues.Full:
            continue
