"""Create the account of a user who is new, or ask for the values that it lacks."""

from collections.abc import Mapping
from typing import TypeVar, cast

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import lifecycle, new_names
from gatepost.accounts import taken as taken_names
from gatepost.accounts.accounts import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import Kind, Refusal, Refused
from gatepost.features.social.operations import identity, pending_sign_up, pipeline, sign_in
from gatepost.features.social.operations.pipeline import Arrival
from gatepost.features.social.operations.rules import Rules
from gatepost.features.social.settings import SocialSettings
from gatepost.flow import sign_up as flow
from gatepost.flow.endings import INTERACTIVE, Ending
from gatepost.flow.outcome import Pending
from gatepost.ground import clock, database, text

EMAIL_TAKEN = Refusal(
    Kind.INVALID, "email_taken", param="email", text=_("A user is already registered with this email address.")
)
EMAIL_REQUIRED = Refusal(
    Kind.INVALID, "email_required", param="email", text=_("The provider did not share an email address.")
)
SIGNUP_REQUIRED = Refusal(
    Kind.PROOF_REQUIRED, pending_sign_up.FLOW, text=_("This sign-up needs more information than the provider shared.")
)
Result = TypeVar("Result")


class LostError(Exception):
    """A concurrent request inserted the same identity or name first."""


def start(arrival: Arrival, ending: Ending[Result], rules: Rules, *, taken: bool) -> Result:
    """Create the account, or ask for what is missing.

    Args:
        arrival: The user who came back from the provider.
        ending: How the API ends the sign-up.
        rules: How the API treats new identities.
        taken: Whether another account has the address.

    Raises:
        LostError: A concurrent request was faster.
        Refused: FORBIDDEN if sign-up is closed; `email_taken`, `email_required`, SIGNUP_REQUIRED from APIs that can't
            ask.
    """
    values = pipeline.step("new")(arrival)
    missing, draft = _missing(arrival, values, rules), flow.draft(values, partial=True)
    if "username" in draft.taken:
        draft = flow.draft({name: value for name, value in values.items() if name != "username"}, partial=True)
    asked = missing or not conf.read(SocialSettings).auto_signup
    if taken and not rules.allow_shared_email:
        if not ending.asks:
            raise Refused(EMAIL_TAKEN)
        if not asked and needs_decoy():
            return cast("Result", decoy(arrival, draft))
        # If taken addresses are hidden, act as for a free one: create an account, without a claim to the address.
        asked = asked or not taken_names.hides("email")
    if ending.asks and asked:
        return cast("Result", pending_sign_up.ask(arrival))
    if missing:
        raise Refused(EMAIL_REQUIRED if "email" in missing else SIGNUP_REQUIRED)
    if taken:
        give_up_claim(draft.account)
    return write(arrival, draft.account, ending)


def needs_decoy() -> bool:
    """Whether a taken address needs a decoy sign-up, since a sign-up with a password would not reveal it either."""
    return taken_names.hides("email") and conf.read(AccountsSettings).email_verification == "mandatory"


def decoy(arrival: Arrival, draft: flow.Draft) -> Pending:
    """Answer a sign-up with a taken address like one with a free address; only for endings that ask.

    Raises:
        Refused: `email_taken`, `username_taken` where that may be revealed.
    """
    return INTERACTIVE.decoy(arrival.visit, *flow.hidden(draft.account, draft.taken))


def give_up_claim(account: Account) -> None:
    """Let an account list an address that another one has, without a claim to it."""
    for row in account.identifiers:
        if row.kind == "email":
            row.claim = None


def _missing(arrival: Arrival, values: Mapping[str, str], rules: Rules) -> list[str]:
    """Required sign-up fields without a value; a username can be generated, and a password is not needed.

    If the project doesn't accept the address that the provider shared, an address is required, too: otherwise the
    account would silently have none.
    """
    required = [name[:-1] for name in conf.read(AccountsSettings).signup_fields if name.endswith("*")]
    shared = arrival.person.email
    refused = ["email"] if shared and new_names.faults("email", shared) else []
    wanted = dict.fromkeys((*(required if rules.asks is None else rules.asks), *rules.needs, *refused))
    missing = [name for name in wanted if name not in ("password", "username") and not values.get(name)]
    return [*missing, *(str(one.param) for one in new_names.missing(values) if one.param not in missing)]


def write(arrival: Arrival, account: Account, ending: Ending[Result]) -> Result:
    """Create the account, connect the identity, and start its first login.

    Raises:
        LostError: A concurrent request was faster.
    """
    address = account.primary("email")
    for name, value in pipeline.step("fields")(arrival, account.user, fresh=True).items():
        setattr(account.user, name, value)
    person = arrival.person
    with database.atomic():
        if address is not None and person.verified and address.canonical == text.canonical_email(person.email):
            address.verified_at = clock.now() if address.claim is not None else None
        if not lifecycle.insert(account) or not identity.write(arrival, account.user):
            raise LostError
        return sign_in.end(arrival, account, sign_in.proof_of(arrival), ending, purpose="signup")
