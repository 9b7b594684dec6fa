"""Settings and keys."""

import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings as django_settings
from django.core.checks import WARNING, CheckMessage, run_checks

from gatepost import conf
from gatepost.cli.doctor.findings import Finding, standalone
from gatepost.deployment import production
from gatepost.features.recovery_codes.models import RecoveryCode
from gatepost.flow import registry
from gatepost.ground import keyring
from gatepost.ground.settings import OutboxSettings

SETTINGS, KEYS = "Settings", "Keys"
KEYS_SETTING = 'GATEPOST["KEYS"]'
STOPS = "manage.py and `gatepost serve` refuse to start"


def settings() -> Iterator[Finding]:
    """Every message of the system checks; those for deployment too, unless this is a development server."""
    deployed = not django_settings.DEBUG and not conf.read(OutboxSettings).loopback_links
    found = run_checks()
    if deployed:
        known = {message.id for message in found}
        found += [one for one in run_checks(tags=["gatepost"], include_deployment_checks=True) if one.id not in known]
    for message in found:
        if message.level >= WARNING and not message.is_silenced():
            yield _of_check(message)


def _of_check(message: CheckMessage) -> Finding:
    serious = message.is_serious()
    return Finding(
        section=SETTINGS,
        level="problem" if serious else "warning",
        text=f"{message.msg} ({message.id})" if message.id else str(message.msg),
        consequence=STOPS if serious else "",
        fix=message.hint or "the setting that it names",
    )


def keys() -> Iterator[Finding]:
    """The key ring: how random it is, who can read its file, and whether it opens what is in the database."""
    ring = keyring.ring()
    for position, (name, key) in enumerate(ring):
        if production.is_predictable(key):
            yield Finding(
                section=KEYS,
                level="problem",
                text=f"key {position + 1} ({name}) is not random",
                consequence="anyone who guesses it can forge sessions and read sealed secrets",
                fix="gatepost keys rotate",
            )
    if django_settings.SECRET_KEY and any(text in str(django_settings.SECRET_KEY) for text in conf.tree()["KEYS"]):
        yield Finding(
            section=KEYS,
            level="problem",
            text="SECRET_KEY and a key of the ring are the same",
            consequence="anyone who learns SECRET_KEY, for example from an error page, can read sealed secrets",
            fix=f"gatepost keys rotate, and SECRET_KEY from {production.MAKE_SECRET}",
        )
    yield from _file()
    yield from _sealed({name for name, _ in ring})
    yield Finding(section=KEYS, level="ok", text=f"{len(ring)} in the ring; the first, {ring[0][0]}, seals")


def _file() -> Iterator[Finding]:
    base = Path.cwd() if standalone() else Path(str(getattr(django_settings, "BASE_DIR", "") or Path.cwd()))
    file = base / ".gatepost" / "keys"
    if file.is_file() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding(
            section=KEYS,
            level="problem",
            text=f"{file} can be read by other users of this machine",
            consequence="they can forge sessions and read sealed secrets",
            fix=f"chmod 600 {file}",
        )


def _sealed(known: set[str]) -> Iterator[Finding]:
    """Rows that no key of the ring opens, by the key's id, which each sealed text names."""
    lost: dict[str, int] = {}
    for column in registry.sealed_columns():
        rows = column.model.objects.exclude(sealed="")
        for name in known:
            rows = rows.exclude(sealed__startswith=f"{keyring.VERSION}.{name}.")
        if count := rows.count():
            lost[column.purpose] = count
    if lost:
        counts = ", ".join(f"{count} of {purpose}" for purpose, count in lost.items())
        yield Finding(
            section=KEYS,
            level="problem",
            text=f"rows that no key of the ring opens: {counts}",
            consequence="their owners can't use what is in them, such as authenticator apps and provider tokens",
            fix=f"{'GATEPOST_KEYS' if standalone() else KEYS_SETTING}: add the older key again, then run `gatepost keys"
            " reencrypt`",
        )
    if digests := RecoveryCode.objects.filter(sealed="", used_at__isnull=True).count():
        yield Finding(section=KEYS, level="note", text=f"{digests} recovery codes need the key they were made with")
