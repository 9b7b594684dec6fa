"""Make an account with a password."""

from collections.abc import Mapping
from datetime import timedelta

from gatepost.accounts import account as accounts
from gatepost.accounts import lifecycle
from gatepost.accounts.account import Account
from gatepost.errors import CONFLICT, Refusal, Refused
from gatepost.flow import sign_up as flow
from gatepost.flow.grant import Granted, Opener
from gatepost.flow.outcome import Done, LoggedIn, Pending
from gatepost.flow.proved import Prove
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, limits, outbox, secrets, text
from gatepost.ground.secrets import Purpose
from gatepost.methods.password import hashing, rules
from gatepost.methods.password.operations import recover_by_link

NO_TIME = timedelta()


def sign_up(visit: Visit, *, values: Mapping[str, str], password: str | None) -> LoggedIn | Pending:
    """Make an account and go on to what its login needs.

    Args:
        visit: The door.
        values: Identifiers by kind and declared extra fields by name, all well-formed.
        password: As typed, or None where sign-up asks for none.

    Raises:
        Refused: As `flow.sign_up` does; the validators' codes.
    """
    return flow.sign_up(visit, _prepared(values, password, shared=False), by="password")


def at_once(
    visit: Visit,
    *,
    values: Mapping[str, str],
    password: str,
    shared: bool = False,
    opens: Opener | None = None,
    session: bool = False,
) -> Granted:
    """The same by a wire that knows no steps; see `flow.sign_up.at_once`.

    Args:
        visit: The door.
        values: Identifiers by kind and declared extra fields by name, all well-formed.
        password: As typed.
        shared: Whether an address may belong to several.
        opens: Makes what the client gets.
        session: Whether a browser's session is opened too.

    Raises:
        Refused: As `flow.sign_up` does; the validators' codes.
    """
    draft = _prepared(values, password, shared=shared)
    return flow.at_once(visit, draft, by="password", opens=opens, session=session)


def faults(*, values: Mapping[str, str], password: str | None, shared: bool = False) -> list[Refusal]:
    """What stands against an account; nothing is written.

    Raises:
        Refused: FORBIDDEN where sign-up is closed.
    """
    return _of_draft(flow.draft(values, shared=shared), password)


def _of_draft(draft: flow.Draft, password: str | None) -> list[Refusal]:
    found = rules.faults(password, draft.account.user, "password") if password is not None else []
    return [*found, *draft.faults()]


def _prepared(values: Mapping[str, str], password: str | None, *, shared: bool) -> flow.Draft:
    draft = flow.draft(values, shared=shared)
    if found := _of_draft(draft, password):
        raise Refused(*found)
    draft.account.user.password = hashing.make(password)
    return draft


def by_mail(visit: Visit, *, email: str, password: str, prove: Prove) -> Done:
    """Make an account that must prove its address before its first login, and tell nobody whether there was one.

    What goes out depends on who has the address: nobody, or somebody who never proved it: a link that proves it;
    somebody without a password: a link that sets one; anybody else: word that there is an account; somebody who is
    disabled: nothing. The given password is kept only where the address was free. The work is the same for all.

    Args:
        visit: The door; `visit.links` has `verify_email` and `reset_password`.
        email: Well-formed.
        password: As typed.
        prove: How a link that proves an address is mailed.

    Raises:
        Refused: The validators' codes; FORBIDDEN where sign-up is closed.
    """
    draft = flow.draft({"email": email})
    if faults := rules.faults(password, draft.account.user, "password"):
        raise Refused(*faults)
    draft.account.user.password = hashing.make(password)
    canonical = text.canonical_email(email)
    silent = bool(limits.wait(("signup_address", canonical or "")))
    holder = accounts.by_name("email", canonical)
    with database.atomic():
        made = lifecycle.insert(draft.account)
        account = draft.account if made else holder or accounts.by_name("email", canonical)
        row = account.one("email", canonical) if account else None
        if account is None or row is None:
            raise Refused(CONFLICT)
        audit.record("signup_requested", visit=visit, user_id=account.id)
        _mail(visit, account, row.value, prove=prove, silent=silent)
    return Done(accepted=True)


def _mail(visit: Visit, account: Account, target: str, *, prove: Prove, silent: bool) -> None:
    user = account.user
    if not user.is_active or (account.unproved and user.has_usable_password()):
        prove(visit, account, target, silent=silent or not user.is_active)
    elif not user.has_usable_password():
        recover_by_link.mail(visit, user, target, silent=silent)
    else:
        secrets.issue(Purpose.VERIFY_EMAIL, user_id=None, target=target, lifetime=NO_TIME)
        context = {"link": outbox.link("request_reset")}
        expires_at = clock.now() if silent else None
        outbox.put("mail", "email/account_exists", target, context, language=visit.language, expires_at=expires_at)


def create(
    visit: Visit, *, values: Mapping[str, str], password: str, repeated: str | None = None, activates: bool = False
) -> Account:
    """Make an account and log nobody in; see `flow.sign_up.create`.

    Args:
        visit: The door.
        values: Identifiers by kind and declared extra fields by name, all well-formed.
        password: As typed.
        repeated: The password once more; None where it is asked for once.
        activates: Whether it is closed until its address is proved by a link.

    Raises:
        Refused: `username_taken`, alone; then the validators' codes, `password_mismatch`.
    """
    draft = flow.draft(values)
    if "username" in draft.taken:
        raise Refused(flow.TAKEN["username"])
    if faults := rules.faults(password, draft.account.user, "password", repeated=repeated):
        raise Refused(*faults)
    draft.account.user.password = hashing.make(password)
    return flow.create(visit, draft, by="password", activates=activates)
