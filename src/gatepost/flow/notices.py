"""Notices about logins and changes: mails to the user, Django's signals for the project.

`user_login_failed` is sent where a login fails. `user_logged_in` and `user_logged_out` are kept on the request until
the transaction is over and the request has its new session, so that receivers find the session as Django's own
functions would leave it. Exceptions of receivers propagate, as in Django.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser, update_last_login
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal

from gatepost import conf
from gatepost.accounts import accounts, columns, queries
from gatepost.accounts.accounts import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import Refused
from gatepost.flow import mail_language
from gatepost.flow.visit import Visit
from gatepost.ground import database, outbox
from gatepost.ground.user_types import User
from gatepost.sessions import devices
from gatepost.sessions.store import BACKEND

SENDER = "django.contrib.auth"
"""The sender of `user_login_failed`, as in Django's `authenticate()`."""
HIDDEN = "********************"
"""The mask that Django puts in place of a secret."""
_KEPT, FAILED, NOTED = "_gatepost_signals", "_gatepost_login_failed", "_gatepost_login_noted"
LOGGED_IN, LOGGED_OUT = user_logged_in, user_logged_out


@conf.composed
def _warns_of_devices() -> bool:
    return conf.read(AccountsSettings).login_notifications


def tells_of_login(visit: Visit, account: Account) -> bool:
    """Whether `notify_of_login` would mail a notice."""
    return _warns_of_devices() and not devices.known(visit.device, account.id)


def notify_of_login(visit: Visit, account: Account) -> None:
    """Mail a notice about a login from a new device, if these notices are enabled."""
    if _warns_of_devices() and not devices.known(visit.device, account.id):
        notify(visit, account.user, "flow/new_device", account=account, always=True)


def notify(
    visit: Visit,
    user: User,
    kind: str,
    *,
    to: str | None = None,
    account: Account | None = None,
    always: bool = False,
    **context: str,
) -> None:
    """Mail a notice to the primary address, if there is one and notices about changes are enabled.

    Args:
        visit: The request; the mail names its network and browser.
        user: The user whose account changed.
        kind: `<feature>/<name>` of the message.
        to: Another address, for example the one that was just removed.
        account: The user's account if loaded already; saves a query.
        always: Send it whatever the settings say.
        context: Further values for the templates.
    """
    if not always and not conf.read(AccountsSettings).notifications:
        return
    if to is None:
        account = account or accounts.load(user)
        primary = account.primary("email")
        to = primary.value if primary is not None else ""
    if to:
        language = mail_language.of(visit, user.pk, account.language if account is not None else None)
        values = {"user": columns.greeting(user, to), "ip": visit.ip, "user_agent": visit.user_agent, **context}
        outbox.put("mail", kind, to, values, language=language)


def login_failed(visit: Visit, *, username: str = "", hides: str) -> None:
    """Send `user_login_failed`, at most once per request.

    Args:
        visit: The request.
        username: The name as typed or as stored; empty if unknown.
        hides: The credential that was wrong, as Django names it: `password`, `code`. Its value is masked.
    """
    request = visit.request
    if request is not None and not hasattr(request, FAILED):
        setattr(request, FAILED, True)
        credentials = {"username": username, hides: HIDDEN}
        user_login_failed.send(sender=SENDER, credentials=credentials, request=request)


def failed(visit: Visit, account: Account, refused: Refused) -> Refused:
    """Send `user_login_failed` for a login that is refused although its proof was right; returns the refusal."""
    login_failed(visit, username=account.user.get_username(), hides="credential")
    return refused


def keep(visit: Visit, user: User, signal: Signal) -> None:
    """Keep a signal about a completed login or logout until `send`.

    Args:
        visit: The request.
        user: The user who logged in or out; None to keep nothing.
        signal: LOGGED_IN or LOGGED_OUT.
    """
    if visit.request is not None and user is not None:
        vars(visit.request).setdefault(_KEPT, {})[signal] = user


def drop(request: object) -> None:
    """Drop the kept signals, because the transaction was rolled back."""
    vars(request).pop(_KEPT, None)


def send(request: Any) -> None:
    """Send the kept signals, with `request.user` as Django's own functions set it."""
    kept = vars(request).pop(_KEPT, {})
    if user_logged_out in kept:
        request.user = user = kept[user_logged_out]
        user_logged_out.send(sender=type(user), request=request, user=user)
        request.user = AnonymousUser()
    if user_logged_in in kept:
        request.user = user = kept[user_logged_in]
        user.backend = BACKEND
        setattr(request, NOTED, True)
        try:
            user_logged_in.send(sender=type(user), request=request, user=user)
        finally:
            delattr(request, NOTED)


def write_last_login(user: User, request: object = None, **_: object) -> None:
    """Receiver of `user_logged_in`: write `last_login` for logins by Django's own code; ours have written it already.

    As Django's receiver does, except that a user who is deleted while logging in causes no server error.
    """
    if hasattr(request, NOTED):
        return
    try:
        with database.atomic():
            update_last_login(type(user), user)  # type: ignore[arg-type]  # the stubs expect Django's own model
    except database.Error:
        if queries.user(user.pk) is not None:
            raise
