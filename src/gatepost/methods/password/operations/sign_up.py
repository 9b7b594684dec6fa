"""Make an account with a password."""

from collections.abc import Mapping

from gatepost.errors import Refused
from gatepost.flow import sign_up as flow
from gatepost.flow.outcome import LoggedIn, Pending
from gatepost.flow.visit import Visit
from gatepost.methods.password import hashing, rules


def sign_up(visit: Visit, *, values: Mapping[str, str], password: str | None) -> LoggedIn | Pending:
    """Make an account and go on to what its login needs.

    Args:
        visit: The door.
        values: Identifiers by kind and declared extra fields by name, all well-formed.
        password: As typed, or None where sign-up asks for none.

    Raises:
        Refused: As `flow.sign_up` does; the validators' codes.
    """
    draft = flow.draft(values)
    faults = rules.faults(password, draft.account.user, "password") if password is not None else []
    faults += draft.faults()
    if faults:
        raise Refused(*faults)
    draft.account.user.password = hashing.make(password)
    return flow.sign_up(visit, draft, by="password")
