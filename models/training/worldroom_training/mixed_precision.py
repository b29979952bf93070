"""Where numbers of half the length pay."""

import torch


def mixed_precision(device: torch.device) -> bool:
    """bfloat16 where it is quicker: on GPUs, and on CPUs that multiply it in hardware."""
    return device.type == "cuda" or torch.cpu._is_avx512_bf16_supported()
