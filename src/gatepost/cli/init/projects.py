"""Finds a Django project: its settings module, the file that has the settings, its root URLs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

NAMED = re.compile(r"""DJANGO_SETTINGS_MODULE["']\s*(?:,|\]\s*=)\s*["']([\w.]+)["']""")
NEEDED = {"INSTALLED_APPS", "MIDDLEWARE"}


class Unclear(Exception):  # noqa: N818 - the user is asked, nothing failed
    """What the folder has can't be extended without a decision of the user; the message says which."""


class Project(msgspec.Struct, frozen=True):
    """A project.

    Args:
        root: The folder from which its modules are imported.
        settings: The file with `INSTALLED_APPS` and `MIDDLEWARE`.
        urls: The file of `ROOT_URLCONF`; missing if no setting names one.
    """

    root: Path
    settings: Path
    urls: Path | None


def find(folder: Path, module: str | None) -> Project | None:
    """The project in a folder; None if there is none.

    Args:
        folder: Where to look, and one level below.
        module: The settings module, if it was named.

    Raises:
        Unclear: The settings can't be found or read, or several modules are named.
    """
    found = dict(_named(folder))
    if not found and module is None:
        return None
    if module is None and len(set(found.values())) > 1:
        raise Unclear(f"several settings are named, choose with --settings: {', '.join(sorted(set(found.values())))}")
    name = module or next(iter(found.values()))
    roots = [*found, folder, *(path for path in folder.iterdir() if path.is_dir())] if folder.is_dir() else []
    for root in roots:
        if (file := file_of(root, name)) is not None:
            settings = _with_apps(root, file)
            return Project(root, settings, _urls(root, settings, file))
    raise Unclear(f"the settings {name} are not in {folder}; name the module with --settings")


def _named(folder: Path) -> Iterator[tuple[Path, str]]:
    """Folders of scripts that name a settings module (`manage.py`, whatever it is called), with that module."""
    for file in sorted([*folder.glob("*.py"), *folder.glob("*/manage.py")]) if folder.is_dir() else []:
        if name := NAMED.search(file.read_text(encoding="utf-8", errors="replace")):
            yield file.parent, name[1]


def file_of(root: Path, module: str) -> Path | None:
    """The file of a module, or of a package."""
    path = root.joinpath(*module.split("."))
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((file for file in candidates if file.is_file()), None)


def parsed(file: Path) -> ast.Module:
    """A file's syntax tree.

    Raises:
        Unclear: It isn't Python.
    """
    try:
        return ast.parse(file.read_text(encoding="utf-8"))
    except (SyntaxError, UnicodeDecodeError) as error:
        raise Unclear(f"{file} can't be read: {error}") from None


def assigned(tree: ast.Module) -> set[str]:
    """The names that are assigned at the top of a module."""
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in tree.body if isinstance(node, ast.AnnAssign | ast.AugAssign)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _with_apps(root: Path, file: Path) -> Path:
    """The file that has the settings which gatepost completes: this one, or one that it imports everything from."""
    for one in _chain(root, file):
        if assigned(parsed(one)) >= NEEDED:
            return one
    raise Unclear(
        f"neither {file} nor what it imports with * assigns INSTALLED_APPS and MIDDLEWARE; name the module that does"
        " with --settings"
    )


def _chain(root: Path, file: Path) -> list[Path]:
    """A settings file, and the files of this project that it imports everything from, depth first."""
    found: list[Path] = []
    waiting = [file]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.append(one)
        for node in ast.walk(parsed(one)):
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
                waiting += [path for path in [_imported(root, one, node)] if path is not None]
    return found


def _imported(root: Path, file: Path, node: ast.ImportFrom) -> Path | None:
    base = root
    if node.level:
        base = file.parent
        for _ in range(node.level - 1):
            base = base.parent
    return file_of(base, node.module) if node.module else None


def _urls(root: Path, *files: Path) -> Path | None:
    for file in files:
        for one in _chain(root, file):
            for node in parsed(one).body:
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "ROOT_URLCONF":
                    return _literal(root, one, node.value)
    return None


def _literal(root: Path, file: Path, value: ast.expr) -> Path:
    if isinstance(value, ast.Constant) and (found := file_of(root, str(value.value))) is not None:
        return found
    raise Unclear(
        f"ROOT_URLCONF in {file} names no module of this project; add gatepost.urls by hand (docs/embedding.md)"
    )
