"""What `gatepost migrate-from` prints."""

import pprint
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gatepost.cli import output
from gatepost.moving_in.package import Kind, Package

if TYPE_CHECKING:
    from gatepost.moving_in.surveying import Survey, Tally

SHOWN = 20
Defaults = dict[str, dict[str, Any]]


def _users(users: Sequence[str], count: int) -> str:
    return f"users {', '.join(users)}{', …' if count > len(users) else ''}"


def skipped_lines(tally: "Tally") -> list[str]:
    """One line for each reason, with the users that it affects."""
    return [
        f"  not moved: {count}: {reason} ({_users(tally.users[reason], count)})"
        for reason, count in sorted(tally.counts.items())
    ]


def describe_changed(kind: Kind, kept: Sequence[tuple[str, str]]) -> list[str]:
    """One line for the rows that `--undo` kept."""
    if not kept:
        return []
    users = list(dict.fromkeys(user for user, _ in kept))
    note = f"; {kind.undone}" if kind.undone else ""
    return [f"  kept, because changed since: {len(kept)} ({_users(users[:SHOWN], len(users))}){note}"]


def print_settings(package: Package, defaults: Defaults) -> None:
    """Print the block of settings, and what has no equivalent as comments."""
    from gatepost.moving_in import settings_table  # noqa: PLC0415 - models exist once Django is set up

    block = settings_table.block(package, defaults)
    lost = settings_table.lost(package)
    lines = ["# settings.py", *_literal(block), *(f"# {one.setting.name}: {one.reason}" for one in lost)]
    lines += ["", "# urls.py", *package.urls]
    output.say(
        "\n".join(lines),
        settings=block,
        urls=package.urls,
        without_equivalent={one.setting.name: one.reason for one in lost},
    )


def _literal(block: Defaults) -> Iterator[str]:
    yield "GATEPOST = {"
    yield '    "KEYS": os.environ["GATEPOST_KEYS"].split(),  # `gatepost keys generate` makes one'
    yield '    "public_url": "https://example.org",  # your site'
    for section, values in sorted(block.items()):
        yield f'    "{section}": {{'
        for name, value in sorted(values.items()):
            first, *rest = pprint.pformat(value, width=100).splitlines()
            yield f'        "{name}": {first}' + ("" if rest else ",")
            for number, line in enumerate(rest, 1):
                yield f"        {line}" + ("," if number == len(rest) else "")
        yield "    },"
    yield "}"


def print_plan(
    package: Package, found: "Sequence[Survey]", counts: Sequence[tuple[Kind, int]], defaults: Defaults
) -> None:
    """Print what a move would do."""
    from gatepost.moving_in import settings_table  # noqa: PLC0415 - models exist once Django is set up

    mapped = [one for one in settings_table.mapped(package) if one.value is not settings_table.ABSENT]
    block, lost = settings_table.block(package, defaults), settings_table.lost(package)
    dropped = {one.setting.name for one in lost}
    lines = ["Settings of this project:"]
    lines += [f"  {one.setting.name}: {_answer(one)}" for one in mapped if one.setting.name not in dropped] or [
        "  none"
    ]
    if lost:
        lines += ["Without an equivalent:", *(f"  {one.setting.name}: {one.reason}" for one in lost)]
    lines.append("Rows:")
    by_name = {one.kind.name: one for one in found}
    for kind, rows in counts:
        one = by_name.get(kind.name)
        lines.append(f"  {kind.title}: {rows}" + (f", of which {one.due} are to be moved" if one else ""))
        lines += [f"  {line}" for line in skipped_lines(one.skipped)] if one else []
    advice = list(package.advice())
    if not found:
        advice.insert(0, "Run `python manage.py migrate`, then this again, to see which rows can't be moved.")
    if advice:
        lines += ["To do, or to know:", *(f"  {line}" for line in advice)]
    output.say(
        "\n".join(lines),
        settings=block,
        without_equivalent={one.setting.name: one.reason for one in lost},
        rows={kind.name: rows for kind, rows in counts},
        due={one.kind.name: one.due for one in found},
        collisions={one.kind.name: dict(one.skipped.users) for one in found if one.skipped.counts},
        advice=advice,
    )
    output.hint("Nothing was written.")


def _answer(one: Any) -> str:
    from gatepost.moving_in import settings_table  # noqa: PLC0415 - models exist once Django is set up

    if one.ours is settings_table.ABSENT:
        return str(one.reason)
    note = f"; {one.setting.note}" if one.setting.note else ""
    return f"{one.setting.ours} = {one.ours!r}{note}"


def print_check(package: Package, found: "Sequence[Survey]") -> None:
    """Print how the tables differ, and whether the old package can go."""
    lines: list[str] = []
    for one in found:
        lines.append(f"{one.kind.title}: {one.rows} there, {one.moved} rows moved, {one.due} still to be moved")
        if one.changed or one.gone:
            lines.append(f"  since then, {one.changed} were changed and {one.gone} deleted here")
        if one.ended:
            lines.append(f"  {one.ended} were ended at the old package, and are still valid here")
        lines += skipped_lines(one.skipped)
    ready = not any(one.due or one.ended for one in found)
    if ready:
        lines.append(
            f"{package.title} can go: take it out of INSTALLED_APPS, MIDDLEWARE, AUTHENTICATION_BACKENDS and urls.py; "
            "keep its tables while you may want to use --undo."
        )
    output.say(
        "\n".join(lines),
        ready=ready,
        kinds={
            one.kind.name: {
                "rows": one.rows,
                "moved": one.moved,
                "due": one.due,
                "changed": one.changed,
                "gone": one.gone,
                "ended": one.ended,
                "skipped": dict(one.skipped.counts),
            }
            for one in found
        },
    )
