"""Runs `measure.py` for gatepost and for django-allauth, in turns, and prints CPU per request and ratios."""

import json
import statistics
import subprocess
import sys
from pathlib import Path


HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / ".venv" / "peers"
TURNS, ROUNDS = 5, 3


def measure(python, name):
    result = subprocess.run(
        [str(python), "measure.py", name, str(ROUNDS)], cwd=HERE, capture_output=True, text=True, check=True
    )
    return json.loads(result.stdout.splitlines()[-1])


def main():
    runs = {"gatepost": [], "allauth": [], "django": []}
    pythons = {"gatepost": Path(sys.executable), "allauth": PEERS / "bin" / "python", "django": Path(sys.executable)}
    for _ in range(TURNS):
        for name, python in pythons.items():
            runs[name].append(measure(python, name))
    rows = []
    for peer in ("allauth", "django"):
        for key in runs[peer][0]:
            ours, theirs = (statistics.median(run[key] for run in runs[name]) for name in ("gatepost", peer))
            ratio = statistics.median(a[key] / b[key] for a, b in zip(runs["gatepost"], runs[peer], strict=True))
            rows.append((key, f"{ours:.0f}", peer, f"{theirs:.0f}", f"{ratio:.2f}"))
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.proof.tables import show

    show("CPU per request, through the WSGI handler", ("operation", "gatepost µs", "beside", "µs", "ratio"), rows)


if __name__ == "__main__":
    main()
