"""The page of the proof: what ran, with which versions, and what was found."""

import importlib.metadata
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from rich.console import Console
from rich.table import Table

HEAD = """# Proof

`make prove` runs this on one machine, and `make prove-long` the parts that take long or need clusters. Both write
this page, and an interrupted run continues where it was. Times belong to this machine; only ratios can be compared
with others.
"""
ELSEWHERE = (
    ("A start imports nothing that few requests need", "tests/perf/test_start.py"),
    ("No index is there twice, and each statement has one", "tests/perf/test_indexes.py"),
    ("No request reads a whole table; checked in every test on PostgreSQL", "tests/perf/test_index_scans.py"),
    ("A statement on a request's path is built once per process", "tests/perf/test_built_once.py"),
    ("It is the one that Django would build each time", "tests/ground/test_prebuilt_row_queries.py"),
    ("Operations of the native API with generated requests (schemathesis)", "tests/headless/test_fuzz.py"),
    ("The same for REST dialects", "tests/dialects/test_fuzz_djoser_knox_simple_jwt.py"),
    ("No secret of a run is in a table, a log or another's mail", "tests/security/test_canaries.py"),
    ("Known and unknown names get the same answer and cost the same", "tests/security/test_enumeration.py"),
    (
        "Every requirement of OWASP ASVS 5.0, chapters 6, 7, 9, 10, has its tests or a reason",
        "tests/house/test_attacks.py",
    ),
    (
        "Each secret is invalid where another kind belongs, at every entry point",
        "tests/security/test_secrets_elsewhere.py",
    ),
)
"""What runs with the suite or by itself, and not as a part: what it shows, and its file."""
PROGRAMS = {
    "PostgreSQL": ("postgres", "--version"),
    "MariaDB": ("mariadbd", "--version"),
    "Redis": ("redis-server", "--version"),
    "Patroni": ("patroni", "--version"),
    "etcd": ("etcd", "--version"),
    "HAProxy": ("haproxy", "-v"),
}
PACKAGES = ("Django", "psycopg", "mysqlclient", "redis", "granian")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def last_line(output):
    """How a program says that it ended."""
    lines = [line.strip(" =") for line in COLOUR.sub("", output).splitlines() if line.strip(" =")]
    return lines[-1] if lines else ""


def versions():
    """Names and versions of what the proof stands on, as far as they are here."""
    yield "Python", sys.version.split()[0]
    for name in PACKAGES:
        try:
            yield name, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    for name, (program, *options) in PROGRAMS.items():
        path = shutil.which(program) or next(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}")), None)
        path = path or (f"/usr/sbin/{program}" if Path(f"/usr/sbin/{program}").exists() else None)
        if path:
            said = subprocess.run([path, *options], capture_output=True, text=True, check=False).stdout
            if found := re.search(r"\d+\.\d+(\.\d+)?", said):
                yield name, found[0]
    yield "Machine", f"{sysconfig.get_platform()}, Linux {platform.release()}, {os.cpu_count()} cores"


def command(part):
    """What to type for a part, without the paths of this machine."""
    words = [f"{name}={value}" for name, value in part.environment.items()]
    program = ["python", *part.command[1:]] if part.command[0] == sys.executable else part.command
    return shlex.join([*words, *program])


def text(parts, results):
    """The page, of the last result of each part."""
    lines = [HEAD, "| of | version |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in versions()), ""]
    lines += ["| part | result | time | commit |", "| --- | --- | ---: | --- |"]
    for part in parts:
        found = results.get(part.id)
        if found is None:
            lines.append(f"| {part.title} | not run | | |")
            continue
        result = "passed" if found["passed"] else "failed"
        lines.append(f"| {part.title} | {result} | {minutes(found['seconds'])} | {found['commit']} |")
    lines += [
        "",
        "Some things are shown by tests of the suite, or measured by themselves (figures: `bench/README.md`):",
        "",
    ]
    lines += ["| what | where |", "| --- | --- |", *(f"| {what} | `{where}` |" for what, where in ELSEWHERE)]
    for part in parts:
        if found := results.get(part.id):
            lines += ["", f"## {part.title}", "", f"`{command(part)}`", "", found["tables"].rstrip() or found["end"]]
    return "\n".join(lines) + "\n"


def read(text, parts):
    """The results that a page shows, by the part's id, so that a new checkout doesn't forget them."""
    found = {}
    for part in parts:
        row = re.search(
            rf"^\| {re.escape(part.title)} \| (passed|failed) \| (\d+):(\d\d) min \| (\S+) \|$", text, re.MULTILINE
        )
        section = re.search(
            rf"^## {re.escape(part.title)}\n\n`[^\n]*`\n\n(.*?)(?=\n## |\Z)", text, re.MULTILINE | re.DOTALL
        )
        if row and section:
            result, minute, second, commit = row.groups()
            seconds = int(minute) * 60 + int(second)
            kept = {"passed": result == "passed", "seconds": seconds, "commit": commit}
            found[part.id] = {**kept, "tables": section[1].strip("\n"), "end": ""}
    return found


def minutes(seconds):
    return f"{seconds // 60}:{seconds % 60:02} min"


def summary(parts, results):
    """Print what each part came to; returns the exit code."""
    table = Table("part", "result", "time", "end")
    for part in parts:
        found = results[part.id]
        table.add_row(part.id, "passed" if found["passed"] else "FAILED", minutes(found["seconds"]), found["end"][:80])
    print()
    Console(width=140).print(table)
    return 0 if all(results[part.id]["passed"] for part in parts) else 1
