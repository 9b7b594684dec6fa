"""Second factors: authenticator apps, recovery codes, security keys and passkeys.

Secrets are read through the project's `MFA_ADAPTER`, because that is where a project encrypts them.
"""

import functools
import hmac
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.http import int_to_base36
from django.utils.module_loading import import_string

from gatepost.features.passkey.operations import ceremony, keep
from gatepost.features.totp.operations import check
from gatepost.ground.user_types import UserId
from gatepost.moving_in import second_factors
from gatepost.moving_in.allauth.tables import Authenticator
from gatepost.moving_in.package import Entry, Skipped, Source

DEFAULT_ADAPTER = "allauth.mfa.adapter.DefaultMFAAdapter"


@functools.cache
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


def _convert_keys(sources: Sequence[Source]) -> list[Entry | Skipped]:
    return second_factors.convert_keys(sources, _key)


def _key(source: Source) -> Entry | Skipped:
    old = source.row
    try:
        shown = ceremony.attested(old.data["credential"]["response"]["attestationObject"])
    except (KeyError, TypeError, ValueError):
        return second_factors.skipped(source, second_factors.UNREADABLE)
    handle = _handle(old.user_id)
    if len(handle) > second_factors.LONGEST_HANDLE:
        return second_factors.skipped(source, second_factors.UNREADABLE)
    results = old.data["credential"].get("clientExtensionResults") or {}
    factor = second_factors.factor(
        old, keep.TYPE, single=False, name=str(old.data.get("name") or "Key"), counter=shown.sign_count
    )
    passwordless = bool((results.get("credProps") or {}).get("rk"))
    passkey = second_factors.passkey(factor, shown.credential, handle, passwordless=passwordless)
    return second_factors.entry(source, factor, passkey)


def _handle(user_id: UserId) -> str:
    """How allauth's keys identify their user: numbers in base 36, anything else as text; in hex."""
    if isinstance(user_id, int):
        return int_to_base36(user_id).encode().hex()
    return str(getattr(user_id, "hex", user_id)).encode().hex()


def _format() -> tuple[int, int]:
    digits = getattr(settings, "MFA_TOTP_DIGITS", check.DIGITS)
    return digits, getattr(settings, "MFA_TOTP_PERIOD", check.SECONDS)


READING = second_factors.Reading(
    model=Authenticator,
    secret=lambda data: decrypt()(data["secret"]),
    codes=lambda data: old_codes(data, decrypt()),
    format=_format,
)
KINDS = (
    *second_factors.kinds(READING),
    second_factors.kind(
        Authenticator, "webauthn", "Security keys and passkeys", _convert_keys, tables=(second_factors.FACTOR,)
    ),
)
