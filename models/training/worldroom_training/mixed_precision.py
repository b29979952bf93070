"""When to compute in 16 bits."""

import torch


def mixed_precision(device: torch.device) -> bool:
    """Whether bfloat16 is faster: on GPUs, and on CPUs that multiply it in hardware."""
    return device.type == "cuda" or torch.cpu._is_avx512_bf16_supported()
