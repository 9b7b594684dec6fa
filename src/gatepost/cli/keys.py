"""`gatepost keys …`: the key ring that digests and seals, and its rotation."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
from django.core.exceptions import ImproperlyConfigured
from rich.progress import track

from gatepost.cli import output
from gatepost.cli.signing_keys import signing
from gatepost.cli.startup import migrate, prepare
from gatepost.ground import keyring

if TYPE_CHECKING:
    from gatepost.ground.sealing import SealedColumn


@click.group()
def keys() -> None:
    """Create, show and rotate the keys that digest and seal, and (`signing`) those that sign access tokens.

    Example: gatepost keys generate
    """


@keys.command(epilog='Example: export GATEPOST_KEYS="$(gatepost keys generate)"')
def generate() -> None:
    """Generate a key and print it."""
    key = keyring.generate()
    output.say(key, key=key)


@keys.command(epilog="Example: gatepost keys status")
def status() -> None:
    """List the keys in the ring by id; the keys themselves are never shown."""
    prepare()
    uses = {True: "digests and seals", False: "verifies and unseals"}
    rows = [{"id": name, "use": uses[position == 0]} for position, (name, _) in enumerate(keyring.ring())]
    output.table({"id": "Id", "use": "Use"}, rows)


@keys.command(epilog="Example: gatepost keys rotate")
def rotate() -> None:
    """Add a new key in front of the ring: in the development server's file, or printed for you to set in production."""
    from gatepost.deployment import environment  # noqa: PLC0415 - the command's own business

    found = environment.read()
    file: Path = found.home / "keys"
    new = keyring.generate()
    if os.environ.get("GATEPOST_KEYS") or not file.is_file():
        ring = [new, *os.environ.get("GATEPOST_KEYS", "").split()]
        output.say("\n".join(ring), keys=ring, written=False)
        output.hint("Set GATEPOST_KEYS to these lines, restart the server, then run `gatepost keys reencrypt`.")
        return
    draft = file.with_suffix(".new")
    draft.touch(mode=environment.PRIVATE_FILE)
    draft.write_text(f"{new}\n{file.read_text()}")
    draft.replace(file)
    output.say("Rotated. Restart the server, then run `gatepost keys reencrypt`.", written=True)


@keys.command(epilog="Example: gatepost keys reencrypt")
def reencrypt() -> None:
    """Re-encrypt data encrypted with older keys; safe to interrupt and rerun."""
    prepare()
    migrate()
    from gatepost.features.recovery_codes.models import RecoveryCode  # noqa: PLC0415
    from gatepost.flow import registry  # noqa: PLC0415 - models exist once Django is set up

    total = sum(_reseal(column) for column in registry.sealed_columns())
    unknown = RecoveryCode.objects.filter(sealed="", used_at__isnull=True).count()
    said = f"Resealed {total} rows. Sessions and mailed codes are resealed as they are renewed."
    output.say(said, sealed=total, digests_only=unknown)
    if unknown:
        output.hint(f"{unknown} recovery codes are stored only as digests: they become invalid without their key.")


def _reseal(column: "SealedColumn") -> int:
    """Reseal a table's rows with the first key; a row changed concurrently is skipped, not overwritten."""
    newest = f"{keyring.VERSION}.{keyring.ring()[0][0]}."
    rows = column.model.objects.exclude(sealed="").exclude(sealed__startswith=newest)
    count = 0
    for row in track(list(rows), description=f"Resealing {column.purpose}", console=output.progress):
        bound_to = getattr(row, column.bound_to).hex
        try:
            text = keyring.unseal(column.purpose, row.sealed, bound_to)
        except keyring.KeyringError:
            raise ImproperlyConfigured(
                f"{column.model.__name__} {row.pk} was sealed by a key that is not in the ring"
            ) from None
        new = {"sealed": keyring.seal(column.purpose, text, bound_to), **column.follows(row, text)}
        count += column.model.objects.filter(pk=row.pk, sealed=row.sealed).update(**new)
    return count


keys.add_command(signing)
