"""Exponential moving averages of weights, which packs contain."""

from torch import nn
from torch.optim.swa_utils import get_ema_multi_avg_fn


def update_average(average: nn.Module, current: nn.Module, step: int, decay: float) -> None:
    """Moves the parameters of `average` towards those of `current`, in place. Early steps weigh more, so that
    the average leaves the initial weights quickly: `step` counts from 1, and the decay grows with it up to
    `decay`.

    PyTorch's AveragedModel is not used: it copies at its first step, and every checkpoint would need its
    counter in addition to `step`.
    """
    keep = min(decay, step / (step + 20))
    averages, values = ([p.detach() for p in module.parameters()] for module in (average, current))
    get_ema_multi_avg_fn(keep)(averages, values, step)
