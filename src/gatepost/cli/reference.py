"""`gatepost settings` and `gatepost providers`: reference pages, made from what they tell of."""

import inspect
from typing import Any

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


def providers_page() -> str:
    """Every provider, as Markdown."""
    from gatepost.methods.social import providers as known  # noqa: PLC0415 - not needed by other commands

    lines = [
        "# Providers",
        "",
        "People log in with an account of any of these. `provider` of a connection is the first column; see",
        "[the common ones](providers/README.md) for what to register there. An issuer of OpenID Connect that is not",
        "in the list is reached by `openid` and its address. Made by `gatepost providers`.",
        "",
        "*Posted tokens* says what a mobile app may post in place of a code: an id_token, or an access token where",
        "the provider tells for whom it was made. *Vouches*: whether its word that an address is verified counts;",
        "where it does not, an address is unverified, unless the connection says otherwise (`vouches`).",
        "",
        "| provider | name | protocol | options | posted tokens | vouches |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*lines, *(_provider(name, known.named(name)) for name in sorted(known.names()))]) + "\n"


def _provider(name: str, provider: Any) -> str:
    options = ", ".join(f"`{key}`" + (f" ({value})" if value else "") for key, value in provider.options.items())
    posted = ["id_token"] * provider.openid + ["access token"] * (provider.audience is not None)
    protocol = "OpenID Connect" if provider.openid else "OAuth 2"
    vouches = "yes" if provider.vouches else "no"
    cells = (f"`{name}`", f"[{provider.name}]({provider.docs})", protocol, options, ", ".join(posted), vouches)
    return f"| {' | '.join(cells)} |"


@click.command(epilog="Example: gatepost providers")
def providers() -> None:
    """Print the list of all providers of social login."""
    prepare()
    click.echo(providers_page(), nl=False)
