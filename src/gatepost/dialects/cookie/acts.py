"""What each path does: read the fields, call an operation."""

from collections.abc import Callable

from gatepost.accounts import account as accounts
from gatepost.dialects.cookie import social
from gatepost.dialects.cookie.door import Call
from gatepost.errors import Kind, Refused
from gatepost.flow import account_links, engine
from gatepost.flow.outcome import Done, Outcome
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.methods.email.operations import send, verify
from gatepost.methods.password.operations import change, log_in, recover_by_link, sign_up


def _quietly(act: Callable[[], Outcome]) -> Outcome:
    """What strangers ask for ends the same for everybody, also when too much was asked for."""
    try:
        return act()
    except Refused as refused:
        if refused.kind is not Kind.LIMITED:
            raise
        return Done()


def log_user_in(call: Call) -> Outcome:
    """Log in, whoever was logged in before."""
    name, password = call.given["email"], call.given["password"]
    return log_in.by_password(call.visit, kind="email", name=name, password=password, anew=True, proved=True)


def log_out(call: Call) -> Outcome:
    """End the session."""
    return engine.log_out(call.visit)


def session(call: Call) -> Outcome:
    """Who is logged in, if somebody is."""
    if not call.visit.logged_in:
        return Done(data={"authenticated": False, "user": None})
    _, user = user_of(call.visit)
    row = accounts.load(user).primary("email")
    found = {
        "id": user.pk if isinstance(user.pk, int) else str(user.pk),
        "email": row.value if row is not None else "",
        "email_verified": row is not None and (row.verified_at is not None or row.adopted),
        "has_password": user.has_usable_password(),
        "social": social.linked(call.visit),
    }
    return Done(data={"authenticated": True, "user": found})


def whoami(call: Call) -> Outcome:
    """The address of the user."""
    _, user = user_of(call.visit)
    column = accounts.email_column()
    if column is not None:
        return Done(data={"email": getattr(user, column)})
    row = accounts.load(user).primary("email")
    return Done(data={"email": row.value if row is not None else ""})


def sign_user_up(call: Call) -> Outcome:
    """Make an account, or tell its owner that there is one."""
    return sign_up.by_mail(call.visit, **call.given, prove=send.by_link)


def verify_address(call: Call) -> Outcome:
    """Prove the address of a sign-up."""
    return verify.by_link(call.visit, key=call.given["key"])


def mail_again(call: Call) -> Outcome:
    """Mail the link of a sign-up once more."""
    return send.again(call.visit, email=call.given["email"])


def ask_for_reset(call: Call) -> Outcome:
    """Mail a link that sets a password."""
    return _quietly(lambda: recover_by_link.request(call.visit, email=call.given["email"]))


def reset(call: Call) -> Outcome:
    """Set a password with the parts of such a link."""
    user_id = account_links.read_uid(call.given["uid"])
    token, password = call.given["token"], call.given["password"]
    return recover_by_link.finish(call.visit, user_id=user_id, token=token, password=password)


def change_password(call: Call) -> Outcome:
    """Change the password, or set a first one."""
    return change.change(call.visit, current=call.given.get("old_password"), new=call.given["new_password"])


def has_password(visit: Visit) -> bool:
    """Whether the user must give the present password to set another."""
    return bool(user_of(visit)[1].has_usable_password())
