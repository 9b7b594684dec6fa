"""What each operation costs, beside the peers: statements, round trips and commits on PostgreSQL, and instructions.

    python costs.py                  # counts on PostgreSQL, ours and the peers'
    python costs.py --instructions   # also instructions by callgrind on SQLite, and their ratio; takes two minutes
    python costs.py --only login     # operations whose name matches; --ours leaves the peers out
    python costs.py --instructions --markdown --plot ../docs/images/costs.svg   # as the documentation shows them

The peers are installed by `make bench`. Exits with 1 if an operation takes more instructions than `goals.py` allows.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
import goals
from instructions import under_valgrind
from rich.console import Console
from rich.progress import Progress

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from tests.proof import tables  # noqa: E402

TITLE, COLUMNS = "Costs", ("operation", "statements", "round trips", "commits", "instructions", "of the peer's", "goal")
PEERS = HERE.parent / ".venv" / "peers" / "bin" / "python"
SIDES = {"gatepost": Path(sys.executable), "allauth": PEERS, "rest": PEERS}


def run(side, only, *, instructions):
    """The costs of one side's operations, by name."""
    command, environment = [str(SIDES[side]), "operations.py", side, only], dict(os.environ)
    if instructions:
        command, needed = under_valgrind(command)
        environment |= needed
    else:
        environment["BENCH_DATABASE"] = (
            f"gatepost_bench_{side}_{os.getpid()}"  # so that two runs at once don't share it
        )
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
    found = measured(["gatepost"] if ours else list(SIDES), only, instructions=instructions)
    rows = list(compared(found))
    if markdown:
        print(tables.markdown(TITLE, COLUMNS, rows))
    else:
        tables.show(TITLE, COLUMNS, rows)
    ratios = [(row[0], float(row[-2])) for row in rows if row[-2]]
    if plot:
        draw(ratios, plot)
    missed = [(name, *goals.MISSED[name]) for name, _ in ratios if name in goals.MISSED]
    if missed:
        tables.show("Goals that are not reached", ("operation", "at most", "why"), missed)
    if slow := [name for name, ratio in ratios if goals.fails(name, ratio)]:
        raise SystemExit(f"These take more instructions than they may: {', '.join(slow)}.")


def measured(sides, only, *, instructions):
    """The costs of each side's operations. What is counted doesn't depend on other work, so the sides run at once."""
    found = {}
    with Progress(console=Console(stderr=True)) as progress, ThreadPoolExecutor(os.cpu_count()) as pool:
        task = progress.add_task("measuring", total=len(sides) * (1 + instructions))
        counts = {side: pool.submit(run, side, only, instructions=True) for side in sides if instructions}
        for side in sides:
            found[side] = run(side, only, instructions=False)
            progress.advance(task)
        for side, counted in counts.items():
            for name, cost in counted.result().items():
                found[side][name]["instructions"] = cost["instructions"]
            progress.advance(task)
    return found


def compared(found):
    for name, cost in found["gatepost"].items():
        peer = next((theirs[name] for side, theirs in found.items() if side != "gatepost" and name in theirs), {})
        row = [both(cost[part], peer.get(part)) for part in ("statements", "trips", "commits")]
        count, other = cost.get("instructions"), peer.get("instructions")
        row += [f"{count / 1e6:.1f} M" if count else "", f"{count / other:.2f}" if count and other else ""]
        yield [name, *row, f"{goals.goal(name):.2f}" if count and other else ""]


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
