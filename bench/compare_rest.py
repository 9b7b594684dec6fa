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
PAIRS = [  # what is compared: our side, our operation, whose, the peer's operation, the ratio to stay below
    ("gatepost", "jwt, the check alone", "simplejwt", "jwt, the check alone", 0.5),
    ("gatepost ES256", "jwt, the check alone", "simplejwt", "jwt, the check alone", None),
    ("gatepost", "jwt", "simplejwt", "jwt", 0.5),
    ("gatepost ES256", "jwt", "simplejwt", "jwt", None),
    ("gatepost", "jwt, plain view", "simplejwt", "jwt", None),
    ("gatepost", "key", "authtoken", "authtoken", 0.8),
    ("gatepost", "key", "knox", "knox", None),
    ("gatepost", "key, plain view", "authtoken", "authtoken", 0.5),
    ("gatepost", "authtoken", "authtoken", "authtoken", None),
    ("gatepost", "session", "Django's session", "session", None),
    *(
        ("gatepost", f"{name} {act}", name, f"{name} {act}", 0.5)
        for name in ("authtoken", "dj-rest-auth", "simplejwt", "djoser", "knox")
        for act in ("login", "register")
        if act == "login" or name in ("dj-rest-auth", "djoser")
    ),
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
    for side, act, peer, theirs, most in PAIRS:
        us = statistics.median(run[act] for run in runs[side])
        them = statistics.median(run[theirs] for run in runs["peers"])
        ratio = statistics.median(a[act] / b[theirs] for a, b in zip(runs[side], runs["peers"], strict=True))
        name = act + side.removeprefix("gatepost")
        limit = "" if most is None else f"{most}"
        rows.append((name, f"{us:.0f}", f"{peer}, {theirs}", f"{them:.0f}", f"{ratio:.2f}", limit))
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.proof.tables import show

    names = ("operation", "gatepost µs", "beside", "µs", "ratio", "at most")
    show("CPU per request, no hashing", names, rows)


if __name__ == "__main__":
    main()
