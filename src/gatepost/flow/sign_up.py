"""Make an account, by whichever method it will log in."""

from collections.abc import Mapping

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import lifecycle, queries
from gatepost.accounts.account import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import FORBIDDEN, Kind, Refusal, Refused
from gatepost.flow import activation, engine, grant, notices
from gatepost.flow.grant import Opener
from gatepost.flow.outcome import LoggedIn, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database

TAKEN = {
    kind: Refusal(Kind.INVALID, f"{kind}_taken", param=kind, text=sentence)
    for kind, sentence in (
        ("email", _("A user is already registered with this email address.")),
        ("username", _("This user name is taken.")),
        ("phone", _("A user is already registered with this phone number.")),
    )
}
STEPS = {"email": "verify_email", "phone": "verify_phone"}


class Draft(msgspec.Struct, frozen=True):
    """An account not yet written.

    Args:
        account: User and identifiers.
        taken: Which of its names somebody holds: kind to the holder's stored form.
    """

    account: Account
    taken: dict[str, str]

    def faults(self) -> list[Refusal]:
        """What the answer may tell of taken names."""
        return [TAKEN[kind] for kind in self.taken if not hides(kind)]


def draft(values: Mapping[str, str], *, shared: bool = False) -> Draft:
    """Prepare an account; nothing is written.

    Args:
        values: Identifiers by kind and declared extra fields by name, all well-formed.
        shared: Whether an address may belong to several; only the first is found by it.

    Raises:
        Refused: FORBIDDEN where sign-up is closed.
    """
    if not conf.read(AccountsSettings).signup_open:
        raise Refused(FORBIDDEN)
    account = lifecycle.build(values, lifecycle.unusable_hash())
    taken = _taken(account)
    if shared and taken.pop("email", ""):
        for row in account.all_of("email"):
            row.claim = None
    return Draft(account, taken)


def sign_up(visit: Visit, prepared: Draft, *, by: str) -> LoggedIn | Pending:
    """Write an account and go on to what its login needs.

    A taken address or number is not told where it must be proved anyway: the same statements run and the
    same answer is given, and its owner gets a mail.

    Args:
        visit: The door.
        prepared: The account, without faults.
        by: The method that it was made with.

    Raises:
        Refused: `username_taken`, `email_taken`, `phone_taken` if somebody was faster.
    """
    account, taken = prepared.account, prepared.taken
    give_up_claims(account, taken)
    with database.atomic():
        if lifecycle.insert(account):
            return engine.advance(visit, account, _proof(by), purpose="signup")
        return engine.wait_in_vain(visit, *_hidden(account, taken))


def in_vain(visit: Visit, prepared: Draft) -> Pending:
    """The answer that a sign-up with a free name gets, for one with a name that somebody holds.

    Raises:
        Refused: `username_taken`, `email_taken`, `phone_taken` where that may be told.
    """
    return engine.wait_in_vain(visit, *_hidden(prepared.account, prepared.taken))


def at_once(
    visit: Visit, prepared: Draft, *, by: str, opens: Opener | None = None, session: bool = False
) -> grant.Granted:
    """The same by a wire that knows no steps: what is missing is begun by a mailed link, and told by `waits`.

    Args:
        visit: The door.
        prepared: The account, without faults.
        by: The method that it was made with.
        opens: Makes what the client gets; see `flow.grant`.
        session: Whether a browser's session is opened too.

    Raises:
        Refused: As `sign_up` does.
    """
    account, taken = prepared.account, prepared.taken
    give_up_claims(account, taken)
    with database.atomic():
        if lifecycle.insert(account):
            return grant.grant(visit, account, _proof(by), opens=opens, session=session, purpose="signup")
        return grant.begin_in_vain(visit, *_hidden(account, taken))


def _proof(by: str) -> Proof:
    return Proof(method="signup", at=clock.unix(), details={"by": by}, told=False)


def _hidden(account: Account, taken: Mapping[str, str]) -> tuple[str, str]:
    """The step that a sign-up with a taken name seems to wait for, and the name, if the answer may not tell."""
    taken = taken or _taken(account)
    hidden = next((kind for kind in taken if hides(kind)), None)
    if hidden is None:
        raise Refused(*(TAKEN[kind] for kind in taken or ("username",)))
    return STEPS[hidden], taken[hidden]


def create(visit: Visit, prepared: Draft, *, by: str, activates: bool) -> Account:
    """Write an account and log nobody in. An address may belong to several; only the first is found by it.

    Args:
        visit: The door.
        prepared: The account, without faults.
        by: The method that it was made with.
        activates: Whether it is closed until its address is proved by a link, which is mailed.

    Raises:
        Refused: `username_taken` if somebody was faster.
    """
    account = prepared.account
    for row in account.identifiers:
        if row.kind in prepared.taken and row.kind != "username":
            row.claim = None
    with database.atomic():
        account.user.is_active = not activates
        if not lifecycle.insert(account):
            raise Refused(TAKEN["username"])
        audit.record("signup", visit=visit, user_id=account.id, methods=[by])
        waits = engine.missing(visit, account, (_proof(by),), purpose="signup") if not activates else ()
        if activates:
            activation.wait(visit, account.user)
        elif waits:
            grant.begin(visit, account, waits[0])
        else:
            notices.tell(visit, account.user, "flow/welcome", account=account)
    return account


def _taken(account: Account) -> dict[str, str]:
    rows = queries.claims([(row.kind, row.canonical) for row in account.identifiers])
    return {row.kind: row.value for row in rows}


def hides(kind: str) -> bool:
    """Whether the answer may not tell that a name of this kind is taken."""
    settings = conf.read(AccountsSettings)
    if kind == "username" or settings.prevent_enumeration is False:
        return False
    return kind == "phone" or settings.email_verification == "mandatory" or settings.prevent_enumeration == "strict"


def give_up_claims(account: Account, taken: Mapping[str, str]) -> None:
    """Strictly silent and not verified at once: a second account with an address that it does not hold."""
    settings = conf.read(AccountsSettings)
    if "email" in taken and settings.email_verification != "mandatory":
        for row in account.identifiers:
            if row.kind == "email":
                row.claim = None
