"""Login forms for the project's front end, on `@gatepost/react` and `@gatepost/vue`."""

from pathlib import Path

from gatepost.cli.init.plan import FileEdit

FILES = Path(__file__).with_name("files")
NAMES = {"react": "LoginForm.tsx", "vue": "LoginForm.vue"}


def changes(folder: Path, name: str) -> list[FileEdit]:
    """The component below the front end's `src/`; nothing if a file of that name is there.

    Args:
        folder: The project's folder. Its front end is where `package.json` is, here or one level below.
        name: `react` or `vue`.
    """
    found = sorted([*folder.glob("package.json"), *folder.glob("*/package.json")]) if folder.is_dir() else []
    path = (found[0].parent if found else folder / "frontend") / "src" / NAMES[name]
    return [] if path.exists() else [FileEdit(path, None, (FILES / NAMES[name]).read_text(encoding="utf-8"))]
