"""Create accounts, whatever they will sign in with."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import lifecycle, new_names
from gatepost.accounts import taken as taken_names
from gatepost.accounts.accounts import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import FORBIDDEN, Kind, Refusal, Refused
from gatepost.flow import activation, engine, notices
from gatepost.flow.endings import SignUpEnding
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database

TAKEN = {
    kind: Refusal(Kind.INVALID, f"{kind}_taken", param=kind, text=sentence)
    for kind, sentence in (
        ("email", _("A user is already registered with this email address.")),
        ("username", _("This username is taken.")),
        ("phone", _("A user is already registered with this phone number.")),
    )
}
Result = TypeVar("Result")
STEPS = {"email": "verify_email", "phone": "verify_phone"}


class Draft(msgspec.Struct, frozen=True):
    """An account not yet written.

    Args:
        account: User and identifiers.
        taken: Its names that another account has: kind to the form stored there.
    """

    account: Account
    taken: dict[str, str]

    def faults(self) -> list[Refusal]:
        """Refusals for taken names, as far as the response may reveal them."""
        return [TAKEN[kind] for kind in self.taken if not taken_names.hides(kind)]


def draft(values: Mapping[str, str], *, shared: bool = False, partial: bool = False) -> Draft:
    """Prepare an account; nothing is written.

    Args:
        values: Identifiers by kind and declared extra fields by name, as typed.
        shared: Whether an address may belong to several accounts; only the first can sign in with it.
        partial: Whether names that the user model requires may be missing, because they can still be asked for.

    Raises:
        Refused: FORBIDDEN if sign-up is closed; `required`, `invalid`, `max_length` and the codes of the model's
            validators, each with its field.
    """
    if not conf.read(AccountsSettings).signup_open:
        raise Refused(FORBIDDEN)
    faults = new_names.faults_of(values)
    if found := faults if partial else [*new_names.missing(values), *faults]:
        raise Refused(*found)
    account = lifecycle.build(values, lifecycle.unusable_hash())
    taken = _taken(account)
    if (shared or not _verification_mandatory()) and taken_names.hidden_duplicates(account.identifiers):
        # This account would be created even if another one has the address; its username, spelled like that address,
        # would then be found before the address's owner.
        taken.setdefault("username", "")
    if shared and taken.pop("email", ""):
        for row in account.all_of("email"):
            row.claim = None
    return Draft(account, taken)


def faults(values: Mapping[str, str], *, shared: bool = False) -> list[Refusal]:
    """The faults of a sign-up, as far as the response may reveal them; none if sign-up is closed.

    Args:
        values: Identifiers by kind and declared extra fields by name, as far as they are well-formed.
        shared: Whether an address may belong to several accounts.
    """
    if not conf.read(AccountsSettings).signup_open:
        return []
    wrong, good = split_faults(values)
    return [*wrong, *draft(good, shared=shared, partial=True).faults()]


def split_faults(values: Mapping[str, str]) -> tuple[list[Refusal], dict[str, str]]:
    """The faults of a sign-up's values, and the valid values."""
    wrong = new_names.faults_of(values)
    params = {one.param for one in wrong}
    return wrong, {name: value for name, value in values.items() if name not in params}


def sign_up(visit: Visit, prepared: Draft, *, by: str, ending: SignUpEnding[Result]) -> Result:
    """Create an account and start its login.

    A taken address or number is not revealed if it has to be verified anyway: the same queries run, the response is
    the same, and its owner gets a mail.

    Args:
        visit: The request.
        prepared: The account, without faults.
        by: The feature that created it, for example `password`.
        ending: How the API ends the sign-up.

    Raises:
        Refused: `username_taken`, `email_taken`, `phone_taken` if another request was faster.
    """
    account, taken = prepared.account, prepared.taken
    give_up_claims(account, taken)
    with database.atomic():
        if lifecycle.insert(account):
            return ending.complete(visit, account, _proof(by), purpose="signup")
        return ending.decoy(visit, *hidden(account, taken))


def _proof(by: str) -> Proof:
    return Proof(method="signup", at=clock.unix(), details={"by": by}, listed=False)


def hidden(account: Account, taken: Mapping[str, str]) -> tuple[str, str]:
    """The step that a decoy sign-up appears to require, and the taken name.

    Raises:
        Refused: `username_taken`, `email_taken`, `phone_taken` where that may be revealed.
    """
    taken = taken or _taken_after_all(account)
    kind = next((kind for kind in taken if taken_names.hides(kind)), None)
    if kind is None:
        raise Refused(*(TAKEN[one] for one in taken or ("username",)))
    return STEPS[kind], taken[kind]


def _taken_after_all(account: Account) -> dict[str, str]:
    """The taken names of an account that the database refused, by our own table or else by the user model's."""
    found = _taken(account)
    if not found:
        found = {kind: row.value for kind in lifecycle.taken_kinds(account) for row in account.all_of(kind)}
    return found


def create(visit: Visit, prepared: Draft, *, by: str, activates: bool) -> Account:
    """Create an account without signing in. An address may belong to several; only the first can sign in with it.

    Args:
        visit: The request.
        prepared: The account, without faults.
        by: The feature that created it.
        activates: Whether it stays inactive until its address is verified by a mailed link.

    Raises:
        Refused: `username_taken` if another request was faster.
    """
    account = prepared.account
    if taken_names.hidden_duplicates(account.identifiers):
        raise Refused(TAKEN["username"])
    for row in account.identifiers:
        if row.kind in prepared.taken and row.kind != "username":
            row.claim = None
    with database.atomic():
        if activates:
            account.user.is_active = False
        if not lifecycle.insert(account):
            raise Refused(*(TAKEN[kind] for kind in _taken_after_all(account) or ("username",)))
        audit.record("signup", visit=visit, user_id=account.id, methods=[by])
        missing = engine.missing(visit, account, (_proof(by),), purpose="signup") if not activates else ()
        if activates:
            activation.wait(visit, account.user)
        elif missing:
            engine.start_by_link(visit, account, missing[0])
        else:
            notices.notify(visit, account.user, "flow/welcome", account=account)
    return account


def _verification_mandatory() -> bool:
    return conf.read(AccountsSettings).email_verification == "mandatory"


def _taken(account: Account) -> dict[str, str]:
    return taken_names.names(account.identifiers)


def give_up_claims(account: Account, taken: Mapping[str, str]) -> None:
    """Where verification isn't mandatory, let a second account list a taken address without claiming it.

    That keeps the response the same for free and taken addresses.
    """
    if "email" in taken and not _verification_mandatory():
        for row in account.identifiers:
            if row.kind == "email":
                row.claim = None
