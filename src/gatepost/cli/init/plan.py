"""What `gatepost init` would write."""

import ast
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from gatepost.cli.init import edits, projects
from gatepost.ground import keyring

PRIVATE = 0o600
EXECUTABLE = 0o755
PACKAGE = "config"
KEYS_COMMENT = "Keys that digest and seal, separated by spaces; `gatepost keys generate` makes one. Keep them secret."
URL_COMMENT = "The origin at which users reach the site."
IGNORED = (".env", ".gatepost/", "__pycache__/", "*.sqlite3")


class FileEdit(msgspec.Struct, frozen=True):
    """A file to write.

    Args:
        path: Where.
        before: Its present text; None if it doesn't exist.
        after: The text to write.
        secret: A part of that text which is not shown.
        mode: Its permissions, if they matter.
    """

    path: Path
    before: str | None
    after: str
    secret: str = ""
    mode: int | None = None


def changes(folder: Path, module: str | None) -> tuple[list[FileEdit], list[str]]:
    """Files to create and to change, and sentences about what is left to the user.

    Args:
        folder: The project's folder, or the one to create it in.
        module: The settings module, if it was named.

    Raises:
        projects.Unclear: The project needs a decision first.
    """
    project = projects.find(folder, module)
    if project is None:
        return _new(folder), []
    found = [_settings(project), _urls(project), _example(folder), *_dot_env(folder)]
    notes = []
    if not any(one.path.name == ".env" for one in found) and not (folder / ".env").is_file():
        notes.append("In production set GATEPOST_KEYS and GATEPOST_PUBLIC_URL; with DEBUG on nothing needs to be set.")
    return [one for one in found if one.before != one.after], notes


def _read(path: Path) -> str:
    """A file's text with its line ends as they are."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def _settings(project: projects.Project) -> FileEdit:
    text = _read(project.settings)
    root_urls = None if project.urls else ".".join([*_new_urls(project).relative_to(project.root).parts[:-1], "urls"])
    return FileEdit(project.settings, text, edits.settings(text, root_urls))


def _new_urls(project: projects.Project) -> Path:
    """Where the root URLs of a project without any belong: in the package below its root that has the settings."""
    parts = project.settings.relative_to(project.root).parts
    return project.root / parts[0] / "urls.py" if len(parts) > 1 else project.root / "urls.py"


def _urls(project: projects.Project) -> FileEdit:
    path = project.urls or _new_urls(project)
    text = _read(path) if path.is_file() else None
    return FileEdit(path, text, edits.urls(text or ""))


def _example(folder: Path) -> FileEdit:
    path = folder / ".env.example"
    text = _read(path) if path.is_file() else None
    values = {"GATEPOST_KEYS": ("", KEYS_COMMENT), "GATEPOST_PUBLIC_URL": ("https://example.org", URL_COMMENT)}
    return FileEdit(path, text, edits.environment(text or "", values))


def _dot_env(folder: Path) -> list[FileEdit]:
    """The project's own `.env`, with a new key; only where there is one, since Django itself doesn't read it."""
    path = folder / ".env"
    if not path.is_file():
        return []
    text, key = _read(path), keyring.generate()
    after = edits.environment(text, {"GATEPOST_KEYS": (key, KEYS_COMMENT)})
    return [FileEdit(path, text, after, secret=key, mode=PRIVATE)]


def _new(folder: Path) -> list[FileEdit]:
    """The files of Django's own `startproject`, with gatepost added.

    Raises:
        projects.Unclear: One of them exists.
    """
    with tempfile.TemporaryDirectory() as draft:
        root = Path(draft).resolve()
        command = [sys.executable, "-m", "django", "startproject", PACKAGE, str(root)]
        subprocess.run(command, check=True, cwd=root, capture_output=True)  # noqa: S603 - our own arguments
        settings, urls = root / PACKAGE / "settings.py", root / PACKAGE / "urls.py"
        project = projects.Project(root, settings, urls)
        files = {path: _read(path) for path in sorted(root.rglob("*.py"))}
        secret = _secret_key(files[settings])
        files |= {settings: _settings(project).after, urls: _urls(project).after}
    found = [
        FileEdit(
            folder / path.relative_to(root),
            None,
            text,
            secret=secret if path == settings else "",
            mode=EXECUTABLE if path.name == "manage.py" else None,
        )
        for path, text in files.items()
    ]
    if taken := [one.path for one in found if one.path.exists()]:
        raise projects.Unclear(f"{taken[0]} exists, but no script beside it names a settings module; use --settings")
    return [*found, *(one for one in (_example(folder), _ignored(folder)) if one.before != one.after)]


def _secret_key(text: str) -> str:
    values = [node.value for node in ast.parse(text).body if ast.unparse(node).startswith("SECRET_KEY =")]  # type: ignore[attr-defined]
    return str(ast.literal_eval(values[0]))


def _ignored(folder: Path) -> FileEdit:
    path = folder / ".gitignore"
    text = _read(path) if path.is_file() else None
    missing = [line for line in IGNORED if line not in (text or "").splitlines()]
    return FileEdit(path, text, "\n".join([*(text or "").splitlines(), *missing, ""]) if missing else text or "")
