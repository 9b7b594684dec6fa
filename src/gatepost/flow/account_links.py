"""Mailed links that name their user: `…/{uid}/{token}`, as the REST dialects' clients expect them.

Rules: a token is a one-time secret of one purpose; it dies with the account's next login, with a new password and with
another address, because it is bound to a digest of those; of two who use it one gets through.
Source: OWASP ASVS 5.0, 6.4.1 and 6.5.1.
"""

import base64
import secrets as random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts import queries
from gatepost.errors import LIMITED, Kind, Refusal, Refused
from gatepost.flow.outcome import Done
from gatepost.flow.settings import FlowSettings
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, keyring, limits, outbox, secrets, text
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Purpose

UNKNOWN_USER = Refusal(Kind.WRONG, "unknown_user", param="uid", text=_("There is no such user."))
INVALID_TOKEN = Refusal(Kind.WRONG, "invalid_token", param="token", text=_("This link is not valid, or no longer."))
UNKNOWN_EMAIL = Refusal(Kind.INVALID, "unknown_email", param="email", text=_("No account has this email address."))
STATE_SIGNS = 32
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def _state(user: Any) -> list[str]:
    """Digests of what a login, a new password or another address changes, under every key of the ring."""
    column = accounts.email_column()
    email = str(getattr(user, column) or "") if column else ""
    last_login = getattr(user, "last_login", None)
    parts = (str(user.pk), user.password, str(last_login.timestamp()) if last_login else "", email)
    return [digest[:STATE_SIGNS] for digest in keyring.digests("account-state", *parts)]


def uid(user: Any) -> str:
    """A user's primary key in base64url without padding."""
    return base64.urlsafe_b64encode(str(user.pk).encode()).rstrip(b"=").decode()


def read_uid(shown: str) -> Any:
    """The primary key in a uid; None where there is none."""
    try:
        plain = base64.b64decode(shown + "=" * (-len(shown) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        return None
    return accounts.read_key(plain)


def uid36(user: Any) -> str:
    """An integer primary key in base 36; any other key as it is written without dashes."""
    if not isinstance(user.pk, int):
        return str(user.pk).replace("-", "")
    number, signs = user.pk, ""
    while number:
        number, rest = divmod(number, 36)
        signs = BASE36[rest] + signs
    return signs or "0"


def read_uid36(shown: str) -> Any:
    """The same for `uid36`; a key that is no number may look like one in base 36."""
    try:
        number = accounts.read_key(str(int(shown, 36)))
    except ValueError:
        number = None
    return number if number is not None else accounts.read_key(shown)


def mail(visit: Visit, user: Any, target: str, *, purpose: Purpose, kind: str, silent: bool = False) -> None:
    """Mail a link to an address of a user.

    Args:
        visit: The door; `visit.links` has the link's template under the purpose's name.
        user: Whose account it opens.
        target: Where the mail goes.
        purpose: What the link is for.
        kind: The folder of the mail.
        silent: Write the mail, and never send it.
    """
    lifetime = timedelta(seconds=conf.read(FlowSettings).link_seconds)
    token = secrets.issue_paired(purpose, user_id=user.pk, target=target, lifetime=lifetime, state=_state(user)[0])
    link = visit.links[purpose].format(uid=uid(user), uid36=uid36(user), token=token)
    context = {"user": accounts.display(user), "by": "link", "link": link}
    expires_at = clock.now() if silent else clock.now() + lifetime
    outbox.put("mail", kind, target, context, language=visit.language, expires_at=expires_at)


def request(
    visit: Visit,
    *,
    email: str,
    purpose: Purpose,
    kind: str,
    may: Callable[[Any], bool],
    exact: bool = False,
    tells: bool = False,
) -> Done:
    """Mail a link to everybody who has an address, proved or not; the answer is the same if nobody has.

    Args:
        visit: The door.
        email: As typed; the mails go to what is stored.
        purpose: What the link is for.
        kind: The folder of the mail.
        may: Whether a user gets one.
        exact: Whether the case of letters counts.
        tells: Whether the answer tells that nobody has it.

    Raises:
        Refused: LIMITED; `unknown_email` if it `tells`.
    """
    address = text.canonical_email(email) or ""
    if waits := limits.wait(("reset_network", visit.network), ("reset_address", f"email:{address}")):
        raise Refused(LIMITED.after(max(waits.values())))
    found = [
        row for row in queries.holders("email", address) if may(row.user) and (not exact or row.value == email.strip())
    ]
    if tells and not found:
        raise Refused(UNKNOWN_EMAIL)
    with database.atomic():
        for row in found:
            mail(visit, row.user, row.value, purpose=purpose, kind=kind)
            audit.record(f"{purpose}_requested", visit=visit, user_id=row.user_id)
        if not found:
            _decoy(visit, email, purpose=purpose, kind=kind)
    return Done()


def _decoy(visit: Visit, email: str, *, purpose: Purpose, kind: str) -> None:
    """The statements that a mail would have cost, for an address that nobody has; the mail is never sent."""
    lifetime = timedelta(seconds=conf.read(FlowSettings).link_seconds)
    secrets.issue_paired(purpose, user_id=None, target="", lifetime=lifetime, state="")
    outbox.put("mail", kind, email, {}, language=visit.language, expires_at=clock.now())
    audit.record(f"{purpose}_requested", visit=visit, user_id=None)


def find(purpose: Purpose, *, user_id: Any, token: str) -> tuple[Any, OneTimeSecret]:
    """User and secret of a link, used or not.

    Args:
        purpose: What the link must be for.
        user_id: As the door read it; None where it read nothing.
        token: As typed.

    Raises:
        Refused: `unknown_user`, then `invalid_token`.
    """
    user = queries.user(user_id) if user_id is not None else None
    if user is None:
        raise Refused(UNKNOWN_USER)
    secret = secrets.find_paired(purpose, token, user_id=user.pk)
    if secret is None or not any(random.compare_digest(secret.bound_to, one) for one in _state(user)):
        raise Refused(INVALID_TOKEN)
    return user, secret


def find_unused(purpose: Purpose, *, user_id: Any, token: str) -> tuple[Any, OneTimeSecret]:
    """The same, only while the link is unused and its user active.

    Raises:
        Refused: `unknown_user`, then `invalid_token`.
    """
    user, secret = find(purpose, user_id=user_id, token=token)
    if secret.used_at is not None or not user.is_active:
        raise Refused(INVALID_TOKEN)
    return user, secret


def use(secret: OneTimeSecret) -> str:
    """Use a link up.

    Returns:
        The address that it was mailed to, and that is proved by it.

    Raises:
        Refused: `invalid_token`, where somebody was faster.
    """
    if not secrets.consume(secret):
        raise Refused(INVALID_TOKEN)
    target: str = secret.target
    return target
