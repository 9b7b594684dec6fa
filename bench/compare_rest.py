"""Runs `checks.py` for gatepost and for the packages around REST framework, in turns; prints CPU per request and ratios."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path


HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / ".venv" / "peers" / "bin" / "python"
TURNS, ROUNDS = 5, 3
SIDES = {
    "gatepost": (Path(sys.executable), "gatepost_rest", {"ALGORITHM": "HS256"}),
    "gatepost ES256": (Path(sys.executable), "gatepost_rest", {"ALGORITHM": "ES256"}),
    "peers": (PEERS, "rest", {}),
}
PAIRS = [  # what is compared: our side, our operation, whose, the peer's operation, the ratio that is the goal
    ("gatepost", "jwt, the check alone", "simplejwt", "jwt, the check alone", 0.5),
    ("gatepost ES256", "jwt, the check alone", "simplejwt", "jwt, the check alone", 0.5),
    ("gatepost", "jwt", "simplejwt", "jwt", 0.45),
    ("gatepost ES256", "jwt", "simplejwt", "jwt", 0.75),
    ("gatepost", "jwt, plain view", "simplejwt", "jwt", 0.45),
    ("gatepost", "key", "authtoken", "authtoken", 0.6),
    ("gatepost", "key", "knox", "knox", 0.5),
    ("gatepost", "key, plain view", "authtoken", "authtoken", 0.6),
    ("gatepost", "authtoken", "authtoken", "authtoken", 0.6),
    ("gatepost", "session", "Django's session", "session", 1.0),
    ("gatepost", "authtoken login", "authtoken", "authtoken login", 1.0),
    ("gatepost", "dj-rest-auth login", "dj-rest-auth", "dj-rest-auth login", 0.6),
    ("gatepost", "dj-rest-auth register", "dj-rest-auth", "dj-rest-auth register", 1.0),
    ("gatepost", "simplejwt login", "simplejwt", "simplejwt login", 1.2),
    ("gatepost", "djoser login", "djoser", "djoser login", 0.8),
    ("gatepost", "djoser register", "djoser", "djoser register", 1.2),
    ("gatepost", "knox login", "knox", "knox login", 1.3),
]


def measure(python, name, environment, script="checks.py"):
    run = [str(python), script, name, str(ROUNDS)]
    result = subprocess.run(
        run, cwd=HERE, env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return json.loads(result.stdout.splitlines()[-1])


def main():
    runs = {side: [] for side in SIDES}
    for _ in range(TURNS):
        for side, how in SIDES.items():
            runs[side].append(measure(*how))
    rows = []
    for side, act, peer, theirs, goal in PAIRS:
        us = statistics.median(run[act] for run in runs[side])
        them = statistics.median(run[theirs] for run in runs["peers"])
        ratio = statistics.median(a[act] / b[theirs] for a, b in zip(runs[side], runs["peers"], strict=True))
        name = act + side.removeprefix("gatepost")
        rows.append((name, f"{us:.0f}", f"{peer}, {theirs}", f"{them:.0f}", f"{ratio:.2f}", goal))
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.proof.tables import show

    names = ("operation", "gatepost µs", "beside", "µs", "ratio", "goal")
    show("CPU per request, no hashing", names, rows)


if __name__ == "__main__":
    main()
