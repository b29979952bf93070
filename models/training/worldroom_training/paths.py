"""Paths of the trainer and of the project."""

from pathlib import Path

#: models/training: the package, the simulator and, on a machine without a network, a Node.js binary.
TRAINING = Path(__file__).resolve().parent.parent
#: The checkout; its node_modules are missing if only models/ was copied.
ROOT = TRAINING.parent.parent
