"""The user's logins other than sessions (tokens of every API, refresh families, keys): list and revoke."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from gatepost.errors import Kind, Refusal, Refused
from gatepost.flow import sensitive
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database
from gatepost.sessions import issue
from gatepost.tokens import opaque, opaque_queries
from gatepost.tokens.models import RefreshFamily, Token
from gatepost.tokens.refresh import family_queries

UNKNOWN = Refusal(Kind.INVALID, "invalid_choice", param="logins", text=_("Unknown login."))


def listing(visit: Visit) -> list[Token | RefreshFamily]:
    """Everything that grants access besides sessions, newest first; two queries, whatever their number.

    Raises:
        Refused: LOGIN_REQUIRED.
    """
    user, now = user_of(visit)[1], clock.now()
    tokens = [row for row in opaque_queries.of_user(user.pk, now) if opaque.is_valid(row, user)]
    families = [row for row in family_queries.without_session(user.pk, now) if issue.same_password(user, row.auth_hash)]
    return sorted([*tokens, *families], key=lambda row: row.created_at, reverse=True)


def end(visit: Visit, *, numbers: Sequence[int]) -> list[Token | RefreshFamily]:
    """Revoke some of them, or none if one of the numbers is not the user's; returns those that are left.

    Raises:
        Refused: `invalid_choice`, LOGIN_REQUIRED.
    """
    user, wanted = user_of(visit)[1], set(numbers)
    sensitive.require(visit, "end_logins")
    with database.atomic():
        ended = opaque_queries.delete(user.pk, number__in=wanted)
        ended += family_queries.delete(user_id=user.pk, session_id__isnull=True, number__in=wanted)
        if ended != len(wanted):
            raise Refused(UNKNOWN)
        audit.record("logins_ended", visit=visit, user_id=user.pk, count=ended)
    return listing(visit)
