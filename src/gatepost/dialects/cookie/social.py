"""Social login: the provider redirects to a page of the application, which sends us the code."""

from gatepost import conf
from gatepost.dialects.cookie.answers import Body, Words
from gatepost.dialects.cookie.ending import ENDING
from gatepost.dialects.cookie.settings import CookieSettings
from gatepost.door.endpoint import Call
from gatepost.features.social.operations import begin, callback, connect
from gatepost.features.social.operations.pipeline import Verdict
from gatepost.features.social.operations.rules import Rules
from gatepost.features.social.protocol.authorization import Returned
from gatepost.flow.outcome import Done, Outcome
from gatepost.flow.visit import Visit

FAILED = (400, "social_failed", "Social login failed")
ONLY_WAY = (400, "last_login_method", "This is the only way to sign in")
WORDS: Words = {
    "account_disabled": (403, "account_inactive", "Account disabled"),
    "account_not_found": (404, "not_linked", "Not linked"),
    "cancelled": (400, "social_denied", "Social login was cancelled"),
    "connected_other": (409, "already_linked", "Already linked to another account"),
    "disconnect_last": ONLY_WAY,
    "email_required": (400, "email_required", "The provider gave no email address"),
    "email_taken": (409, "email_taken", "An account with this email address already exists"),
    "invalid_state": (400, "invalid_state", "Invalid state"),
    "missing_code": (400, "missing_code", "Missing code"),
    "no_password": ONLY_WAY,
    "no_verified_email": ONLY_WAY,
    "provider_failed": FAILED,
    "provider_unavailable": FAILED,
    "unknown_provider": (404, "unknown_provider", "Unknown provider"),
}


RULES = Rules(links=Verdict.LINK, takes_over=False, needs=("email",))
"""An address links to an account only if both sides verified it; otherwise it counts as taken."""


def _page(provider: str) -> str:
    return conf.read(CookieSettings).social_callback.replace("{provider}", provider)


def start(call: Call) -> Body:
    """Start a login at a provider: return the authorization URL, and the state that must come back."""
    process = "connect" if call.visit.logged_in else "login"
    sent = begin.begin(
        call.visit, provider=call.path["provider"], process=process, redirect_uri=_page(call.path["provider"])
    )
    return Body({"authorize_url": sent.url, "state": sent.state}, sent.opened)


def come_back(call: Call) -> Outcome:
    """Finish a login with the code that the provider sent to the application's page."""
    given = {name: call.body.get(name, "").strip() for name in ("code", "state", "iss", "error")}
    error = given["error"] or ("error" if "error" in call.body else "")
    return callback.by_page(
        call.visit,
        provider=call.path["provider"],
        state=given["state"],
        returned=Returned(code=given["code"], iss=given["iss"], error=error),
        redirect_uri=_page(call.path["provider"]),
        ending=ENDING,
        rules=RULES,
        needs_state=conf.read(CookieSettings).social_require_state,
    )


def disconnect(call: Call) -> Outcome:
    """Disconnect all accounts at a provider."""
    connect.disconnect(call.visit, provider=call.path["provider"])
    return Done()


def linked(visit: Visit) -> list[str]:
    """The providers with a connected account."""
    return list(dict.fromkeys(row.connection for row in connect.listing(visit)))
