"""Make an account."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import lifecycle, queries
from gatepost.accounts.account import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.errors import FORBIDDEN, Kind, Refusal, Refused
from gatepost.flow import engine
from gatepost.flow.outcome import LoggedIn, Pending
from gatepost.flow.proof import Proof
from gatepost.flow.visit import Visit
from gatepost.ground import clock, database
from gatepost.methods.password import hashing, rules

TAKEN = {
    kind: Refusal(Kind.INVALID, f"{kind}_taken", param=kind, text=sentence)
    for kind, sentence in (
        ("email", _("A user is already registered with this email address.")),
        ("username", _("This user name is taken.")),
        ("phone", _("A user is already registered with this phone number.")),
    )
}
STEPS = {"email": "verify_email", "phone": "verify_phone"}


def sign_up(visit: Visit, *, values: Mapping[str, str], password: str | None) -> LoggedIn | Pending:
    """Make an account and go on to what its login needs.

    A taken address or number is not told where it must be proved anyway: the same statements run and the
    same answer is given, and its owner gets a mail.

    Args:
        visit: The door.
        values: Identifiers by kind and declared extra fields by name, all well-formed.
        password: As typed, or None where sign-up asks for none.

    Raises:
        Refused: FORBIDDEN (closed), `username_taken`, `email_taken`, `phone_taken`, the validators' codes.
    """
    if not conf.read(AccountsSettings).signup_open:
        raise Refused(FORBIDDEN)
    draft = lifecycle.build(values, lifecycle.unusable_hash())
    faults = rules.faults(password, draft.user, "password") if password is not None else []
    taken = _taken(draft)
    faults += [TAKEN[kind] for kind in taken if not _hides(kind)]
    if faults:
        raise Refused(*faults)
    draft.user.password = hashing.make(password)
    _give_up_claims(draft, taken)
    with database.atomic():
        if lifecycle.insert(draft):
            proof = Proof(method="signup", at=clock.unix(), told=False)
            return engine.advance(visit, draft, proof, purpose="signup")
        taken = taken or _taken(draft)
        hidden = next((kind for kind in taken if _hides(kind)), None)
        if hidden is None:
            raise Refused(*(TAKEN[kind] for kind in taken or ("username",)))
        return engine.wait_in_vain(visit, STEPS[hidden], taken[hidden])


def _taken(draft: Account) -> dict[str, str]:
    """Which of the wanted names somebody holds: kind to the holder's stored form."""
    wanted = {row.canonical: row.kind for row in draft.identifiers}
    rows = queries.claims(list(set(wanted.values())), list(wanted))
    return {row.kind: row.value for row in rows if wanted.get(row.canonical) == row.kind}


def _hides(kind: str) -> bool:
    """Whether the answer may not tell that a name of this kind is taken."""
    settings = conf.read(AccountsSettings)
    if kind == "username" or settings.prevent_enumeration is False:
        return False
    return kind == "phone" or settings.email_verification == "mandatory" or settings.prevent_enumeration == "strict"


def _give_up_claims(draft: Account, taken: Mapping[str, str]) -> None:
    """Strictly silent and not verified at once: a second account with an address that it does not hold."""
    settings = conf.read(AccountsSettings)
    if "email" in taken and settings.email_verification != "mandatory":
        for row in draft.identifiers:
            if row.kind == "email":
                row.claim = None
