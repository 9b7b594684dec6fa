"""`gatepost keys …`."""

import os
from pathlib import Path
from typing import Any

import click
from django.core.exceptions import ImproperlyConfigured
from rich.console import Console
from rich.progress import track
from rich.table import Table

from gatepost.cli import migrate, prepare
from gatepost.cli.signing_keys import signing
from gatepost.ground import keyring

console = Console()


@click.group()
def keys() -> None:
    """Make, show and rotate the keys that digest and seal, and (`signing`) those that sign access tokens.

    Example: gatepost keys generate
    """


@keys.command(epilog='Example: export GATEPOST_KEYS="$(gatepost keys generate)"')
def generate() -> None:
    """Print a new key."""
    click.echo(keyring.generate())


@keys.command(epilog="Example: gatepost keys status")
def status() -> None:
    """Show the ring, by id; never a key."""
    prepare()
    table = Table("Id", "Use")
    for position, (name, _) in enumerate(keyring.ring()):
        table.add_row(name, "digests and seals" if position == 0 else "recognises and opens")
    console.print(table)


@keys.command(epilog="Example: gatepost keys rotate")
def rotate() -> None:
    """Put a new key before the others, in the development server's file; for production print what to set."""
    from gatepost.cli import environment  # noqa: PLC0415 - the command's own business

    found = environment.read()
    file: Path = found.home / "keys"
    new = keyring.generate()
    if os.environ.get("GATEPOST_KEYS") or not file.is_file():
        click.echo("\n".join((new, *os.environ.get("GATEPOST_KEYS", "").split())))
        console.print("Set GATEPOST_KEYS to these lines, restart, then run `gatepost keys reencrypt`.", style="yellow")
        return
    draft = file.with_suffix(".new")
    draft.touch(mode=environment.PRIVATE_FILE)
    draft.write_text(f"{new}\n{file.read_text()}")
    draft.replace(file)
    console.print("Rotated. Restart the server, then run `gatepost keys reencrypt`.")


@keys.command(epilog="Example: gatepost keys reencrypt")
def reencrypt() -> None:
    """Seal with the first key what an older one sealed; may be interrupted and started again."""
    prepare()
    migrate()
    from gatepost.ground.models import Message  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.methods.recovery_codes.models import RecoveryCode  # noqa: PLC0415
    from gatepost.methods.social import connection as social  # noqa: PLC0415
    from gatepost.methods.social.models import SocialAccount, SocialConnection  # noqa: PLC0415
    from gatepost.methods.social.operations import identity  # noqa: PLC0415
    from gatepost.methods.totp.models import TotpSecret  # noqa: PLC0415
    from gatepost.tokens.models import SigningKey  # noqa: PLC0415
    from gatepost.tokens.signing_keys import PURPOSE  # noqa: PLC0415

    sealed: tuple[tuple[str, Any, str], ...] = (
        ("outbox", Message, "id"),
        ("totp", TotpSecret, "authenticator_id"),
        ("recovery-code", RecoveryCode, "authenticator_id"),
        (PURPOSE, SigningKey, "id"),
        (identity.SEAL, SocialAccount, "id"),
        (social.SEAL, SocialConnection, "id"),
    )
    total = sum(_reseal(purpose, model, bound) for purpose, model, bound in sealed)
    console.print(f"Sealed {total} rows anew. Sessions and mailed codes follow as they are renewed.")
    unknown = RecoveryCode.objects.filter(sealed="", used_at__isnull=True).count()
    if unknown:
        console.print(f"{unknown} recovery codes are stored as digests alone: they end with the key that made them.")


def _reseal(purpose: str, model: Any, bound: str) -> int:
    """Seal the rows of a table anew; what somebody changes meanwhile is left alone."""
    rows = model.objects.exclude(sealed="").exclude(sealed__startswith=f"{keyring.VERSION}.{keyring.ring()[0][0]}.")
    count = 0
    for row in track(list(rows), description=f"Sealing {purpose}", console=console):
        try:
            data = keyring.unseal(purpose, row.sealed, getattr(row, bound).hex)
        except keyring.KeyringError:
            raise ImproperlyConfigured(
                f"{model.__name__} {row.pk} was sealed by a key that is not in the ring"
            ) from None
        new = {"sealed": keyring.seal(purpose, data, getattr(row, bound).hex)}
        if hasattr(row, "digest"):
            new["digest"] = keyring.digest(purpose, str(row.authenticator.user_id), data.decode())
        count += model.objects.filter(pk=row.pk, sealed=row.sealed).update(**new)
    return count


keys.add_command(signing)
