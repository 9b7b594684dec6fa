"""The first login of a user of another system: a function of the project asks that system.

It is asked at every login that would be refused, also for names that are known here, so that the time of a refusal
doesn't show which names are known. Its answer counts for names that no user has, and for users without a password.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from gatepost import conf
from gatepost.accounts import accounts, imported
from gatepost.accounts.accounts import Account
from gatepost.accounts.imported import ImportedUser
from gatepost.features.password import hashing
from gatepost.features.password.operations import rehash
from gatepost.features.password.settings import PasswordSettings
from gatepost.flow.visit import Visit
from gatepost.ground import audit, decisions, dotted_paths, foreign_calls, text

log = logging.getLogger("gatepost.passwords")
KEY = 'GATEPOST["password"]["old_system"]'
FACTS = ("client", "wire", "ip", "network", "user_agent", "language")
"""What the function learns of the request; no credentials."""
Hook = Callable[[str, str, Visit], ImportedUser | None]


def hook() -> Hook | None:
    """The project's function, if the setting names one.

    Raises:
        ImproperlyConfigured: It can't be loaded; the message names the setting.
    """
    path = conf.read(PasswordSettings).old_system
    return dotted_paths.load(KEY, path)[0] if path else None


def ask(
    visit: Visit, kinds: Sequence[str], name: str, password: str, account: Account | None
) -> tuple[Account, str] | None:
    """Ask the other system; if it knows name and password, create the user, or give the user that password.

    Args:
        visit: The request.
        kinds: What the name may be.
        name: As typed.
        password: As typed.
        account: The account that has the name here, whose password didn't match.

    Returns:
        The account, and the form of the password that its new hash was made from; None if the login is refused.
    """
    if not conf.read(PasswordSettings).old_system or not text.clean(name) or not text.password_forms(password):
        return None
    try:
        found = _answer(visit, name, password)
    except foreign_calls.Failed as failure:
        log.error("A first login could not be checked: %s: %s", KEY, failure)  # noqa: TRY400 - the text says where
        return None
    if found is None:
        return None
    form = text.normal_password(password)
    if account is None:
        return _created(visit, kinds, name, found, form)
    if account.user.has_usable_password() or not account.user.is_active:
        return None
    return _given_password(visit, account, found, form)


def _answer(visit: Visit, name: str, password: str) -> ImportedUser | None:
    facts = Visit(**{fact: getattr(visit, fact) for fact in FACTS})
    found: Any = foreign_calls.call(
        lambda: _asked(name, password, facts), conf.read(PasswordSettings).old_system_seconds
    )
    if found is not None and not isinstance(found, ImportedUser):
        raise foreign_calls.Failed(f"it returned {type(found).__name__} instead of ImportedUser or None")
    return found


def _asked(name: str, password: str, facts: Visit) -> ImportedUser | None:
    function = hook()
    return function(name, password, facts) if function is not None else None


def _created(
    visit: Visit, kinds: Sequence[str], name: str, found: ImportedUser, form: str
) -> tuple[Account, str] | None:
    if faults := imported.faults(found):
        log.error(
            "A first login was refused: %s returned a user with invalid fields: %s", KEY, [one[0] for one in faults]
        )
        return None
    try:
        account = imported.insert(found, hashing.make(form))
    except ValueError:
        log.exception("A first login was refused")
        return None
    if account is not None:
        decisions.note("lookup", "created from the old system", user=str(account.id))
        audit.record("account_created", visit=visit, user_id=account.id, by="old_system")
        return accounts.load(account.user), form
    # Another request created the user at the same moment, or one of the names belongs to someone else here.
    winner = accounts.by_names(kinds, name)
    matching = hashing.verify(form, winner.user.password if winner is not None else None)
    if winner is not None and matching is not None and winner.user.is_active:
        return winner, matching
    log.error("A first login was refused: another user has a name that %s returned", KEY)
    return None


def _given_password(visit: Visit, account: Account, found: ImportedUser, form: str) -> tuple[Account, str] | None:
    """Give a user without a password the one that the other system checked, if it is surely the same person."""
    if not account.adopted and not any(_same(account, found, kind) for kind in ("email", "phone")):
        log.error("A first login was refused: %s vouches for no verified address of the user who has the name", KEY)
        return None
    if not rehash.rehash(account.user, form):
        return None
    audit.record("password_imported", visit=visit, user_id=account.id, by="old_system")
    return account, form


def _same(account: Account, found: ImportedUser, kind: str) -> bool:
    """Whether an address or number is verified both here and there."""
    row = account.called(kind, found.names[kind]) if found.verified(kind) and kind in found.names else None
    return row is not None and row.verified_at is not None
