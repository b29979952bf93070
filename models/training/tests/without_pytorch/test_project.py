"""Rules of the package that no linter checks."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

TRAINING = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("worldroom_training", "worldroom_serving", "tests")
SOURCES = sorted(path for package in PACKAGES for path in TRAINING.glob(f"{package}/**/*.py"))
PROJECT = tomllib.loads((TRAINING / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS: dict[str, list[str]] = PROJECT["dependency-groups"]
DEPENDENCIES: list[str] = PROJECT["project"]["dependencies"]
LONGEST_FILE, LARGEST_FOLDER = 300, 20


def package_names(requirements: list[str]) -> set[str]:
    return {re.split("[=<>~! ]", requirement)[0] for requirement in requirements}


@pytest.mark.parametrize("requirement", [*DEPENDENCIES, *GROUPS["test"], *GROUPS["check"]])
def test_dependencies_are_pinned(requirement: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]+==\d+(\.\d+)+", requirement)


def test_a_package_has_one_release_in_all_environments() -> None:
    everything = {*DEPENDENCIES, *GROUPS["test"], *GROUPS["check"]}
    assert len(package_names([*everything])) == len(everything)


def test_the_light_environment_is_light() -> None:
    assert package_names(GROUPS["check"]) == {"mypy", "numpy", "pytest", "ruff"}


def imported(path: Path) -> set[str]:
    """Names of the packages that a module imports, at any place in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_what_is_imported_is_what_is_installed() -> None:
    names = set().union(*(imported(path) for path in TRAINING.glob("worldroom_training/**/*.py")))
    distributions = {"PIL": "pillow"}
    others = {distributions.get(name, name) for name in names - sys.stdlib_module_names}
    # PyTorch's exporter needs onnxscript.
    assert others - {"worldroom_training"} == package_names(DEPENDENCIES) - {"onnxscript"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(TRAINING)))
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_folders_are_small() -> None:
    for folder in {path.parent for path in SOURCES}:
        assert len([*folder.glob("*.py")]) <= LARGEST_FOLDER, folder


def test_modules_say_what_they_are() -> None:
    for path in SOURCES:
        if path.name != "__init__.py":
            assert path.read_text(encoding="utf-8").startswith('"""'), path


def test_modules_that_need_no_pytorch_import_none() -> None:
    """Hides PyTorch even if it is installed, so that the result does not depend on the environment."""
    modules = [
        ".".join(path.relative_to(TRAINING).with_suffix("").parts)
        for path in TRAINING.glob("worldroom_training/**/*.py")
        if "Needs no PyTorch." in " ".join(path.read_text(encoding="utf-8").split())
    ]
    assert len(modules) > 8
    script = f"import sys\nfor name in {modules!r}: __import__(name)\nsys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], cwd=TRAINING, check=True)
