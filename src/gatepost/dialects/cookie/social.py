"""Logins at other providers: the page of the application is where they end."""

from typing import Any

from gatepost import conf
from gatepost.accounts.account import Account
from gatepost.dialects.cookie.answers import Words
from gatepost.dialects.cookie.door import Call
from gatepost.dialects.cookie.settings import CookieSettings
from gatepost.flow import proved
from gatepost.flow.outcome import Done, Outcome
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.methods.email.operations import send
from gatepost.methods.social.operations import begin, connect, finish
from gatepost.methods.social.operations.enter import Ending
from gatepost.methods.social.operations.pipeline import Verdict
from gatepost.methods.social.protocol.authorization import Returned

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


def _let_in(visit: Visit, account: Account, proof: Proof, purpose: str) -> Any:
    return proved.advance(visit, account, proof, purpose=purpose, prove=send.by_link)


ENDING = Ending(let_in=_let_in, links=Verdict.LINK, takes_over=False, needs=("email",))
"""An address links where both sides verified it, and is taken where not."""


def _page(provider: str) -> str:
    return conf.read(CookieSettings).social_callback.replace("{provider}", provider)


def start(call: Call) -> Outcome:
    """Where to send the browser, and what must come back."""
    process = "connect" if call.visit.logged_in else "login"
    done = begin.begin(call.visit, provider=call.provider, process=process, redirect_uri=_page(call.provider))
    return Done(data={"authorize_url": done.data.url, "state": done.data.state}, opened=done.opened)


def come_back(call: Call) -> Outcome:
    """Take the code that a provider gave to the application's page."""
    given = {name: call.query.get(name, "").strip() for name in ("code", "state", "iss", "error")}
    error = given["error"] or ("error" if "error" in call.query else "")
    outcome: Outcome = finish.by_page(
        call.visit,
        provider=call.provider,
        state=given["state"],
        returned=Returned(code=given["code"], iss=given["iss"], error=error),
        redirect_uri=_page(call.provider),
        ending=ENDING,
        needs_state=conf.read(CookieSettings).social_require_state,
    )
    return outcome


def disconnect(call: Call) -> Outcome:
    """Give up the logins at a provider."""
    connect.disconnect(call.visit, provider=call.provider)
    return Done()


def linked(visit: Visit) -> list[str]:
    """The providers at which the user can log in."""
    return list(dict.fromkeys(row.provider for row in connect.held(visit)))
