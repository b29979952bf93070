"""The golden vectors that the engine's side has written (models/training/contract/golden-vectors.ts)."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

_FILE: dict[str, Any] = json.loads(
    Path(__file__).with_name("golden-vectors.json").read_text(encoding="utf-8")
)
VECTORS: dict[str, Any] = _FILE["vectors"]
SHA256: str = _FILE["sha256"]


def digest(vectors: dict[str, Any]) -> str:
    """SHA-256 of the vectors in the form of JSON.stringify."""
    return hashlib.sha256(written(vectors).encode()).hexdigest()


def written(value: Any) -> str:
    """Compact JSON with numbers in JavaScript's notation."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(item) for item in value) + "]"
    if isinstance(value, float):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def number(value: float) -> str:
    """The shortest decimal that denotes this 64-bit number, in ECMAScript's notation (Number::toString)."""
    digits, _, exponent = repr(value).partition("e")
    if not exponent:
        return digits.removesuffix(".0")
    # Python uses exponents below 1e-4, JavaScript below 1e-6.
    if -7 < int(exponent) < 0:
        return f"{value:.{len(digits.replace('-', '').replace('.', '')) - 1 - int(exponent)}f}"
    return f"{digits.removesuffix('.0')}e{int(exponent):+d}"


def floats(row: str) -> NDArray[np.float32]:
    """The 32-bit numbers of a row of hexadecimal bits."""
    return np.array([int(bits, 16) for bits in row.split()], np.uint32).view(np.float32)


def bits(values: ArrayLike) -> str:
    """The bits of numbers rounded to 32 bits, as a row."""
    return " ".join(f"{int(value):08x}" for value in np.asarray(values, np.float32).view(np.uint32).flatten())
