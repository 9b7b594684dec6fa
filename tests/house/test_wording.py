"""The project is written in the field's own words; these once stood in their place."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAY = {
    "anew": "re- (reseal, resend), or again",
    "in vain": "decoy",
    "somebody": "the user, the caller, someone",
    "whoever": "anyone who, the user who",
    "lets? in|let through": "sign in, allow",
    "worth nothing": "invalid",
    "by setting": "depending on a setting",
    "once more": "again",
    "no statement more": "no extra query",
    "blanks": "spaces",
    "stands? here": "is in this module",
    "in the place of": "instead of",
    "in the words of": "mapped to",
    "without an end": "unlimited, without expiry",
    "one a (user|login|process|package|batch|thread)": "one per …",
    "whatever comes": "any arguments",
    "nobody's": "no one's, or name who lacks it",
    "user names?": "username",
}
WORDS = re.compile(rf"\b({'|'.join(SAY)})\b", re.IGNORECASE)
FOLDERS = ("src/gatepost", "docs", "examples", "clients", "web/src")
SUFFIXES = {".py", ".txt", ".html", ".md", ".ts", ".vue"}
OTHER_LANGUAGES = tuple(f"web/src/i18n/{code}{part}.ts" for code in ("de", "fr", "es") for part in ("", "_account"))


def files():
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*")):
            name = file.relative_to(ROOT).as_posix()
            skipped = {"node_modules", "dist", "static", ".venv"} & set(file.parts) or name in OTHER_LANGUAGES
            if file.suffix in SUFFIXES and file.is_file() and not skipped:
                yield file
    yield from (ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md"))


def better(word):
    return next(text for pattern, text in SAY.items() if re.fullmatch(pattern, word, re.IGNORECASE))


@pytest.mark.parametrize("folder", [*FOLDERS, "."])
def test_the_words_are_the_fields_own(folder):
    found = [
        f"{file.relative_to(ROOT)}:{number}: {match[1]!r}; say {better(match[1])}"
        for file in files()
        if (file.parent == ROOT if folder == "." else file.is_relative_to(ROOT / folder))
        for number, line in enumerate(file.read_text().splitlines(), 1)
        for match in WORDS.finditer(line)
    ]
    assert not found, "\n".join(found)
