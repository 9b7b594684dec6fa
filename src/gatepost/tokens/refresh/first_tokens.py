"""The first refresh token of a session that was opened before the current token strategy was configured.

The token is derived from the random id of its family's row with a key that only the server has. So every request gets
the same one until it is used, even a client whose response was lost, and it is never stored.
"""

from gatepost.ground import clock, database
from gatepost.sessions import queries as sessions
from gatepost.sessions.state import SessionState
from gatepost.tokens.models import RefreshFamily
from gatepost.tokens.origin import Origin
from gatepost.tokens.refresh import families, family_queries, lineage
from gatepost.tokens.refresh.families import Generation
from gatepost.tokens.refresh.invalid_refresh import InvalidRefresh, Why


def of_session(session: SessionState, *, kind: str, ip: str, user_agent: str) -> Generation | None:
    """The first token of a session that has no family yet; the same one until it is used.

    Args:
        session: With a user.
        kind: As `families.start` has it.
        ip: The visitor's address.
        user_agent: As sent.

    Returns:
        None if the session has a family that began otherwise, or whose first token was used.

    Raises:
        InvalidRefresh: The session has ended.
    """
    with database.atomic():
        if not sessions.hold(session.id):  # of concurrent requests, one starts the family
            raise InvalidRefresh(Why.ENDED)
        family = family_queries.of_session(session.id, clock.now())
        if family is None:
            origin = Origin(ip=ip, user_agent=user_agent)
            family = families.start(session.user, kind=kind, session=session, origin=origin).family
            _write(family, lineage.firsts(kind, family.id.hex)[0])
        text = _known(family)
    if text is None or family.kind != kind:
        return None
    found = families.find(kind, text)
    return Generation(text, found, found.expires_at)


def _write(family: RefreshFamily, text: str) -> None:
    """Replace the family's random first token by the one derived from its row."""
    family.lookup, family.current = lineage.lookups(family.kind, text)[0], lineage.digests(family.kind, text)[0]
    family.access = lineage.access_digest(family.kind, text)
    family_queries.begin_with(family)


def _known(family: RefreshFamily) -> str | None:
    firsts = lineage.firsts(family.kind, family.id.hex)
    return next((text for text in firsts if family.current in lineage.digests(family.kind, text)), None)
