"""Runs `tokens.py` for gatepost, django-oauth-toolkit and allauth.idp, in turns; prints CPU per request and ratios.

`--instructions` counts those of each operation by callgrind instead, once, in thousands.
"""

import json

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import click
from compare_rest import HERE, TURNS, measure
from instructions import under_valgrind

PEERS = HERE.parent / ".venv" / "providers" / "bin" / "python"
SIDES = {
    "gatepost": (Path(sys.executable), "gatepost_idp"),
    "django-oauth-toolkit": (PEERS, "toolkit"),
    "allauth.idp": (PEERS, "allauth_idp"),
}
ACTS = {
    "token, by code": 0.5,
    "token, by code, with ID token": None,
    "token, by refresh": 0.5,
    "token, for the client": 0.5,
    "introspection": 0.3,
}
"""Each operation, and the ratio that is its goal; signing an ID token costs everyone the same RSA operation."""


def count(python, name, environment):
    command, needed = under_valgrind([str(python), "tokens.py", name, "1"])
    found = subprocess.run(
        command, cwd=HERE, env={**os.environ, **environment, **needed}, capture_output=True, text=True, check=True
    )
    return {act: number / 1000 for act, number in json.loads(found.stdout.splitlines()[-1]).items()}


@click.command()
@click.option("--instructions", is_flag=True, help="Count instructions instead of CPU time.")
def main(*, instructions):
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "key.pem"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        environment = {**os.environ, "RSA_KEY": key.read_text()}
        runs = {side: [] for side in SIDES}
        for _ in range(1 if instructions else TURNS):
            for side, (python, name) in SIDES.items():
                runs[side].append(
                    count(python, name, environment)
                    if instructions
                    else measure(python, name, environment, script="tokens.py")
                )
    ours = runs.pop("gatepost")
    unit, title = ("k", "Instructions") if instructions else ("µs", "CPU")
    rows = []
    for act, most in ACTS.items():
        us = statistics.median(run[act] for run in ours)
        for side, theirs in runs.items():
            them = statistics.median(run[act] for run in theirs)
            ratio = statistics.median(a[act] / b[act] for a, b in zip(ours, theirs, strict=True))
            rows.append((act, f"{us:.0f}", side, f"{them:.0f}", f"{ratio:.2f}", "" if most is None else f"{most}"))
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.proof.tables import show

    names = ("operation", f"gatepost {unit}", "beside", unit, "ratio", "goal")
    show(f"{title} per request", names, rows)


if __name__ == "__main__":
    main()
