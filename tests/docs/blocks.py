"""The fenced blocks of README.md, CONTRIBUTING.md and docs/."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^( *)```(\S*)[^\n]*\n(.*?)^\1```[ ]*$", re.DOTALL | re.MULTILINE)
SNIPPET = re.compile(r'^--8<-- "([^":]+)(?::([^":]+))?"$', re.MULTILINE)
"""A file, or a section of one, that the website puts in its place."""


class Block:
    """One block.

    Args:
        page: The file, from the root of the project.
        line: The line at which it starts.
        language: What stands behind the fence.
        text: Its lines, without their common indentation.
    """

    def __init__(self, page, line, language, text):
        self.page, self.line, self.language, self.text = page, line, language, text

    def __repr__(self):
        return f"{self.page}:{self.line}"


def blocks(*languages, pages=PAGES):
    """Every block in one of these languages; without any, every block."""
    found = []
    for page in pages:
        text = page.read_text()
        for match in FENCE.finditer(text):
            indent, language, body = match.groups()
            lines = "\n".join(line.removeprefix(indent) for line in body.splitlines()) + "\n"
            number = text.count("\n", 0, match.start()) + 1
            whole = SNIPPET.sub(_included, lines)
            found.append(Block(page.relative_to(ROOT).as_posix(), number, language, whole))
    return [block for block in found if not languages or block.language in languages]


def _included(found):
    text = (ROOT / found[1]).read_text()
    if found[2] is None:
        return text
    start, end = (f"# --8<-- [{word}:{found[2]}]\n" for word in ("start", "end"))
    return text.split(start)[1].split(end)[0]


def commands():
    """Every command of the console blocks, with its block; a backslash or an open quotation mark continues it."""
    return [(block, command) for block in blocks("console") for command in _commands(block.text.splitlines())]


def _commands(lines):
    found = []
    while lines:
        line, *lines = lines
        if not line.startswith("$ "):
            continue
        command = line.removeprefix("$ ")
        while lines and (command.endswith("\\") or _is_open(command)):
            command, lines = f"{command.removesuffix(chr(92))}\n{lines[0]}", lines[1:]
        found.append(command)
    return found


def _is_open(command):
    try:
        shlex.split(command, comments=True)
    except ValueError:
        return True
    return False
