"""Change the names of an account: username, email address, phone number.

Operations that require the password take the `Proof` that checking it returned, so they cannot be called without it.
"""

from gatepost.accounts import columns, identifiers, new_names, queries, taken
from gatepost.errors import Refused
from gatepost.flow import account_links, activation, notices, sensitive
from gatepost.flow.outcome import Done
from gatepost.flow.proof import Proof
from gatepost.flow.sign_up import TAKEN
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, limits, secrets, text
from gatepost.ground.secrets import Purpose
from gatepost.ground.user_types import User, UserId

RESET = Purpose("reset_username")


def rename(visit: Visit, proof: Proof, *, username: str) -> Done:
    """Change the username.

    Args:
        visit: The request; authenticated.
        proof: The user's reauthentication.
        username: As typed; well-formed.

    Raises:
        Refused: `username_taken`.
    """
    del proof
    _rename(visit, visit.user, username)
    return Done()


def name_taken(user: User | None, name: str, *, kind: str = "username") -> bool:
    """Whether another user has a name; for early feedback only, since the name may be taken before `rename` runs.

    Args:
        user: The user who wants the name; None for an anonymous visitor.
        name: Well-formed.
        kind: `email`, `username` or `phone`.
    """
    wanted = identifiers.new(kind, name)
    if user is None:
        return bool(taken.names([wanted]))
    return wanted.canonical != text.canonical(kind, columns.value(user, kind)) and bool(
        taken.names([wanted], by=user.pk)
    )


def rename_login(visit: Visit, proof: Proof, *, name: str) -> Done:
    """Change what the user logs in by: a username, an address or a number, as the user model has it.

    Args:
        visit: The request; authenticated.
        proof: The user's reauthentication.
        name: As typed; well-formed.

    Raises:
        Refused: `username_taken`, `email_taken`, `phone_taken`; LIMITED.
    """
    del proof
    _rename_login(visit, visit.user, name)
    return Done()


def _rename_login(visit: Visit, user: User, name: str) -> None:
    kind = columns.login_kind()
    if kind == "email":
        _replace_address(visit, user, name)
    elif kind == "phone":
        _renumber(visit, user, name)
    else:
        _rename(visit, user, name)


def _renumber(visit: Visit, user: User, phone: str) -> None:
    if phone == columns.value(user, "phone"):
        return
    new_names.check("phone", phone)
    with database.atomic():
        if not identifiers.replace(user, "phone", phone):
            raise Refused(TAKEN["phone"])
        audit.record("phone_changed", visit=visit, user_id=user.pk)
        notices.notify(visit, user, "phone/changed", phone=columns.value(user, "phone"))


def _rename(visit: Visit, user: User, username: str) -> None:
    if username != columns.value(user, "username"):
        new_names.check("username", username)
    with database.atomic():
        if not identifiers.replace(user, "username", username):
            raise Refused(TAKEN["username"])
        audit.record("username_changed", visit=visit, user_id=user.pk)
        notices.notify(visit, user, "flow/renamed", username=username)


def take_name(visit: Visit, *, username: str) -> Done:
    """Change the username through an API that does not always require the password; ignores the current name.

    Args:
        visit: The request; authenticated.
        username: As typed; well-formed.

    Raises:
        Refused: `username_taken`; PROOF_REQUIRED.
    """
    if "username" in columns.by_kind() and username != columns.value(visit.user, "username"):
        sensitive.require(visit, "change_username")
        _rename(visit, visit.user, username)
    return Done()


def request_rename(visit: Visit, *, email: str, exact: bool = False, reveals_unknown: bool = False) -> Done:
    """Mail a link with which a user who forgot the username can choose a new one.

    Args:
        visit: The request; `visit.links` has `reset_username`.
        email: As typed.
        exact: Whether to match the address case-sensitively.
        reveals_unknown: Whether the answer says that no account has the address.

    Raises:
        Refused: As `account_links.request` does.
    """
    return account_links.request(
        visit,
        email=email,
        purpose=RESET,
        kind="flow/rename",
        may=lambda user: user.is_active,
        exact=exact,
        reveals_unknown=reveals_unknown,
    )


def finish_rename(visit: Visit, *, user_id: UserId, token: str, name: str) -> Done:
    """Change what the user logs in by with a mailed link; if the name is taken, the link stays valid.

    Raises:
        Refused: `unknown_user`, `invalid_token`; as `rename_login` does.
    """
    user, secret = account_links.find_unused(RESET, user_id=user_id, token=token)
    with database.atomic():
        account_links.use(secret)
        _rename_login(visit, user, name)
        queries.write_last_login(user.pk, clock.now())
        secrets.drop(user_id=user.pk, purpose=RESET)
    return Done()


def readdress(visit: Visit, user: User, *, email: str, activates: bool = False) -> Done:
    """Replace the email address by an unverified one, and notify the old address.

    Another spelling of the same mailbox is not a new address, so it neither notifies nor deactivates.

    Args:
        visit: The request, of the user or of staff.
        user: The owner of the address.
        email: As typed; may be empty.
        activates: Whether to deactivate the account until the new address is verified by a link.

    Raises:
        Refused: PROOF_REQUIRED, LIMITED; as `new_names.check` does; `email_taken` where the column is unique.
    """
    old = columns.value(user, "email")
    if email == old or (email and new_names.stored("email", email) == old):
        return Done()
    if email:
        new_names.check("email", email)
    elif columns.needs("email"):
        raise Refused(new_names.REQUIRED.at("email"))
    sensitive.require(visit, "change_email")
    _replace_address(visit, user, email, activates=activates)
    return Done()


def _replace_address(visit: Visit, user: User, email: str, *, activates: bool = False) -> None:
    old = columns.value(user, "email")
    if email == old or (email and new_names.stored("email", email) == old):
        return
    if email:
        new_names.check("email", email)
    limits.hit("emails_user", str(user.pk))
    with database.atomic():
        if email:
            replaced = identifiers.replace(user, "email", email, shared=not columns.needs("email"))
        else:
            replaced = identifiers.give_up(user, "email")
        if replaced is None:
            raise Refused(TAKEN["email"])
        audit.record("primary_email_changed", visit=visit, user_id=user.pk)
        same = email and text.canonical_email(email) == text.canonical_email(old)
        if old and not same:
            # A stolen session or token must not move an account away in silence, whatever the settings say.
            always, new = bool(replaced.proved), new_names.stored("email", email)
            notices.notify(visit, user, "email/changed", to=old, email=new, always=always)
        if activates and email and not same:
            activation.wait(visit, user)
