"""Second factors: authenticator apps, recovery codes, security keys and passkeys.

Secrets are read through the project's `MFA_ADAPTER`, because that is where a project encrypts them.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.http import int_to_base36
from django.utils.module_loading import import_string

from gatepost.accounts.models import Authenticator as Factor
from gatepost.features.passkey.models import Passkey
from gatepost.features.passkey.operations import ceremony, keep, reading
from gatepost.features.recovery_codes.models import RecoveryCode
from gatepost.features.recovery_codes.operations import codes
from gatepost.features.totp.models import TotpSecret
from gatepost.features.totp.operations import check, enrol
from gatepost.ground import clock, keyring
from gatepost.ground.user_types import UserId
from gatepost.moving_in import old_tables
from gatepost.moving_in.allauth.tables import Authenticator
from gatepost.moving_in.package import Entry, Kind, Skipped, Source, Table

DEFAULT_ADAPTER = "allauth.mfa.adapter.DefaultMFAAdapter"
HAS_ONE = "the user has set one up here; that one stays, and the old one isn't moved"
OTHER_FORMAT = (
    "MFA_TOTP_DIGITS or MFA_TOTP_PERIOD differ from 6 digits and 30 seconds, the only codes accepted here; "
    "the user has to set the app up again"
)
UNREADABLE = "its data can't be read; the user has to set it up again"
KNOWN_KEY = "the same key is registered here already"
LONGEST_HANDLE = 64
Converted = list[Entry | Skipped]


def decrypt() -> Callable[[str], str]:
    """The decryption of the project's adapter; allauth's own stores texts as they are.

    Raises:
        ImproperlyConfigured: The project has its own adapter, which can't be imported.
    """
    path = getattr(settings, "MFA_ADAPTER", DEFAULT_ADAPTER)
    if path == DEFAULT_ADAPTER:
        return str
    try:
        found: Callable[[str], str] = import_string(path)().decrypt
    except ImportError as error:
        raise ImproperlyConfigured(f"MFA_ADAPTER decrypts the secrets, and can't be imported: {error}") from None
    return found


def _factor(old: Any, type_: str, *, single: bool, name: str = "", counter: int = 0) -> Factor:
    return Factor(
        number=secrets.randbelow(2**52 - 1) + 1,
        user_id=old.user_id,
        type=type_,
        single=type_ if single else None,
        name=name[: Factor._meta.get_field("name").max_length],  # noqa: SLF001
        created_at=old.created_at,
        last_used_at=old.last_used_at,
        counter=counter,
    )


def _having(sources: Sequence[Source], type_: str) -> set[Any]:
    users = [source.row.user_id for source in sources]
    return set(Factor.objects.filter(user_id__in=users, single=type_).values_list("user_id", flat=True))


def _skipped(source: Source, reason: str) -> Skipped:
    return Skipped(source=source.key, user_id=source.row.user_id, reason=reason)


def _entry(source: Source, *rows: object) -> Entry:
    return Entry(source=source.key, user_id=source.row.user_id, rows=rows)


def _convert_totp(sources: Sequence[Source]) -> Converted:
    if (getattr(settings, "MFA_TOTP_DIGITS", check.DIGITS), getattr(settings, "MFA_TOTP_PERIOD", check.SECONDS)) != (
        check.DIGITS,
        check.SECONDS,
    ):
        return [_skipped(source, OTHER_FORMAT) for source in sources]
    having, opened = _having(sources, enrol.TYPE), decrypt()
    return [_skipped(one, HAS_ONE) if one.row.user_id in having else _totp(one, opened) for one in sources]


def _totp(source: Source, opened: Callable[[str], str]) -> Entry | Skipped:
    old = source.row
    try:
        secret = opened(old.data["secret"])
        base64.b32decode(secret, casefold=True)
    except (KeyError, TypeError, ValueError):
        return _skipped(source, UNREADABLE)
    used = int(old.last_used_at.timestamp()) // check.SECONDS if old.last_used_at is not None else 0
    factor = _factor(old, enrol.TYPE, single=True, counter=used)
    sealed = keyring.seal(check.PURPOSE, secret.encode(), factor.id.hex)
    return _entry(source, factor, TotpSecret(authenticator=factor, sealed=sealed))


def _convert_codes(sources: Sequence[Source]) -> Converted:
    having, opened = _having(sources, codes.TYPE), decrypt()
    return [_skipped(one, HAS_ONE) if one.row.user_id in having else _codes(one, opened) for one in sources]


def _codes(source: Source, opened: Callable[[str], str]) -> Entry | Skipped:
    old = source.row
    try:
        found = old_codes(old.data, opened)
    except (KeyError, TypeError, ValueError):
        return _skipped(source, UNREADABLE)
    factor = _factor(old, codes.TYPE, single=True)
    return _entry(source, factor, *codes.rows_of(factor, found, used_at=old.last_used_at or clock.now()))


def old_codes(data: dict[str, Any], opened: Callable[[str], str]) -> dict[str, bool]:
    """The codes of a set, and whether each was used: derived from a seed, or listed if allauth took them over itself.

    Raises:
        KeyError, TypeError, ValueError: The data is malformed.
    """
    if data.get("migrated_codes") is not None:
        return dict.fromkeys(map(opened, data["migrated_codes"]), False)
    digits = int(getattr(settings, "MFA_RECOVERY_CODE_DIGITS", 8))
    mac = hmac.new(opened(data["seed"]).encode("ascii"), digestmod="sha1")
    found: dict[str, bool] = {}
    for index in range(int(getattr(settings, "MFA_RECOVERY_CODE_COUNT", 10))):
        mac.update(f"{index:3},".encode())
        number = int.from_bytes(mac.digest()[: digits // 2], "big") % 10**digits
        found[f"{number:0{digits}d}"] = bool(data["used_mask"] & 1 << index)
    return found


def _convert_keys(sources: Sequence[Source]) -> Converted:
    entries = [_key(source) for source in sources]
    digests = {entry.rows[1].digest for entry in entries if isinstance(entry, Entry)}
    known = set(Passkey.objects.filter(digest__in=digests).values_list("digest", flat=True))
    found: Converted = []
    for source, entry in zip(sources, entries, strict=True):
        twice = isinstance(entry, Entry) and entry.rows[1].digest in known
        if isinstance(entry, Entry):
            known.add(entry.rows[1].digest)
        found.append(_skipped(source, KNOWN_KEY) if twice else entry)
    return found


def _key(source: Source) -> Entry | Skipped:
    old = source.row
    try:
        shown = ceremony.attested(old.data["credential"]["response"]["attestationObject"])
    except (KeyError, TypeError, ValueError):
        return _skipped(source, UNREADABLE)
    handle = _handle(old.user_id)
    if len(handle) > LONGEST_HANDLE:
        return _skipped(source, UNREADABLE)
    results = old.data["credential"].get("clientExtensionResults") or {}
    factor = _factor(old, keep.TYPE, single=False, name=str(old.data.get("name") or "Key"), counter=shown.sign_count)
    passkey = Passkey(
        authenticator=factor,
        digest=reading.digest(shown.credential.credential_id),
        credential=base64.urlsafe_b64encode(bytes(shown.credential)).decode(),
        user_handle=handle,
        passwordless=bool((results.get("credProps") or {}).get("rk")),
    )
    return _entry(source, factor, passkey)


def _handle(user_id: UserId) -> str:
    """How allauth's keys identify their user: numbers in base 36, anything else as text; in hex."""
    if isinstance(user_id, int):
        return int_to_base36(user_id).encode().hex()
    return str(getattr(user_id, "hex", user_id)).encode().hex()


