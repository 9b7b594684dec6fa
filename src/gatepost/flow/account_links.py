"""Mailed links that name their user: `…/{uid}/{token}`, as the REST dialects' clients expect them.

Rules: a token is a one-time secret for one purpose. It is bound to a digest of last login, password and address, so the
account's next login, a new password or another address invalidates it. Of two requests that use it one succeeds.
Source: OWASP ASVS 5.0, 6.4.1 and 6.5.1.
"""

import base64
from collections.abc import Callable, Sequence
from datetime import timedelta
from secrets import compare_digest
from typing import Any

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import accounts, columns, queries
from gatepost.accounts.columns import email_column
from gatepost.accounts.models import Identifier
from gatepost.accounts.reconciliation import SPELLED
from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow import mail_language, mail_limits
from gatepost.flow.outcome import Done
from gatepost.flow.settings import FlowSettings
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, keyring, outbox, secrets, text
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Purpose
from gatepost.ground.user_types import User, UserId

UNKNOWN_USER = Refusal(Kind.WRONG, "unknown_user", param="uid", text=_("There is no such user."))
INVALID_TOKEN = Refusal(Kind.WRONG, "invalid_token", param="token", text=_("This link is invalid or has expired."))
UNKNOWN_EMAIL = Refusal(Kind.INVALID, "unknown_email", param="email", text=_("No account has this email address."))
STATE_CHARACTERS = 32
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def _state(user: User) -> list[str]:
    """Digests of what a login, a new password or another address changes, one for every key of the key ring."""
    column = email_column()
    email = str(getattr(user, column) or "") if column else ""
    last_login = getattr(user, "last_login", None)
    parts = (str(user.pk), user.password, str(last_login.timestamp()) if last_login else "", email)
    return [digest[:STATE_CHARACTERS] for digest in keyring.digests("account-state", *parts)]


def uid(user: User) -> str:
    """A user's primary key in base64url without padding."""
    return base64.urlsafe_b64encode(str(user.pk).encode()).rstrip(b"=").decode()


