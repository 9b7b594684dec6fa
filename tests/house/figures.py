"""Figures of the source, each with what it may be at most; `make house` prints them."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "gatepost"
TREES = {
    file.relative_to(SOURCE).as_posix(): ast.parse(file.read_text())
    for file in sorted(SOURCE.rglob("*.py"))
    if "migrations" not in file.parts
}
COMPLEXITY = 8


def graph():
    """Which of our modules imports which, wherever in a file it does, but for annotations."""
    return grimp.build_graph("gatepost", exclude_type_checking_imports=True)


def in_circles(modules):
    """The modules that import themselves by way of others."""
    above = {module: modules.find_upstream_modules(module) for module in modules.modules}
    return sorted(module for module, imported in above.items() if any(module in above[one] for one in imported))


def any_parameters():
    """The parameters annotated `Any`, as `file:line name`."""
    found = []
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                given = node.args
                every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
                found += [
                    f"{name}:{one.lineno} {one.arg}"
                    for one in every
                    if one is not None and isinstance(one.annotation, ast.Name) and one.annotation.id == "Any"
                ]
    return found


def long_files():
    """The files of more than 300 lines."""
    return [name for name in TREES if (SOURCE / name).read_text().count("\n") > 300]


def complex_functions(most=COMPLEXITY):
    """Ruff's messages for functions of a higher cyclomatic complexity."""
    options = ["--isolated", "--select", "C901", "--config", f"lint.mccabe.max-complexity={most}"]
    command = [sys.executable, "-m", "ruff", "check", "--quiet", "--output-format", "concise", *options, str(SOURCE)]
    shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [line for line in shown.splitlines() if "C901" in line and "/migrations/" not in line]


def files_in(folder):
    """The Python files of a package, without those of its packages."""
    return [name for name in TREES if Path(name).parent.as_posix() == folder]


def files_of(folder):
    """The Python files of a package and everything in it."""
    return [name for name in TREES if name.startswith(f"{folder}/")]


def elsewhere(modules, feature):
    """The modules outside a feature that import it."""
    own = f"gatepost.features.{feature}"
    return sorted(
        importer
        for importer in modules.modules
        if not importer.startswith(own)
        and any(f"{one}.".startswith(f"{own}.") for one in modules.find_modules_directly_imported_by(importer))
    )


def lines():
    """How many lines the Python files have."""
    return sum((SOURCE / name).read_text().count("\n") for name in TREES)


IMPORT = re.compile(r"^\s*(?:from|import) (gatepost[\w.]*)", re.MULTILINE)


def documented_imports():
    """The modules of ours that the README, the documentation and the examples import."""
    shown = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.py")]
    return sorted({module for file in shown for module in IMPORT.findall(file.read_text())})


def contracts():
    """How many import contracts there are, and how many are kept."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    line = next(line for line in shown.splitlines() if line.startswith("Contracts:"))
    return len(declared), int(line.split()[1])


def imports_between(modules, importers, imported, but=()):
    """Direct imports from one package into another, as `importer -> imported`."""
    return sorted(
        f"{importer} -> {other}"
        for importer in modules.modules
        if importer.startswith(importers)
        for other in modules.find_modules_directly_imported_by(importer)
        if other.startswith(imported) and not other.startswith(but) and other.split(".")[:3] != importer.split(".")[:3]
    )
