"""What each sensitive action requires, whatever the API and the kind of credential.

`ACTIONS` is the only table of these rules. An API may require more than it says but never less, with one exception:
actions for which another package's contract requires nothing stay unprotected for logins made through that API
(`LEFT_OPEN`), and `flow.proof_on_every_wire` narrows that to recent logins.
"""

import enum
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.errors import LOGIN_REQUIRED, Kind, Refusal, Refused
from gatepost.flow import reauthentication
from gatepost.flow.settings import FlowSettings
from gatepost.flow.visit import Visit
from gatepost.ground import clock
from gatepost.tokens.refresh import families
from gatepost.tokens.refresh.invalid_refresh import InvalidRefresh

PROOF_REQUIRED = Refusal(
    Kind.PROOF_REQUIRED, "reauthentication_required", text=_("Confirm your password, or log in again.")
)
NATIVE = "native"


class Needs(enum.StrEnum):
    """What an action requires of the user."""

    NOTHING = "nothing"
    RECENT_LOGIN = "a recent login"
    REAUTHENTICATION = "recent reauthentication"
    PASSWORD = "the current password"  # noqa: S105 - what is required, not a password


class Action(msgspec.Struct, frozen=True):
    """A sensitive action.

    Args:
        summary: What it does, for the documentation.
        needs: What it requires, depending on the flow settings.
        setting: The flow setting that decides; empty if none does.
        free: Whether it is exempt from `flow.proof_on_every_wire`.
    """

    summary: str
    needs: Callable[[FlowSettings], Needs]
    setting: str = ""
    free: bool = False


def _always(needs: Needs) -> Callable[[FlowSettings], Needs]:
    return lambda settings: needs  # noqa: ARG005 - the table's form


def _if(setting: str) -> Callable[[FlowSettings], Needs]:
    return lambda settings: Needs.REAUTHENTICATION if getattr(settings, setting) else Needs.NOTHING


ACCOUNT, FACTORS = "reauthentication_for_account", "reauthentication_for_factors"
ACTIONS: dict[str, Action] = {
    "change_password": Action("change the password", _always(Needs.PASSWORD)),
    "set_first_password": Action("set a first password", _if(ACCOUNT), ACCOUNT),
    "change_email": Action("add, change or remove an email address", _if(ACCOUNT), ACCOUNT),
    "change_phone": Action("change the phone number", _if(ACCOUNT), ACCOUNT),
    "change_username": Action("change the username", _if(ACCOUNT), ACCOUNT),
    "change_factors": Action("add or remove a second factor", _if(FACTORS), FACTORS),
    "recovery_codes": Action("see or replace recovery codes", _if(FACTORS), FACTORS),
    "change_providers": Action("connect or disconnect a provider", _if(ACCOUNT), ACCOUNT),
    "create_key": Action("create a key", _always(Needs.REAUTHENTICATION)),
    "delete_account": Action("delete the account", _always(Needs.REAUTHENTICATION)),
    "end_logins": Action("end sessions, tokens, keys and trust in browsers", _always(Needs.NOTHING), free=True),
    "log_out_everywhere": Action("log out everywhere", _always(Needs.NOTHING), free=True),
}

LEFT_OPEN: dict[str, frozenset[str]] = {"rest_auth": frozenset(("change_password", "set_first_password"))}
"""Maps an API to the actions for which its contract requires nothing."""

EASED: dict[str, frozenset[str]] = {"rest_auth": frozenset(("change_factors", "recovery_codes"))}
"""Maps an API to the actions for which its contract requires nothing, but a recent login is required here."""


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """The login behind the presented session or token.

    Args:
        wire: The API through which the user logged in; empty if unknown.
        authenticated_at: When the user last authenticated, in Unix seconds; 0 if unknown.
        reauthenticated_at: When the user last reauthenticated, in Unix seconds; 0 if never.
    """

    wire: str = ""
    authenticated_at: float = 0.0
    reauthenticated_at: float = 0.0

    @property
    def moment(self) -> datetime:
        """When the user authenticated."""
        return datetime.fromtimestamp(self.authenticated_at, UTC)


def credential(visit: Visit) -> Credential:
    """The login behind the request's session or token; queries only for a signed token that says no login time."""
    session, bearer = visit.session, visit.bearer
    if session is not None and session.user is not None:
        return Credential(
            wire=session.wire,
            authenticated_at=session.authenticated_at,
            reauthenticated_at=session.reauthenticated_at,
        )
    if bearer is None:
        return Credential()
    if bearer.family is not None and not bearer.authenticated_at:
        return _of_family(*bearer.family)
    return Credential(
        wire=bearer.wire,
        authenticated_at=bearer.authenticated_at,
        reauthenticated_at=bearer.reauthenticated_at,
    )


def _of_family(kind: str, token: str) -> Credential:
    try:
        family = families.reuse(token, kind=kind, strict=False).family
    except InvalidRefresh:
        return Credential()
    return Credential(wire=family.wire, authenticated_at=family.logged_in_at.timestamp())


def required(visit: Visit, action: str) -> Needs:
    """What an action requires of this caller, whether or not it is met already."""
    settings, rule = conf.read(FlowSettings), ACTIONS[action]
    needs = rule.needs(settings)
    if action in LEFT_OPEN.get(visit.wire, ()) and credential(visit).wire == visit.wire:
        needs = Needs.NOTHING
    if action in EASED.get(visit.wire, ()) and needs is not Needs.NOTHING and credential(visit).wire == visit.wire:
        needs = Needs.RECENT_LOGIN
    if needs is Needs.NOTHING and settings.proof_on_every_wire and visit.wire != NATIVE and not rule.free:
        return Needs.RECENT_LOGIN
    return needs


def unmet(visit: Visit, action: str) -> Needs:
    """What the caller still lacks for an action; `NOTHING` if it may go ahead.

    The current password in the request itself (`visit.proof`) is enough for every action.

    Raises:
        Refused: LOGIN_REQUIRED, also for an API key, which may never change the account itself.
    """
    if visit.user is None:
        raise Refused(LOGIN_REQUIRED)
    needs = required(visit, action) if visit.proof is None else Needs.NOTHING
    if needs in (Needs.NOTHING, Needs.PASSWORD):
        return needs
    shown, since = credential(visit), clock.unix() - conf.read(FlowSettings).reauthentication_seconds
    if needs is Needs.RECENT_LOGIN:
        return Needs.NOTHING if shown.authenticated_at > since else needs
    if _reauthenticated_at(shown) > since:
        return Needs.NOTHING
    if reauthentication.flows(visit.user):
        return needs
    # A user without a password and second factor can't reauthenticate. A session is accepted then, since its user could
    # only log in again; a token must come from a recent login.
    return Needs.NOTHING if visit.logged_in or shown.authenticated_at > since else Needs.RECENT_LOGIN


def _reauthenticated_at(shown: Credential) -> float:
    """When the user last did what counts as reauthentication.

    A login of unknown origin never counts: it may be the project's own code that signed staff in as the user.
    """
    counts = conf.read(FlowSettings).fresh_login_counts and shown.wire
    return max(shown.reauthenticated_at, shown.authenticated_at if counts else 0.0)


def require(visit: Visit, action: str) -> None:
    """Require what a sensitive action needs, for example recent reauthentication.

    Raises:
        Refused: PROOF_REQUIRED, LOGIN_REQUIRED.
    """
    if unmet(visit, action) is not Needs.NOTHING:
        raise Refused(PROOF_REQUIRED)
