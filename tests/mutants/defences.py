"""Reads the mutants: `[[mutant]]` entries in the TOML files beside this module.

Each has an `id`; `drops`, what the code no longer does; `snippet`, text that occurs once in `src/gatepost`, in any
file; `becomes`, what replaces it; and `tests`, the paths or test ids of which one must fail.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "gatepost"
FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Mutant:
    id: str
    drops: str
    snippet: str
    becomes: str
    tests: tuple[str, ...]


def read():
    """Every mutant, in the order of the files."""
    return [
        Mutant(**{**entry, "tests": tuple(entry["tests"])})
        for file in sorted(FOLDER.glob("*.toml"))
        for entry in tomllib.loads(file.read_text())["mutant"]
    ]


def sources(folder=SOURCE):
    """The text of every module, by path relative to the package."""
    return {file.relative_to(folder).as_posix(): file.read_text() for file in sorted(folder.rglob("*.py"))}


def places(mutant, texts):
    """Each module in which the snippet occurs, once for every occurrence."""
    return [name for name, text in texts.items() for _ in range(text.count(mutant.snippet))]
