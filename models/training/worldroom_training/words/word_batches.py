"""Phrases for a step of training, with what each fits."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from worldroom_training.words.phrases import HELD_OUT, SHARED, SURFACES

#: English words that mean no surface.
COMMON = Path(__file__).resolve().parent.parent / "export/common-words.txt"
#: Of a step.
SHARED_EACH, COMMON_EACH = 6, 24
#: Chance of a letter too few, or of two that are swapped.
MISSPELT = 0.15


class WordBatches:
    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        index = {surface.name: i for i, surface in enumerate(SURFACES)}
        self.shared = [(phrase, [index[name] for name in names]) for phrase, names in SHARED.items()]
        known = {word for surface in SURFACES for phrase in surface.phrases for word in phrase.split()}
        known |= {word for phrase in (*SHARED, *HELD_OUT) for word in phrase.split()}
        stems = {word[:4] for word in known}
        words = COMMON.read_text(encoding="utf-8").split()
        self.common = [word for word in words if word[:4] not in stems]

    def sample(self) -> tuple[list[str], Tensor]:
        """Phrases, a few of each surface, of several and of none; and what each fits, bool [P,S]."""
        phrases, rows = [], []
        for surface, names in enumerate(SURFACES):
            for _ in range(2):
                phrases.append(self.misspelt(str(self.random.choice(names.phrases))))
                rows.append([surface])
        for chosen in self.random.choice(len(self.shared), SHARED_EACH, replace=False):
            phrases.append(self.shared[chosen][0])
            rows.append(self.shared[chosen][1])
        for word in self.random.choice(self.common, COMMON_EACH, replace=False):
            phrases.append(str(word))
            rows.append([])
        fits = torch.zeros(len(phrases), len(SURFACES), dtype=torch.bool)
        for phrase, surfaces in enumerate(rows):
            fits[phrase, surfaces] = True
        return phrases, fits

    def misspelt(self, phrase: str) -> str:
        if len(phrase) < 5 or self.random.random() >= MISSPELT:
            return phrase
        at = int(self.random.integers(1, len(phrase) - 2))
        if self.random.random() < 0.5:
            return phrase[:at] + phrase[at + 1 :]
        return phrase[:at] + phrase[at + 1] + phrase[at] + phrase[at + 2 :]
