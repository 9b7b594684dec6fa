"""Time `gatepost migrate-from allauth` with many users; prints seconds, rows a second and the memory at its peak.

    python bench/move_allauth.py 100000
    python bench/move_allauth.py 100000 postgresql:bench_move    # a database that exists and is empty

Uses the project of tests/moving_in, in an environment of its own.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]
from tests.moving_in import environment
from tests.moving_in.conftest import ALLAUTH, SETTINGS

users = sys.argv[1] if len(sys.argv) > 1 else "100000"
folder = Path(tempfile.mkdtemp())
database = sys.argv[2] if len(sys.argv) > 2 else str(folder / "db.sqlite3")
python = environment.python("allauth", *ALLAUTH)
if database.startswith("postgresql:"):
    subprocess.run([environment.UV, "pip", "install", "-q", "--python", python, "psycopg[binary]"], check=True)
env = {
    **environment.CLEAN,
    "PYTHONPATH": str(ROOT),
    "DATABASE": database,
    "MAIL": str(folder),
    "DJANGO_SETTINGS_MODULE": SETTINGS,
}


def timed(title, stage, *words):
    start, own = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    before = own.ru_utime + own.ru_stime
    done = subprocess.run(
        [python, *words],
        cwd=ROOT,
        env={**env, "STAGE": stage},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    took = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak, busy = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime - before
    rows = sum(kind["read"] for kind in json.loads(done.stdout).values()) if title == "move" else 0
    rate = f", {rows} rows, {rows / took:,.0f} rows/s" if rows else ""
    print(f"{title}: {took:.1f} s, {busy:.1f} s of CPU{rate}; peak of all so far {peak:.0f} MB", flush=True)


# The move comes in a process of its own group of measurements, since the peak is that of all children.
if os.environ.get("PREPARED") is None:
    timed("create", "before", "-m", "tests.moving_in.allauth_project.create", users)
    timed("migrate", "beside", "-m", "django", "migrate", "-v0")
    again = {**os.environ, "PREPARED": "1"}
    raise SystemExit(subprocess.run([sys.executable, __file__, users, database], env=again).returncode)
timed("move", "beside", "-m", "django", "gatepost", "migrate-from", "allauth", "--json")
