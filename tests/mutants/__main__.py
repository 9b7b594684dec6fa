"""Run the mutants: `python -m tests.mutants [ID …] [--jobs N] [--fresh]`.

The tests are collected once, with the environment's interpreter and on SQLite. For each mutant the process is forked,
the changed function gets its new code there, and the mutant's tests run until one fails. What a mutant changes outside
functions (a constant, a decorator) takes a process of its own, with a copy of the package.

Results are kept in `.mutants.json` until package or tests change, so that an interrupted run continues where it was.
Exits with 1 if a mutant survives, breaks its tests instead of failing them, or no longer applies.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path

from tests.mutants import defences, running

KEPT = defences.ROOT / ".mutants.json"


def fingerprint(mutant, texts):
    """Changes with the package, the mutant, and the tests that it names."""
    parts = [repr(mutant), *(f"{name}\n{text}" for name, text in texts.items())]
    for path in mutant.tests:
        place = defences.ROOT / path.partition("::")[0]
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
        parts += [file.read_text() for file in files]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def chosen():
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("ids", nargs="*", help="run these only")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--fresh", action="store_true", help="run those with a kept result again")
    return parser.parse_args()


def main():
    given, texts = chosen(), defences.sources()
    mutants = [one for one in defences.read() if not given.ids or one.id in given.ids]
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    marks = {one.id: fingerprint(one, texts) for one in mutants}
    known = {one.id: kept[one.id] for one in mutants if kept.get(one.id, {}).get("mark") == marks[one.id]}
    results = {} if given.fresh else known
    left = [one for one in mutants if one.id not in results]
    print(f"{len(results)} of {len(mutants)} known from an earlier run", flush=True)

    def tell(mutant, result):
        results[mutant.id] = {**result, "mark": marks[mutant.id]}
        KEPT.write_text(json.dumps({**kept, **results}, indent=1))
        line = f"{result['result']:9} {mutant.id} ({result['seconds']} s) {result['by']}"
        print(f"[{len(results)}/{len(mutants)}] {line}", flush=True)

    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        try:
            running.run(left, texts, Path(folder), jobs=given.jobs, tell=tell)
        except KeyboardInterrupt:
            print("Interrupted: what has run is kept, the next run continues.")
            return 130
    return report(mutants, results)


def report(mutants, results):
    """Print the table; returns the exit code."""
    wide = max(len(one.id) for one in mutants)
    print()
    for one in mutants:
        found = results[one.id]
        print(f"{one.id:{wide}}  {found['result']:9} {found['seconds']:6.1f} s  {found['by']}")
    alive = [one for one in mutants if results[one.id]["result"] != "killed"]
    print(f"\n{len(mutants) - len(alive)} of {len(mutants)} killed")
    for one in alive:
        print(f"{results[one.id]['result']}: {one.id}: {one.drops}")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
