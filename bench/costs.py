"""What each operation costs, beside the peers: statements, round trips and commits on PostgreSQL, and instructions.

    python costs.py                  # counts on PostgreSQL, ours and the peers'
    python costs.py --instructions   # also instructions by callgrind on SQLite, and their ratio; takes half an hour
    python costs.py --only login     # operations whose name matches; --ours leaves the peers out
    python costs.py --instructions --markdown --plot ../docs/images/costs.svg   # as the documentation shows them

The peers are installed by `make bench`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
from instructions import under_valgrind
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
        command, needed = under_valgrind(command)
        environment |= needed
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
@click.option("--markdown", is_flag=True, help="Print a table in Markdown.")
@click.option("--plot", type=click.Path(dir_okay=False), help="Draw the ratios of instructions into an SVG file.")
def main(*, instructions, ours, only, markdown, plot):
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
    rows = list(compared(found, sides))
    if markdown:
        titles = ["operation", "statements", "round trips", "commits", "instructions", "of the peer's"]
        for row in [titles, ["---", *["---:"] * 5], *rows]:
            print(f"| {' | '.join(row)} |")
    else:
        table = Table("operation", "statements", "round trips", "commits", "instructions", "of the peer's")
        for row in rows:
            table.add_row(*row)
        Console(width=120).print(table)
    if plot:
        draw([(row[0], float(row[-1])) for row in rows if row[-1]], plot)


def compared(found, sides):
    for name, cost in found["gatepost"].items():
        peer = next((found[side][name] for side in sides[1:] if name in found[side]), {})
        row = [both(cost[part], peer.get(part)) for part in ("statements", "trips", "commits")]
        count, other = cost.get("instructions"), peer.get("instructions")
        row += [f"{count / 1e6:.1f} M" if count else "", f"{count / other:.2f}" if count and other else ""]
        yield [name, *row]


def draw(ratios, path):
    """A bar for each operation's instructions, as a fraction of the peer's."""
    from matplotlib import pyplot

    names, values = zip(*reversed(ratios), strict=True)
    figure, axes = pyplot.subplots(figsize=(8, 0.32 * len(names) + 0.8))
    axes.barh(names, values, color=["#2f6f5e" if value <= 1 else "#b5603a" for value in values])
    axes.axvline(1, color="#444", linewidth=0.8)
    axes.set_xlabel("instructions, as a fraction of those of the package it replaces")
    axes.spines[["top", "right"]].set_visible(False)
    for place, value in enumerate(values):
        axes.text(value + 0.01, place, f"{value:.2f}", va="center", fontsize=8)
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})


if __name__ == "__main__":
    main()