def _used(keys: Sequence[Any]) -> dict[Any, str]:
    """Which codes of each set are used."""
    rows = RecoveryCode.objects.filter(authenticator_id__in=keys).order_by("id")
    found: dict[Any, list[bool]] = {key: [] for key in keys}
    for row in rows:
        found[row.authenticator_id].append(row.used_at is None)
    return {key: json.dumps(used) for key, used in found.items()}


def _kind(type_: str, title: str, convert: Callable[[Sequence[Source]], Converted], **more: Any) -> Kind:
    return Kind(
        name=type_,
        title=title,
        count=lambda: old_tables.rows(Authenticator, type=type_).count(),
        read=lambda after, size: old_tables.page(Authenticator, after, size, type=type_),
        convert=convert,
        **more,
    )


FACTOR = Table(model=Factor, columns=("type", "name"))
KINDS = (
    _kind("totp", "Authenticator apps", _convert_totp, tables=(FACTOR,)),
    _kind(
        "recovery_codes",
        "Sets of recovery codes",
        _convert_codes,
        tables=(Table(model=Factor, columns=("type",), details=_used),),
        undone="codes that were used here are still valid in allauth's tables: have these users generate new ones",
    ),
    _kind("webauthn", "Security keys and passkeys", _convert_keys, tables=(FACTOR,)),
)
