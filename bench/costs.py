"""What each operation costs, beside the peers: statements, round trips and commits on PostgreSQL, and instructions.

    python costs.py                  # counts on PostgreSQL, ours and the peers'
    python costs.py --instructions   # also instructions by callgrind on SQLite, and their ratio; takes half an hour
    python costs.py --only login     # operations whose name matches; --ours leaves the peers out

The peers are installed by `make bench`.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / ".venv" / "peers" / "bin" / "python"
SIDES = {"gatepost": Path(sys.executable), "allauth": PEERS, "rest": PEERS}


def run(side, only, *, instructions):
    """The costs of one side's operations, by name."""
    command, environment = [str(SIDES[side]), "operations.py", side, only], dict(os.environ)
    if instructions:
        folder = environment["CALLGRIND_FOLDER"] = tempfile.mkdtemp()
        command = [
            *("valgrind", "--tool=callgrind", "--instr-atstart=no", "--quiet"),
            *(f"--callgrind-out-file={folder}/out.%p", *command),
        ]
    else:
        environment["BENCH_DATABASE"] = f"gatepost_bench_{side}"
    done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-4000:])
    return json.loads(done.stdout.splitlines()[-1])


def both(ours, theirs):
    return f"{ours} ({theirs})" if theirs is not None else str(ours)


@click.command()
@click.option("--instructions", is_flag=True, help="Count instructions, too.")
@click.option("--ours", is_flag=True, help="Leave the peers out.")
@click.option("--only", default="", help="A pattern of operations' names.")
def main(*, instructions, ours, only):
    sides = ["gatepost"] if ours else list(SIDES)
    found = {}
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("measuring", total=len(sides) * (1 + instructions))
        for side in sides:
            found[side] = run(side, only, instructions=False)
            progress.advance(task)
            if instructions:
                for name, cost in run(side, only, instructions=True).items():
                    found[side][name]["instructions"] = cost["instructions"]
                progress.advance(task)
    table = Table("operation", "statements", "round trips", "commits", "instructions", "of the peer's")
    for name, cost in found["gatepost"].items():
        peer = next((found[side][name] for side in sides[1:] if name in found[side]), {})
        row = [both(cost[part], peer.get(part)) for part in ("statements", "trips", "commits")]
        count, other = cost.get("instructions"), peer.get("instructions")
        row += [f"{count / 1e6:.1f} M" if count else "", f"{count / other:.2f}" if count and other else ""]
        table.add_row(name, *row)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
