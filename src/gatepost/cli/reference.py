"""`gatepost settings`: the reference page, made from the structs."""

import inspect

import click
import msgspec

from gatepost.cli import prepare


def page() -> str:
    """Every section with its settings, defaults and sentences, as Markdown."""
    from gatepost.checks import ROOMS  # noqa: PLC0415 - models exist once Django is set up

    lines = [
        "# Settings",
        "",
        "One dict, `GATEPOST`, with a key `KEYS` (a list of keys from `gatepost keys generate`; the first seals) and",
        "the sections below. Made by `gatepost settings`.",
        "",
    ]
    for room in ROOMS:
        lines += [f"## {getattr(room, 'section')}", "", *_room(room), ""]  # noqa: B009
    return "\n".join(lines).rstrip() + "\n"


def _room(room: type[msgspec.Struct]) -> list[str]:
    text = inspect.getdoc(room) or ""
    head, _, arguments = text.partition("Args:")
    said: dict[str, str] = {}
    name = ""
    for line in arguments.splitlines():
        stripped = line.strip()
        if line.startswith("    ") and not line.startswith("     ") and ":" in stripped:
            name, _, rest = stripped.partition(":")
            said[name] = rest.strip()
        elif stripped:
            said[name] += " " + stripped
    rows = [f"| `{field.name}` | `{_default(field)}` | {said[field.name]} |" for field in msgspec.structs.fields(room)]
    return [" ".join(head.split()), "", "| setting | default | meaning |", "| --- | --- | --- |", *rows]


def _default(field: msgspec.structs.FieldInfo) -> str:
    value = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    return repr(value)


@click.command(epilog="Example: gatepost settings")
def settings() -> None:
    """Print the reference of all settings."""
    prepare()
    click.echo(page(), nl=False)
