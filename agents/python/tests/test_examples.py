"""The examples of docs/agents.md run as they are written."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[3] / "docs" / "agents.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
# What each one says at its end.
ENDS = (
    r"return [\d.-]+ after 6\.7 s in the phase \w+$",
    r"they face each other after [0-7]\.\d s$",
    r"walked [2-9]\.\d m in \d+ s$",
)
MOST_LINES = 29


def test_there_are_three_short_examples() -> None:
    assert len(EXAMPLES) == len(ENDS)
    assert all(len(example.splitlines()) <= MOST_LINES for example in EXAMPLES)


@pytest.mark.parametrize(("example", "end"), list(zip(EXAMPLES, ENDS, strict=False)))
def test_an_example_runs(example: str, end: str) -> None:
    ran = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=False, timeout=300)
    assert ran.returncode == 0, ran.stderr
    assert re.search(end, ran.stdout.strip()), ran.stdout
