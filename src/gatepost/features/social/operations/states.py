"""The requests that wait for a provider's answer, and the keys with which an app's browser hands one over."""

from datetime import timedelta
from secrets import compare_digest

import msgspec

from gatepost.errors import Refused
from gatepost.features.social import purposes
from gatepost.features.social.operations import begin
from gatepost.features.social.operations.failures import INVALID_STATE
from gatepost.features.social.protocol import authorization
from gatepost.features.social.protocol.authorization import Returned, Ticket
from gatepost.flow.visit import Visit
from gatepost.ground import credentials, keyring, secrets
from gatepost.ground.models import OneTimeSecret

CODE_SEAL = "social-code"
CODE_SECONDS = 120


class SentState(msgspec.Struct, frozen=True):
    """A request that was sent to a provider, and the secret that stands for it until it is used up."""

    secret: OneTimeSecret
    ticket: Ticket


def find(state: str) -> SentState | None:
    """Find the pending request of a state, without using it up."""
    secret = secrets.find_ticket(purposes.STATE, state)
    if secret is None:
        return None
    ticket = msgspec.json.decode(keyring.unseal(begin.SEAL, secret.details, secret.target), type=Ticket)
    return SentState(secret, ticket)


def issued_here(state: str) -> bool:
    """Whether a state has our form; legacy clients generate their own."""
    return credentials.well_formed("v", state)


def drop_pending(visit: Visit, connection: str) -> bool:
    """Use up every pending state of the visitor's session at a connection; whether there was any."""
    where = {"purpose": purposes.STATE, "bound_to": visit.handle, "target": connection}
    return bool(visit.handle) and secrets.drop(**where, used_at__isnull=True) > 0


def check_session(visit: Visit, ticket: Ticket) -> None:
    """Require the session that started the login, which prevents login CSRF.

    Raises:
        Refused: `invalid_state`.
    """
    if not visit.handle or not compare_digest(ticket.handle, visit.handle):
        raise Refused(INVALID_STATE)


def hand_to_app(sent: SentState, returned: Returned) -> str:
    """Use up a state, and issue a short-lived one-time key, which the app exchanges for the answer to its browser.

    Raises:
        Refused: `invalid_state`.
    """
    if not secrets.consume(sent.secret):
        raise Refused(INVALID_STATE)
    packed = msgspec.json.encode((sent.ticket, returned))
    return secrets.issue_ticket(
        purposes.HANDOVER,
        details=keyring.seal(CODE_SEAL, packed, sent.ticket.handle),
        lifetime=timedelta(seconds=CODE_SECONDS),
        target=sent.ticket.handle,
    )


def take_over(visit: Visit, *, code: str, code_verifier: str) -> tuple[Ticket, Returned]:
    """Use up a key that `hand_to_app` issued.

    Raises:
        Refused: `invalid_state`.
    """
    secret = secrets.find_ticket(purposes.HANDOVER, code)
    if secret is None or not visit.handle or not compare_digest(secret.target, visit.handle):
        raise Refused(INVALID_STATE.at("code"))
    packed = keyring.unseal(CODE_SEAL, secret.details, visit.handle)
    ticket, returned = msgspec.json.decode(packed, type=tuple[Ticket, Returned])
    if not secrets.consume(secret):
        raise Refused(INVALID_STATE.at("code"))
    if not compare_digest(authorization.challenge(code_verifier), ticket.challenge):
        raise Refused(INVALID_STATE.at("code_verifier"))
    return ticket, returned
