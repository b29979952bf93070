"""The device that trains."""

import torch

DEVICES = ("auto", "cpu", "cuda")


def chosen_device(name: str) -> torch.device:
    """One of DEVICES; raises RuntimeError if it is not there."""
    there = torch.cuda.is_available()
    if name == "cuda" and not there:
        raise RuntimeError(
            f"PyTorch {torch.__version__} finds no GPU: install a build for CUDA, or use --device cpu"
        )
    return torch.device("cuda" if there and name != "cpu" else "cpu")


def describe(device: torch.device) -> str:
    return torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu"
