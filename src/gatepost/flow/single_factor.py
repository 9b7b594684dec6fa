"""A factor of which a user has at most one: enrol it, find it, remove it. Features keep what it is checked against."""

import secrets
from collections.abc import Callable

from gatepost.accounts import authenticator_queries, queries
from gatepost.accounts.models import Authenticator
from gatepost.errors import CONFLICT, Refused
from gatepost.flow import factors, notices, second_factor, sensitive
from gatepost.flow.enrolment import Enrolling
from gatepost.flow.outcome import Done, Enrolled
from gatepost.flow.reauthentication import anyone_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database
from gatepost.ground.user_types import User

LARGEST_NUMBER = 2**52 - 1
Write = Callable[[Authenticator], object]


def find(user: User, kind: str) -> Authenticator | None:
    """The user's factor of a type."""
    return next((row for row in authenticator_queries.authenticators(user.pk) if row.type == kind), None)


def enrol(visit: Visit, enrolling: Enrolling, kind: str, write: Write, *, mail: str = "") -> Enrolled:
    """Give the user a factor; from now on a login asks for it, and one that waited for it is completed.

    Args:
        visit: The visitor.
        enrolling: What `enrolment.enrolling` found; its `check` must have passed.
        kind: The factor's type.
        write: Writes what it is checked against; runs in the transaction that makes the factor.
        mail: A notice to the user, `<feature>/<name>`.

    Raises:
        Refused: CONFLICT if the user has one already, or another request completed or ended the login.
    """
    with database.atomic():
        queries.lock(enrolling.user.pk)
        row = add(visit, enrolling.user, kind, write, mail=mail)
        return Enrolled(row, enrolling.finish(visit, second_factor.proof_of(row)))


def add(visit: Visit, user: User, kind: str, write: Write, *, counter: int = 0, mail: str = "") -> Authenticator:
    """Write a factor and notify the user; runs in a transaction that holds the user's lock.

    Raises:
        Refused: CONFLICT if there is one already.
    """
    number = secrets.randbelow(LARGEST_NUMBER) + 1
    row = Authenticator(number=number, user_id=user.pk, type=kind, single=kind, created_at=clock.now(), counter=counter)
    if not authenticator_queries.insert_authenticator(row):
        raise Refused(CONFLICT)
    write(row)
    factors.added(visit, user)
    audit.record("factor_added", visit=visit, user_id=user.pk, type=kind)
    if mail:
        notices.notify(visit, user, mail)
    return row


def note_use(row: Authenticator) -> None:
    """Remember that a factor was just used."""
    authenticator_queries.record_use(row.id, clock.now())


def remove(visit: Visit, kind: str, *, mail: str = "") -> Done:
    """Remove the user's factor of a type; where there is none, nothing is done.

    Raises:
        Refused: LOGIN_REQUIRED, PROOF_REQUIRED.
    """
    user = anyone_of(visit)
    if find(user, kind) is None:
        return Done()
    sensitive.require(visit, "change_factors")
    with database.atomic():
        queries.lock(user.pk)
        if authenticator_queries.delete_authenticators(user.pk, type=kind):
            factors.removed(user)
            audit.record("factor_removed", visit=visit, user_id=user.pk, type=kind)
            if mail:
                notices.notify(visit, user, mail)
    return Done()
