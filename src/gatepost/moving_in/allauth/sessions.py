"""What allauth keeps about a session: the proofs of its login in the data, the device in a table of `usersessions`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth import SESSION_KEY

from gatepost.moving_in import django_sessions, old_tables
from gatepost.moving_in.allauth.tables import UserSession

PROOFS = "account_authentication_methods"
SHOWN = ("method", "at", "email", "username", "phone", "provider", "uid", "type", "reauthenticated")
PROVED_USER = "account_authentication_methods_user"
PRIVATE = (
    PROOFS,
    "account_email_verification_code",
    "account_login",
    "account_phone_verification",
    "account_reauthentication_state",
    "account_verified_email",
    "mfa.",
    "socialaccount_",
    "_password_reset_key",
)


def _proofs(data: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found = data.get(PROOFS) if data.get(PROVED_USER) == data.get(SESSION_KEY) else None
    proofs = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [
        {name: proof[name] for name in SHOWN if name in proof}
        for proof in proofs
        if isinstance(proof.get("method"), str) and isinstance(proof.get("at"), int | float)
    ]


def _details(keys: Sequence[str]) -> dict[str, django_sessions.Details]:
    return {
        row.session_key: django_sessions.Details(
            created_at=row.created_at, last_seen_at=row.last_seen_at, ip=row.ip, user_agent=row.user_agent
        )
        for row in old_tables.rows(UserSession, session_key__in=keys)
    }


KIND = django_sessions.kind(django_sessions.Reading(details=_details, proofs=_proofs, private=PRIVATE))
