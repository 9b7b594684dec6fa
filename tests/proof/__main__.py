"""Run the proof: `python -m tests.proof [PART …] [--short | --long] [--fresh] [--list]`.

Each part is a process of its own. What it found is kept in `.proof/` until source, tests or benchmarks change, so that
an interrupted run continues with the part that was interrupted; its output is in `.proof/<part>.log`. A run writes
`docs/proof.md` after each part, except in the short form; parts that it doesn't run keep what the page says of them.
Exits with 1 if a part failed.
"""

import argparse
import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.proof import page
from tests.proof.parts import PARTS
from tests.proof.tables import KEPT

ROOT = Path(__file__).resolve().parents[2]
FOLDER, PAGE = ROOT / ".proof", ROOT / "docs" / "proof.md"
WATCHED = ("src", "tests", "bench", "uv.lock")


def chosen():
    parser = argparse.ArgumentParser(prog="python -m tests.proof")
    parser.add_argument("parts", nargs="*", help="run these only")
    parser.add_argument("--short", action="store_true", help="the form that runs in the gate, in a few minutes")
    parser.add_argument("--long", action="store_true", help="only the parts that take long or need clusters")
    parser.add_argument("--fresh", action="store_true", help="run parts with a kept result again")
    parser.add_argument("--list", action="store_true", help="list the parts")
    given = parser.parse_args()
    if unknown := set(given.parts) - {part.id for part in PARTS}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return given


def wanted(given):
    """The parts that a run consists of."""
    if given.parts:
        return [part for part in PARTS if part.id in given.parts]
    if given.short:
        return [part for part in PARTS if part.short is not None]
    return [part for part in PARTS if part.long == given.long]


def fingerprint():
    """Changes with the source, the tests and the benchmarks."""
    listed = ["git", "ls-files", "-co", "--exclude-standard", *WATCHED]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    found = hashlib.sha256()
    for name in sorted(names):
        if (ROOT / name).is_file():
            found.update(name.encode() + b"\0" + (ROOT / name).read_bytes())
    return found.hexdigest()


def commit():
    """The commit that is checked out, marked if a watched file differs from it."""
    said = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    changed = ["git", "status", "--porcelain", "--", *WATCHED]
    differs = subprocess.run(changed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return said.stdout.strip() + ("-dirty" if differs else "")


def run(part, *, short):
    """Run a part, and show its output while it comes; returns what is kept of it."""
    tables, log = FOLDER / f"{part.id}.md", FOLDER / f"{part.id}.log"
    tables.unlink(missing_ok=True)
    environment = {**os.environ, **part.environment, **((part.short or {}) if short else {}), KEPT: str(tables)}
    began = time.monotonic()
    with log.open("w") as kept:
        process = subprocess.Popen(
            part.command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            for line in process.stdout:
                kept.write(line)
                kept.flush()
                print(line, end="", flush=True)
        except BaseException:
            # Interrupted first, so that it may keep what it has and stop its servers.
            stop(process)
            raise
        code = process.wait()
    return {
        "passed": code == 0,
        "seconds": round(time.monotonic() - began),
        "tables": tables.read_text() if tables.exists() else "",
        "end": page.last_line(log.read_text()),
    }


def stop(process):
    for sent in (signal.SIGINT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sent)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(60)
            return


def main():
    given = chosen()
    parts, kept = wanted(given), FOLDER / ("short.json" if given.short else "results.json")
    if given.list:
        print("\n".join(f"{part.id:20} {part.title}" for part in PARTS))
        return 0
    FOLDER.mkdir(exist_ok=True)
    results, mark = {} if given.short else page.read(PAGE.read_text(), PARTS), fingerprint()
    results |= json.loads(kept.read_text()) if kept.exists() else {}
    for number, part in enumerate(parts, 1):
        known = results.get(part.id, {})
        expected = f", {known['seconds']} s the last time" if known else ""
        print(f"\n=== [{number}/{len(parts)}] {part.id}: {part.title}{expected}", flush=True)
        if known.get("mark") == mark and known["passed"] and not given.fresh:
            print("known from an earlier run", flush=True)
            continue
        try:
            results[part.id] = {**run(part, short=given.short), "mark": mark, "commit": commit()}
        except KeyboardInterrupt:
            print("\nInterrupted: finished parts are kept, the next run continues with this one.")
            return 130
        kept.write_text(json.dumps(results, indent=1))
        if not given.short:
            PAGE.write_text(page.text(PARTS, results))
    return page.summary(parts, results)


if __name__ == "__main__":
    sys.exit(main())