def read_uid(shown: str) -> Any:
    """The primary key in a uid; None if it is malformed."""
    try:
        plain = base64.b64decode(shown + "=" * (-len(shown) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        return None
    return accounts.read_key(plain)


def uid36(user: User) -> str:
    """An integer primary key in base 36; any other key as text without dashes."""
    if not isinstance(user.pk, int):
        return str(user.pk).replace("-", "")
    number, characters = user.pk, ""
    while number:
        number, rest = divmod(number, 36)
        characters = BASE36[rest] + characters
    return characters or "0"


def read_uid36(shown: str) -> Any:
    """The primary key in a `uid36`; a key that isn't an integer may still look like one in base 36."""
    try:
        number = accounts.read_key(str(int(shown, 36)))
    except ValueError:
        number = None
    return number if number is not None else accounts.read_key(shown)


def mail(visit: Visit, user: User, target: str, *, purpose: Purpose, kind: str, silent: bool = False) -> None:
    """Mail a link to an address of a user; see `mail_all`."""
    mail_all(visit, [user], target, purpose=purpose, kind=kind, silent=silent)


def mail_all(
    visit: Visit,
    users: Sequence[Any],
    target: str,
    *,
    purpose: Purpose,
    kind: str,
    silent: bool = False,
    language: str | None = None,
) -> None:
    """Mail one message to an address, with a link for each of the users who have it.

    Args:
        visit: The request; `visit.links` has the link's template under the purpose's name.
        users: The users whom the links are for; the first is greeted.
        target: The address that the mail goes to.
        purpose: What the links are for.
        kind: The folder of the mail's templates.
        silent: Write the mail as already expired, so that it is never sent; costs the same queries.
        language: The stored language of the first user, if loaded already.
    """
    lifetime = timedelta(seconds=conf.read(FlowSettings).link_seconds)
    named = []
    for user in users:
        token = secrets.issue_paired(purpose, user_id=user.pk, target=target, lifetime=lifetime, state=_state(user)[0])
        link = visit.links[purpose].format(uid=uid(user), uid36=uid36(user), token=token)
        named.append({"user": columns.display(user), "username": str(user.get_username()), "link": link})
    context = {**named[0], "user": columns.greeting(users[0], target), "by": "link", "others": named[1:]}
    expires_at = clock.now() if silent else clock.now() + lifetime
    language = mail_language.of(visit, users[0].pk, language)
    outbox.put("mail", kind, target, context, language=language, expires_at=expires_at)


def request(
    visit: Visit,
    *,
    email: str,
    purpose: Purpose,
    kind: str,
    may: Callable[[Any], bool],
    exact: bool = False,
    reveals_unknown: bool = False,
) -> Done:
    """Mail an address one message with a link for each account that owns it; the response is the same if none does.

    One that merely lists it, as any number of strangers' accounts may, gets no link; see `owners`.

    Args:
        visit: The request.
        email: As typed; the mails go to the stored address.
        purpose: What the link is for.
        kind: The folder of the mail's templates.
        may: Whether a user may get a link.
        exact: Whether case matters for addresses that the project stored with capitals; ours are in lower case.
        reveals_unknown: Whether to answer that no account has the address.

    Raises:
        Refused: LIMITED; `unknown_email` with `reveals_unknown`.
    """
    rows = owners(email)
    mail_limits.require(
        visit,
        network="reset_network",
        address="reset_address",
        subject=text.limited_name("email", email),
        owners=[row.user_id for row in rows],
    )
    found = [
        row for row in rows if may(row.user) and (not exact or row.value in (email.strip(), text.stored_email(email)))
    ]
    if reveals_unknown and not found:
        raise Refused(UNKNOWN_EMAIL)
    database.retry_transaction_on_deadlock(lambda: _send(visit, found, email, purpose=purpose, kind=kind))
    return Done()


def _send(visit: Visit, found: Sequence[Identifier], email: str, *, purpose: Purpose, kind: str) -> None:
    for target in dict.fromkeys(row.value for row in found):
        rows = [row for row in found if row.value == target]
        language = getattr(rows[0], "language", "") or ""
        mail_all(visit, [row.user for row in rows], target, purpose=purpose, kind=kind, language=language)
    for row in found:
        audit.record(f"{purpose}_requested", visit=visit, user_id=row.user_id)
    if not found:
        _decoy(visit, email, purpose=purpose, kind=kind)


def owners(email: str) -> list[Identifier]:
    """The rows of the accounts that own an address, oldest first, each with its user; one query.

    An account owns an address that it verified, that its sign-up claimed, or that the project gave it.
    """
    address = text.canonical_email(email) or SPELLED + email.strip()
    rows = queries.holders("email", address)
    return [row for row in rows if row.claim is not None or (row.primary and getattr(row, "adopted", False))]


def _decoy(visit: Visit, email: str, *, purpose: Purpose, kind: str) -> None:
    """Run the queries that a mail would have cost, for an unknown address; the mail is never sent."""
    lifetime = timedelta(seconds=conf.read(FlowSettings).link_seconds)
    secrets.issue_paired(purpose, user_id=None, target="", lifetime=lifetime, state="")
    outbox.put("mail", kind, email, {}, language=visit.language, expires_at=clock.now())
    audit.record(f"{purpose}_requested", visit=visit, user_id=None)


def find(purpose: Purpose, *, user_id: UserId, token: str) -> tuple[Any, OneTimeSecret]:
    """The user and the secret of a link, used or not.

    Args:
        purpose: What the link must be for.
        user_id: As the entry point parsed it; None if it was malformed.
        token: As typed.

    Raises:
        Refused: `unknown_user`, then `invalid_token`.
    """
    user = queries.user(user_id) if user_id is not None else None
    if user is None:
        raise Refused(UNKNOWN_USER)
    secret = secrets.find_paired(purpose, token, user_id=user.pk)
    if secret is None or not any(compare_digest(secret.bound_to, one) for one in _state(user)):
        raise Refused(INVALID_TOKEN)
    return user, secret


def find_unused(purpose: Purpose, *, user_id: UserId, token: str) -> tuple[Any, OneTimeSecret]:
    """As `find`, but refuses a used link and an inactive user.

    Raises:
        Refused: `unknown_user`, then `invalid_token`.
    """
    user, secret = find(purpose, user_id=user_id, token=token)
    if secret.used_at is not None or not user.is_active:
        raise Refused(INVALID_TOKEN)
    return user, secret


def use(secret: OneTimeSecret) -> str:
    """Guard: consume a link.

    Returns:
        The address that it was mailed to, which is verified by it.

    Raises:
        Refused: `invalid_token` if another request consumed it first.
    """
    if not secrets.consume(secret):
        raise Refused(INVALID_TOKEN)
    target: str = secret.target
    return target
