"""When to compute in 16 bits."""

import torch


def mixed_precision(device: torch.device) -> bool:
    """Whether bfloat16 is faster: on GPUs, and on CPUs that multiply it in hardware."""
    if device.type == "cpu":
        return torch.cpu._is_avx512_bf16_supported()
    return device.type == "cuda"
