"""`gatepost keys signing …`: the life cycle of the keys that sign access tokens."""

import click

from gatepost.cli import output
from gatepost.cli.startup import migrate, prepare

HEADINGS = {
    "id": "Id", "algorithm": "Algorithm", "state": "State", "created_at": "Created", "activated_at": "Signs since",
    "ended_at": "Ended",
}  # fmt: skip


@click.group()
def signing() -> None:
    """Create, show, rotate and revoke the keys that sign access tokens.

    Example: gatepost keys signing rotate
    """
    prepare()
    migrate()


@signing.command("list", epilog="Example: gatepost keys signing list")
def listing() -> None:
    """List the keys by id, newest first; the keys themselves are never shown."""
    from gatepost import conf  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.tokens.settings import TokensSettings  # noqa: PLC0415
    from gatepost.tokens.signed import key_queries  # noqa: PLC0415

    rows = key_queries.every()
    shown = [
        {
            "id": row.kid,
            "algorithm": row.algorithm,
            "state": row.state,
            "created_at": row.created_at,
            "activated_at": row.activated_at,
            "ended_at": row.revoked_at or row.retired_at,
        }
        for row in rows
    ]
    output.table(HEADINGS, shown, empty="No keys yet; the first access token creates one.")
    wanted = conf.read(TokensSettings).algorithm
    if any(row.state == "active" and row.algorithm != wanted for row in rows):
        output.hint(f"The settings require {wanted}: run `gatepost keys signing rotate`.")


@signing.command(epilog="Example: gatepost keys signing make")
def make() -> None:
    """Create the next key unless there is one; it is published before it signs."""
    from gatepost.tokens.signed import signing_keys  # noqa: PLC0415

    row = signing_keys.make()
    if row is None:
        raise click.ClickException("a next key already exists; `gatepost keys signing rotate` activates it")
    output.say(f"Created {row.kid}. It starts signing after `gatepost keys signing rotate`.", id=row.kid)


@signing.command(epilog="Example: gatepost keys signing rotate")
def rotate() -> None:
    """Start signing with the next key; tokens signed by the current one stay valid until they expire."""
    from gatepost.tokens.signed import signing_keys  # noqa: PLC0415

    if not signing_keys.rotate():
        raise click.ClickException("another process rotated at the same moment; see `gatepost keys signing list`")
    output.say("Rotated. Servers use the new key within 5 seconds; no user is signed out.", rotated=True)


@signing.command(epilog="Example: gatepost keys signing retire 0f1e2d3c4b5a6978")
@click.argument("kid")
def retire(kid: str) -> None:
    """Stop signing with a key; tokens that it signed stay valid until they expire."""
    from gatepost.tokens.signed import signing_keys  # noqa: PLC0415

    if not signing_keys.retire(kid):
        raise click.ClickException(f"there is no active or next key {kid}; see `gatepost keys signing list`")
    output.say("Retired.", retired=True, id=kid)


@signing.command(epilog="Example: gatepost keys signing revoke 0f1e2d3c4b5a6978")
@click.argument("kid")
def revoke(kid: str) -> None:
    """Invalidate a key that may be compromised, and with it every token that it signed."""
    from gatepost.tokens.signed import signing_keys  # noqa: PLC0415

    if not signing_keys.revoke(kid):
        raise click.ClickException(f"there is no valid key {kid}; see `gatepost keys signing list`")
    output.say("Revoked. Servers reject it within 5 seconds; clients refresh their tokens.", revoked=True, id=kid)
    output.hint("Services that verify with the JWKS cache it for up to an hour (max-age): restart them.")
