"""Logging out: of a session, and of what a login through an API with tokens issued."""

from gatepost.flow import notices, queries
from gatepost.flow.outcome import Done, Pending
from gatepost.flow.visit import Visit
from gatepost.ground import audit, database, secrets
from gatepost.sessions import closing
from gatepost.tokens import opaque
from gatepost.tokens.refresh import families


def abort(visit: Visit) -> None:
    """Discard the login pending in the visitor's session, and the codes bound to it."""
    if visit.session is not None:
        queries.delete(visit.session.id)
        secrets.drop(bound_to=visit.session.handle)


def log_out(visit: Visit) -> Pending:
    """End the session, with the pending login and the codes bound to it."""
    if visit.session is None:
        return Pending()
    with database.atomic():
        abort(visit)
        closing.end(visit.session)
        if visit.session.user is not None:
            audit.record("logout", visit=visit, user_id=visit.session.user.pk)
    notices.keep(visit, visit.session.user, notices.LOGGED_OUT)
    return Pending(ended=True)


def revoke(visit: Visit, *, everywhere: bool, session: bool) -> Pending | Done:
    """Log out through an API with tokens: revoke what the caller's login issued.

    Args:
        visit: The request.
        everywhere: Revoke the tokens of all the user's logins, not only of this one.
        session: Whether to end the visitor's session too, or the one that was opened with the presented token.
    """
    user, bearer = visit.user, visit.bearer
    with database.atomic():
        if user is not None and everywhere:
            opaque.end_logins(user.pk)
        elif bearer is not None and bearer.token is not None:
            opaque.end_one(user.pk, bearer.token)
        elif visit.session is not None and user is not None:
            opaque.end_session(user.pk, visit.session.number)
        if bearer is not None and bearer.family is not None:
            families.end(bearer.family[1], kind=bearer.family[0])
        if session and visit.session is not None:
            return log_out(visit)
        beside = bearer.session_number if session and bearer is not None else None
        if beside is not None:
            closing.end_numbers(user.pk, [beside])
        if user is not None:
            audit.record("logout", visit=visit, user_id=user.pk)
    notices.keep(visit, user, notices.LOGGED_OUT)
    return Pending(ended=True) if beside is not None else Done()
