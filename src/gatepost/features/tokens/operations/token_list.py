"""The tokens issued by a user's logins: list and revoke."""

from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow.outcome import Done
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database
from gatepost.tokens import forms, opaque_queries
from gatepost.tokens.models import Token

UNKNOWN = Refusal(Kind.INVALID, "unknown_token")


def listing(visit: Visit) -> list[Token]:
    """The user's active tokens, newest first, whichever API issued them; one query.

    Raises:
        Refused: LOGIN_REQUIRED.
    """
    if visit.user is None:
        raise Refused(LOGIN_REQUIRED)
    return opaque_queries.of_user(visit.user.pk, clock.now(), *forms.LOGINS)


def end(visit: Visit, *, number: int) -> Done:
    """Revoke a token.

    Raises:
        Refused: LOGIN_REQUIRED; `unknown_token` if the user has none with this number.
    """
    if visit.user is None:
        raise Refused(LOGIN_REQUIRED)
    with database.atomic():
        if not opaque_queries.delete(visit.user.pk, number=number, kind__in=forms.LOGINS):
            raise Refused(UNKNOWN)
        audit.record("token_ended", visit=visit, user_id=visit.user.pk)
    return Done()
