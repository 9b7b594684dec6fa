"""Time the start of a worker: CPU, modules and memory of a project with gatepost, with django-allauth, and with neither.

    python bench/startup.py                            # on SQLite
    BENCH_DATABASE=bench python bench/startup.py       # on PostgreSQL; the database exists

Each start is a process of its own. The kinds alternate; the figures are medians, and only their ratios and differences
are comparable across machines.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / ".venv" / "peers" / "bin" / "python"
TURNS = 7
MORE_CPU, MEMORY = 500, 85  # ms and MB; the script fails above these
KINDS = {"Django": ("settings_django", sys.executable), "gatepost": ("settings_gatepost", sys.executable)}
if PEERS.exists():
    KINDS["allauth"] = ("settings_allauth", PEERS)


def start(settings):
    """Load a project as a WSGI server does, all its URLs too, and print what that cost."""
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - what is measured
    from django.urls import get_resolver  # noqa: PLC0415 - what is measured

    get_wsgi_application()
    get_resolver()._populate()  # noqa: SLF001 - what the first `reverse` does
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = (used.ru_utime + used.ru_stime) * 1000
    print(json.dumps({"CPU, ms": cpu, "modules": len(sys.modules), "memory, MB": used.ru_maxrss * 1024 / 1e6}))


def main():
    runs = {kind: [] for kind in KINDS}
    for _ in range(TURNS):
        for kind, (settings, python) in KINDS.items():
            words = [str(python), __file__, settings]
            # A server finds its modules compiled.
            compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
            output = subprocess.run(words, cwd=HERE, env=compiled, capture_output=True, text=True, check=True).stdout
            runs[kind].append(json.loads(output.splitlines()[-1]))
    medians = {
        kind: {figure: statistics.median(run[figure] for run in found) for figure in found[0]}
        for kind, found in runs.items()
    }
    rows = [(kind, *(f"{value:,.0f}" for value in found.values())) for kind, found in medians.items()]
    sys.path.insert(0, str(HERE.parent))
    from tests.proof.tables import show

    show("Start of a worker", ("project with", *medians["Django"]), rows)
    more = medians["gatepost"]["CPU, ms"] - medians["Django"]["CPU, ms"]
    if more > MORE_CPU or medians["gatepost"]["memory, MB"] > MEMORY:
        raise SystemExit(f"A start may take {MORE_CPU} ms of CPU more than Django's alone, and {MEMORY} MB.")


if __name__ == "__main__":
    start(sys.argv[1]) if len(sys.argv) > 1 else main()
