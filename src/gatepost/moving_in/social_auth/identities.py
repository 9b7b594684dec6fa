"""Connected accounts become identities by the provider's own id of the user, with the user's tokens there.

Only Google's may have an address instead, which `known` exchanges for the id at the next login.
"""

import base64
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.contrib.auth import get_user_model

from gatepost.features.social.models import SocialAccount as Identity
from gatepost.features.social.operations import identity
from gatepost.features.social.person import LONGEST_SUBJECT
from gatepost.features.social.protocol.exchange import LONGEST_SECONDS, Tokens
from gatepost.ground import database, text
from gatepost.moving_in import old_tables
from gatepost.moving_in.package import Entry, Kind, Skipped, Source, Table
from gatepost.moving_in.social_auth import backends, connections, tables
from gatepost.moving_in.social_auth.backends import Backend

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SLACK_TEAM = re.compile(r"[TE][A-Z0-9]{5,}")
CILOGON = " https://cilogon.org"
NO_PROVIDER = (
    "gatepost has no provider for the backend {}, or knows its users by another id; "
    "the user signs in another way, and can connect another provider"
)
OTHER_ID = (
    "{} stored a name that can change, and not the id by which gatepost knows the user; "
    "the user signs in another way and connects the account again"
)
TENANT_ID = (
    "{} stored neither the tenant nor the object id of the Microsoft account; "
    "the user signs in another way and connects the account again"
)
TEAM_ID = (
    "{} didn't store the workspace, without which a Slack id isn't unique, and SOCIAL_AUTH_SLACK_TEAM isn't its id; "
    "the user signs in another way and connects the account again"
)
ELSEWHERE = "the account at the provider is connected to another user here, who keeps it"
ORPHAN = "its user was deleted"


