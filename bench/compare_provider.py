"""Runs `tokens.py` for gatepost, django-oauth-toolkit and allauth.idp, in turns; prints CPU per request and ratios."""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from compare_rest import HERE, TURNS, measure
from rich.console import Console
from rich.table import Table

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
"""Each operation, and the ratio to stay below; signing an ID token costs everyone the same RSA operation."""


def main():
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "key.pem"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        environment = {**os.environ, "RSA_KEY": key.read_text()}
        runs = {side: [] for side in SIDES}
        for _ in range(TURNS):
            for side, (python, name) in SIDES.items():
                runs[side].append(measure(python, name, environment, script="tokens.py"))
    ours = runs.pop("gatepost")
    table = Table("operation", "gatepost µs", "beside", "µs", "ratio", "at most", title="CPU per request, no hashing")
    for act, most in ACTS.items():
        us = statistics.median(run[act] for run in ours)
        for side, theirs in runs.items():
            them = statistics.median(run[act] for run in theirs)
            ratio = statistics.median(a[act] / b[act] for a, b in zip(ours, theirs, strict=True))
            table.add_row(act, f"{us:.0f}", side, f"{them:.0f}", f"{ratio:.2f}", "" if most is None else f"{most}")
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
