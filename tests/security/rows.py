"""The list of attacks and standards, with the tests of each row: `python -m tests.security.rows > docs/attacks.md`.

`rows.toml` has the attacks, `asvs.toml` chapters of OWASP ASVS 5.0. A test's name begins with its rows.
"""

import ast
import functools
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent
COUNTS = {"A": 12, "B": 8, "C": 13, "D": 15, "E": 14, "F": 18, "G": 15, "H": 15, "I": 12, "J": 12, "K": 19, "L": 6}
GROUPS = {
    "A": "Guessing and automation",
    "B": "Telling who has an account",
    "C": "Sessions and cookies",
    "D": "Other sites, redirects, caches",
    "E": "Logins at providers",
    "F": "Whose account it is",
    "G": "Second factors and passkeys",
    "H": "Tokens",
    "I": "Passwords and input",
    "J": "Requests at once",
    "K": "Secrets at rest, and operation",
    "L": "The OAuth provider",
}
NAMED = re.compile(r"^test_((?:[a-l]\d+_)+)")
SPAN = re.compile(r"^test_([a-l])(\d+)_to_[a-l](\d+)_")


def rows():
    """Every row, by its id."""
    return tomllib.loads((FOLDER / "rows.toml").read_text())


def requirements():
    """The requirements of the standard, by number."""
    return tomllib.loads((FOLDER / "asvs.toml").read_text())


@functools.cache
def functions():
    """The names of the tests of each file, by its path from the root."""
    found = {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        nodes = ast.walk(ast.parse(file.read_text()))
        names = [node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        found[file.relative_to(ROOT).as_posix()] = names
    return found


@functools.cache
def by_name():
    """The ids of the tests that are named after a row, by the row's id."""
    found = {}
    for file, names in functions().items():
        for name in names:
            for row in rows_of(name):
                found.setdefault(row, []).append(f"{file}::{name}")
    return found


def rows_of(name):
    """The rows that a test's name begins with."""
    if span := SPAN.match(name):
        return [f"{span[1].upper()}{number}" for number in range(int(span[2]), int(span[3]) + 1)]
    named = NAMED.match(name)
    return named[1].upper().rstrip("_").split("_") if named else []


def tests_of(row, entry):
    """Every test of a row."""
    return list(dict.fromkeys([*by_name().get(row, []), *entry.get("also", [])]))


def exists(test):
    """Whether a test or a file of tests exists."""
    file, _, name = test.partition("::")
    return file in functions() and (not name or name in functions()[file])


def page():
    """The page of the documentation."""
    lines = [
        "# Attacks and their tests",
        "",
        "What gatepost must withstand, and the tests that show it: printed by `python -m tests.security.rows` from",
        "`tests/security/rows.toml` and the names of the tests. [Mutants](#mutants) show that they notice faults.",
    ]
    for letter, group in GROUPS.items():
        lines += ["", f"## {group}", "", "| | attack | tests |", "| --- | --- | --- |"]
        for row, entry in rows().items():
            if row[0] == letter:
                lines.append(f"| {row} | {entry['title']} | {_shown(tests_of(row, entry), entry)} |")
    lines += [
        "",
        "## Mutants",
        "",
        "`make mutants` breaks one defence after another by one line each (`tests/mutants`), and runs the tests",
        "that must notice. It prints which test noticed, and fails if none did.",
        "",
        "## OWASP ASVS 5.0",
        "",
        "Chapters 6 (authentication), 7 (sessions), 9 (self-contained tokens) and 10 (OAuth and OIDC).",
        "",
        "| requirement | about | rows or tests, or the reason why there are none |",
        "| --- | --- | --- |",
    ]
    lines += [
        f"| {number} | {entry['about']} | {', '.join(entry.get('rows', [])) or _shown(entry.get('tests', []), entry)} |"
        for number, entry in requirements().items()
    ]
    return "\n".join(lines) + "\n"


def _shown(tests, entry):
    if not tests:
        return entry["reason"]
    files = {}
    for test in tests:
        file, _, name = test.partition("::")
        files[file] = files.get(file, 0) + bool(name)
    return "<br>".join(
        f"`{file.removeprefix('tests/')}`" + (f" ({count})" if count else "") for file, count in files.items()
    )


if __name__ == "__main__":
    sys.stdout.write(page())