def claims(data: Mapping[str, Any]) -> dict[str, Any]:
    """The claims of a stored id_token; its signature was checked when it was stored."""
    parts = str(data.get("id_token") or "").split(".")
    if len(parts) < 2:  # noqa: PLR2004 - header and payload
        return {}
    try:
        found = msgspec.json.decode(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _word(value: object) -> str:
    """An id as text; empty for other types."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def subject_of(row: Any, backend: Backend) -> str:
    """Our subject of an account; empty if it isn't known."""
    data = row.extra_data if isinstance(row.extra_data, dict) else {}
    if backend.provider == "microsoft":
        return _microsoft(row, data)
    if backend.provider == "slack":
        return _slack(row, data)
    if (getattr(row, "id_key", "") or backends.stored_key(row.provider, backend)) == backend.subject:
        return str(row.uid)
    found = _beside(row, data) if backend.openid else _word(data.get(backend.subject))
    return found or _made_of(row, backend)


def _made_of(row: Any, backend: Backend) -> str:
    """Our subject, if another stored value confirms it."""
    if backend is backends.GOOGLE:
        return text.canonical_email(row.uid) or ""  # until the next login: see `known`
    if backend.provider == "vimeo":
        return f"/users/{row.uid}" if row.uid.isdecimal() else ""
    return row.uid.removesuffix(CILOGON) if row.uid.endswith(CILOGON) else ""


def _beside(row: Any, data: Mapping[str, Any]) -> str:
    """The subject of the stored id_token, or as stored beside it: some backends call it `id`."""
    name = "id" if row.provider.endswith("openidconnect") or row.provider == "oidc" else "sub"
    return _word(claims(data).get("sub")) or _word(data.get("sub")) or _word(data.get(name))


def _microsoft(row: Any, data: Mapping[str, Any]) -> str:
    """Tenant and object id; from the stored id_token, the stored data, or the settings."""
    said = {**data, **claims(data)}
    tenant = _word(said.get("tid") or backends.setting(row.provider, "TENANT_ID")).lower()
    user = _word(said.get("oid") or (row.uid if row.provider == "microsoft-graph" else "")).lower()
    return f"{tenant}:{user}" if UUID.fullmatch(tenant) and UUID.fullmatch(user) else ""


def _slack(row: Any, data: Mapping[str, Any]) -> str:
    team = data.get("team")
    found = _word(team.get("id")) if isinstance(team, dict) else _word(data.get("team_id"))
    chosen = found or _word(backends.setting(row.provider, "TEAM"))
    return f"{chosen}:{row.uid}" if SLACK_TEAM.fullmatch(chosen) else ""


def _reason(row: Any, backend: Backend | None) -> str:
    if backend is None:
        return NO_PROVIDER.format(row.provider)
    return {"microsoft": TENANT_ID, "slack": TEAM_ID}.get(backend.provider, OTHER_ID).format(row.provider)


def _convert(sources: Sequence[Source]) -> list[Entry | Skipped]:
    declared = {name: backends.named(name) for name in {source.row.provider for source in sources}}
    wanted = [_subject(source.row, declared[source.row.provider]) for source in sources]
    users = get_user_model()._base_manager.using(database.alias())  # noqa: SLF001 - Django's documented name
    there = users.in_bulk({source.row.user_id for source in sources})
    holders = _holders(subject for subject in wanted if subject)
    return [
        _one(source, subject, declared[source.row.provider], holders)
        if source.row.user_id in there
        else Skipped(source=source.key, user_id=source.row.user_id, reason=ORPHAN)
        for source, subject in zip(sources, wanted, strict=True)
    ]


def _subject(row: Any, backend: Backend | None) -> str:
    subject = subject_of(row, backend) if backend is not None else ""
    return subject if len(subject) <= LONGEST_SUBJECT else ""


def _holders(wanted: Iterable[str]) -> dict[tuple[str, str], Any]:
    found = Identity.objects.using(database.alias()).filter(subject__in=list(wanted))
    return {(row.connection, row.subject): row.user_id for row in found}


def _one(source: Source, subject: str, backend: Backend | None, holders: dict[tuple[str, str], Any]) -> Entry | Skipped:
    """What becomes of an account; of two with the same id, the older keeps it."""
    old, connection = source.row, connections.id_of(source.row.provider)
    if not subject:
        return Skipped(source=source.key, user_id=old.user_id, reason=_reason(old, backend))
    holder = holders.get((connection, subject))
    if holder is not None:
        if holder == old.user_id:
            return Entry(source=source.key, user_id=old.user_id)
        return Skipped(source=source.key, user_id=old.user_id, reason=ELSEWHERE)
    holders[connection, subject] = old.user_id
    return Entry(source=source.key, user_id=old.user_id, rows=(_row(old, connection, subject),))


def _row(old: Any, connection: str, subject: str) -> Identity:
    data = old.extra_data if isinstance(old.extra_data, dict) else {}
    row = Identity(
        number=secrets.randbelow(2**52 - 1) + 1,
        user_id=old.user_id,
        connection=connection,
        subject=subject,
        created_at=old.created,
        last_used_at=_moment(data.get("auth_time")) or old.modified,
        **_profile(old, data),
    )
    if isinstance(data.get("access_token"), str) and data["access_token"]:
        kept = Tokens(access=data["access_token"], refresh=_word(data.get("refresh_token")), expires_at=_expiry(data))
        for name, value in identity.sealed(row, kept).items():
            setattr(row, name, value)
    return row


def _number(value: object) -> int:
    """A whole number of seconds; 0 if it is none, or too large for a time."""
    word = _word(value)
    return int(word) if word.isdecimal() and len(word) <= 10 else 0  # noqa: PLR2004 - digits of a Unix time


def _moment(value: object) -> datetime | None:
    return datetime.fromtimestamp(_number(value), UTC) if _number(value) else None


def _expiry(data: Mapping[str, Any]) -> float | None:
    """When the access token expires: at a time, or so many seconds after the login; None if it isn't known."""
    until = _number(data.get("expires_on"))
    since, seconds = _number(data.get("auth_time")), _number(data.get("expires_in") or data.get("expires"))
    if until or seconds > LONGEST_SECONDS:
        return float(until or seconds)
    return float(since + seconds) if since and seconds else None


def _profile(old: Any, data: Mapping[str, Any]) -> dict[str, str]:
    """Name, address and picture, as far as they were stored; the next login fills in the others."""
    said = {**claims(data), **data}
    email = next((one for one in (said.get("email"), old.uid) if isinstance(one, str) and text.is_address(one)), "")
    name, picture = said.get("name") or said.get("fullname"), said.get("picture")
    return {
        "email": email,
        "name": name[: identity.NAME_LENGTH] if isinstance(name, str) else "",
        "picture": picture if isinstance(picture, str) and picture.startswith("https://") else "",
    }


KIND = Kind(
    name="social_accounts",
    title="Accounts at providers",
    tables=(Table(model=Identity, columns=("user", "connection")),),
    count=lambda: old_tables.rows(tables.accounts()).count(),
    read=lambda after, size: old_tables.page(tables.accounts(), after, size),
    convert=_convert,
)
