"""Sign up with a password."""

import copy
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar

from gatepost.accounts import accounts, columns, lifecycle
from gatepost.accounts.accounts import Account
from gatepost.errors import CONFLICT, Refusal, Refused
from gatepost.features.password import hashing, purposes, rules
from gatepost.features.password.operations import recover_by_link
from gatepost.flow import mail_language, mail_limits
from gatepost.flow import sign_up as flow
from gatepost.flow.endings import LinkMailer, SignUpEnding
from gatepost.flow.outcome import Done
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, links, outbox, secrets, text

NO_TIME = timedelta()
Result = TypeVar("Result")


def sign_up(
    visit: Visit,
    *,
    values: Mapping[str, str],
    password: str | None,
    ending: SignUpEnding[Result],
    shared: bool = False,
) -> Result:
    """Create an account, and log in as far as the ending does.

    Args:
        visit: The request.
        values: Identifiers by kind and declared extra fields by name, all well-formed.
        password: As typed; None if the sign-up form has no password.
        ending: How the API ends the sign-up.
        shared: Whether several accounts may have the address.

    Raises:
        Refused: As `flow.sign_up` does; the validators' codes.
    """
    draft = flow.draft(values, shared=shared)
    if found := _of_draft(draft, values, password):
        raise Refused(*found)
    draft.account.user.password = hashing.make(password)
    return flow.sign_up(visit, draft, by="password", ending=ending)


def faults(*, values: Mapping[str, str], password: str | None, shared: bool = False) -> list[Refusal]:
    """Everything that is wrong with a sign-up, without writing anything.

    Raises:
        Refused: FORBIDDEN if sign-up is closed.
    """
    wrong, good = flow.split_faults(values)
    return [*wrong, *_of_draft(flow.draft(good, shared=shared, partial=True), good, password)]


def single_faults(*, values: Mapping[str, str], password: str | None, shared: bool = False) -> list[Refusal]:
    """What is wrong with each field by itself, without writing anything.

    Args:
        values: The well-formed identifiers by kind and declared extra fields by name.
        password: As typed; None if absent or malformed.
        shared: Whether several accounts may have the address.
    """
    found = rules.faults(password, None, "password") if password is not None else []
    return [*found, *flow.faults(values, shared=shared)]


def _of_draft(draft: flow.Draft, values: Mapping[str, str], password: str | None) -> list[Refusal]:
    found = rules.faults(password, _as_typed(draft, values), "password") if password is not None else []
    return [*found, *draft.faults()]


def _as_typed(draft: flow.Draft, values: Mapping[str, str]) -> Any:
    """The user without a generated username: a password must not be refused for resembling that."""
    user, column = copy.copy(draft.account.user), columns.by_kind().get("username")
    if column is not None and not values.get("username"):
        setattr(user, column, "")
    return user


def by_mail(visit: Visit, *, email: str, password: str, mail_link: LinkMailer) -> Done:
    """Sign up with an address that must be verified before the first login; does not reveal whether it was taken.

    The mail depends on the account with the address. None, or one that never verified it: a verification link. One
    without a password: a link to set one. A disabled one: no mail. Any other: a notice that there is an account. The
    given password is kept only if the address was free. The work is the same in all cases, so the time reveals nothing.

    Args:
        visit: The request; `visit.links` has `verify_email` and `reset_password`.
        email: Well-formed.
        password: As typed.
        mail_link: How a verification link is mailed.

    Raises:
        Refused: The validators' codes; FORBIDDEN where sign-up is closed.
    """
    draft = flow.draft({"email": email})
    if faults := rules.faults(password, _as_typed(draft, {}), "password"):
        raise Refused(*faults)
    draft.account.user.password = hashing.make(password)
    holder = accounts.by_name("email", email)
    limited_name, owners = text.limited_name("email", email), [holder.id] if holder else []
    silent = bool(mail_limits.refused(visit, address="signup_address", subject=limited_name, owners=owners))
    with database.atomic():
        made = lifecycle.insert(draft.account)
        account = draft.account if made else holder or accounts.by_name("email", email)
        row = account.called("email", email) if account else None
        if account is None or row is None:
            raise Refused(CONFLICT)
        audit.record("signup_requested", visit=visit, user_id=account.id)
        _mail(visit, account, row.value, mail_link=mail_link, silent=silent)
    return Done()


def _mail(visit: Visit, account: Account, target: str, *, mail_link: LinkMailer, silent: bool) -> None:
    user = account.user
    if not user.is_active or (account.unverified and user.has_usable_password()):
        mail_link(visit, account, target, silent=silent or not user.is_active)
    elif not user.has_usable_password():
        recover_by_link.mail(visit, user, target, silent=silent)
    else:
        secrets.issue(purposes.RESET, user_id=None, target=target, lifetime=NO_TIME)
        context = {"link": links.link("request_reset")}
        expires_at = clock.now() if silent else None
        language = mail_language.of_account(visit, account)
        outbox.put("mail", "email/account_exists", target, context, language=language, expires_at=expires_at)


def create(
    visit: Visit, *, values: Mapping[str, str], password: str, repeated: str | None = None, activates: bool = False
) -> Account:
    """Create an account without signing in; see `flow.sign_up.create`.

    Args:
        visit: The request.
        values: Identifiers by kind and declared extra fields by name, all well-formed.
        password: As typed.
        repeated: The password, repeated; None if the API asks for it once.
        activates: Whether the account stays inactive until its address is verified by a link.

    Raises:
        Refused: `username_taken`, alone; then the validators' codes, `password_mismatch`.
    """
    draft = flow.draft(values)
    if "username" in draft.taken:
        raise Refused(flow.TAKEN["username"])
    if faults := rules.faults(password, _as_typed(draft, values), "password", repeated=repeated):
        raise Refused(*faults)
    draft.account.user.password = hashing.make(password)
    return flow.create(visit, draft, by="password", activates=activates)
