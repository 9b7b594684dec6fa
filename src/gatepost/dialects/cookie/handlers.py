"""The handler of each path: reads the fields and calls an operation."""

from collections.abc import Callable

from gatepost.accounts import accounts
from gatepost.accounts.columns import email_column
from gatepost.dialects.cookie import social
from gatepost.dialects.cookie.answers import Body
from gatepost.dialects.cookie.ending import ENDING
from gatepost.door.endpoint import Call
from gatepost.errors import Kind, Refused
from gatepost.features.email.operations import send, verify
from gatepost.features.password.operations import change, log_in, recover_by_link, sign_up
from gatepost.flow import account_links, logout
from gatepost.flow.outcome import Done, Outcome
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit


def _quietly(act: Callable[[], Outcome]) -> Outcome:
    """Give anonymous requests the same answer even when rate-limited."""
    try:
        return act()
    except Refused as refused:
        if refused.kind is not Kind.LIMITED:
            raise
        return Done()


def log_user_in(call: Call) -> Outcome:
    """Log in, replacing a session of any user."""
    name, password = call.body["email"], call.body["password"]
    return log_in.log_in(call.visit, kinds=("email",), name=name, password=password, ending=ENDING)


def log_out(call: Call) -> Outcome:
    """Log out: revoke the session."""
    return logout.log_out(call.visit)


def session(call: Call) -> Body:
    """Describe the session and its user, if any."""
    if not call.visit.logged_in:
        return Body({"authenticated": False, "user": None})
    _, user = user_of(call.visit)
    row = accounts.load(user).primary("email")
    found = {
        "id": user.pk if isinstance(user.pk, int) else str(user.pk),
        "email": row.value if row is not None else "",
        "email_verified": row is not None and row.verified_at is not None,
        "has_password": user.has_usable_password(),
        "social": social.linked(call.visit),
    }
    return Body({"authenticated": True, "user": found})


def whoami(call: Call) -> Body:
    """Return the user's address."""
    _, user = user_of(call.visit)
    column = email_column()
    if column is not None:
        return Body({"email": getattr(user, column)})
    row = accounts.load(user).primary("email")
    return Body({"email": row.value if row is not None else ""})


def sign_user_up(call: Call) -> Outcome:
    """Sign up, or notify the owner of the address that there is an account."""
    return sign_up.by_mail(call.visit, **call.body, mail_link=send.by_link)


def verify_address(call: Call) -> Outcome:
    """Verify the address of a sign-up."""
    return verify.by_link(call.visit, key=call.body["key"])


def resend_verification(call: Call) -> Outcome:
    """Resend the verification link of a sign-up."""
    return send.resend_link(call.visit, email=call.body["email"])


def request_reset(call: Call) -> Outcome:
    """Mail a password reset link."""
    return _quietly(lambda: recover_by_link.request(call.visit, email=call.body["email"]))


def reset(call: Call) -> Outcome:
    """Set a new password with the parts of a reset link."""
    user_id = account_links.read_uid(call.body["uid"])
    token, password = call.body["token"], call.body["password"]
    return recover_by_link.finish(call.visit, user_id=user_id, token=token, password=password)


def change_password(call: Call) -> Outcome:
    """Change the password, or set a first one."""
    return change.change(call.visit, current=call.body.get("old_password"), new=call.body["new_password"])


def has_password(visit: Visit) -> bool:
    """Whether the user has a password, which is then required to change it."""
    return bool(user_of(visit)[1].has_usable_password())
