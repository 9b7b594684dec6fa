"""The user's side of a device's login: type its code, see what it asks for, allow or decline.

Source: RFC 8628, sections 3.3 and 5.
"""

from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.features.provider import queries
from gatepost.features.provider.models import DeviceRequest
from gatepost.features.provider.operations import clients, consents
from gatepost.features.provider.operations.device_grant import USER_CODE
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, credentials, database, keyring, limits
from gatepost.sessions import issue as sessions
from gatepost.sessions.state import SessionState

UNKNOWN = Refusal(Kind.INVALID, "incorrect_code", param="code", text=_("This code is incorrect or has expired."))


def find(visit: Visit, code: str) -> DeviceRequest:
    """The unanswered request of a device, by the code that it shows; each attempt is counted.

    Raises:
        Refused: `incorrect_code`; LOGIN_REQUIRED; too many attempts, by user or network.
    """
    session = _session(visit)
    limits.hit("oauth_device_code_user", str(session.user.pk))
    limits.limit_network("oauth_device_code_network", visit)
    row = queries.device_request_by_user_code(keyring.digests(USER_CODE, credentials.normal_code(code)), clock.now())
    if row is None or row.client.disabled_at is not None:
        raise Refused(UNKNOWN)
    clients.overlaid(row.client)
    return row


def answer(visit: Visit, code: str, *, allow: bool) -> DeviceRequest:
    """Allow or decline a device's request; it is bound to the user of this session, and answered once.

    Raises:
        Refused: As `find`.
    """
    row, session, now = find(visit, code), _session(visit), clock.now()
    columns = _login(session) if allow else {"denied_at": now}

    def written() -> None:
        if not queries.answer_device_request(row.id, now, **columns):
            raise Refused(UNKNOWN)
        if allow:
            consents.remember(row.client, row.scope.split(), row.audience.split(), session.user.pk)
            audit.record("oauth_authorized", visit=visit, user_id=session.user.pk, client=row.client.client_id)

    database.retry_transaction_on_deadlock(written)
    return row


def _session(visit: Visit) -> SessionState:
    session = visit.session
    if session is None or session.user is None:
        raise Refused(LOGIN_REQUIRED)
    return session


def _login(session: SessionState) -> dict[str, object]:
    return {
        "user_id": session.user.pk,
        "session_number": session.number,
        "auth_hash": sessions.auth_hash(session.user),
        "auth_time": datetime.fromtimestamp(session.authenticated_at, UTC),
        "acr": f"aal{session.level}",
        "amr": " ".join(session.amr),
    }
