"""Set an authenticator app up, and remove it."""

import io
import secrets as random
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pyotp
import segno
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts import queries as account_queries
from gatepost.accounts.models import Authenticator
from gatepost.errors import CONFLICT, Kind, Refusal, Refused
from gatepost.flow import enrolment, factors, notices, reauthentication, second_factor
from gatepost.flow.outcome import Done
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database, keyring, limits, secrets
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.secrets import Purpose
from gatepost.ground.settings import OutboxSettings
from gatepost.methods.totp import queries
from gatepost.methods.totp.models import TotpSecret
from gatepost.methods.totp.operations.check import PURPOSE, step_of
from gatepost.methods.totp.settings import TotpSettings

TYPE = "totp"
ENROLMENT = "totp-enrolment"
INCORRECT_CODE = Refusal(Kind.WRONG, "incorrect_code", param="code", text=_("This code is not correct."))


def _held(user: Any) -> Authenticator | None:
    return next((row for row in account_queries.authenticators(user.pk) if row.type == TYPE), None)


def show(visit: Visit) -> Done:
    """The user's app; for who has none a new secret, which an app can be fed with.

    Raises:
        Refused: `unverified_email`.
    """
    enrolling = enrolment.enrolling(visit)
    session, user = enrolling.session, enrolling.user
    held = _held(user)
    if held is not None:
        return Done(data=second_factor.told(held))
    factors.may_enrol(user, one_is_enough=enrolling.login is not None)
    secret = pyotp.random_base32()
    secrets.issue(
        Purpose.ENROL_TOTP,
        user_id=user.pk,
        target=keyring.seal(ENROLMENT, secret.encode(), session.handle),
        lifetime=timedelta(seconds=conf.read(TotpSettings).enrolment_seconds),
        bound_to=session.handle,
    )
    return Done(absent=True, meta={"secret": secret, "totp_url": url(user, secret)})


def url(user: Any, secret: str) -> str:
    """What a QR code for an authenticator app holds."""
    row = accounts.load(user).primary("email")
    label = row.value if row is not None else accounts.display(user)
    issuer = conf.read(TotpSettings).issuer or conf.read(OutboxSettings).from_name
    return f"otpauth://totp/{quote(label)}?{urlencode({'secret': secret, 'issuer': issuer})}"


def _waiting(visit: Visit) -> tuple[OneTimeSecret, str] | None:
    """The secret that was shown last in this session."""
    row = secrets.bound(Purpose.ENROL_TOTP, visit.handle)
    if row is None:
        return None
    return row, keyring.unseal(ENROLMENT, row.target, visit.handle).decode()


def picture(visit: Visit) -> Done:
    """The address of the secret that was shown last, as an SVG.

    Raises:
        Refused: CONFLICT if none waits for its first code.
    """
    user = enrolment.enrolling(visit).user
    waiting = _waiting(visit)
    if waiting is None:
        raise Refused(CONFLICT)
    code = segno.make(url(user, waiting[1]), error="m", micro=False)
    picture = io.BytesIO()
    code.save(picture, kind="svg", scale=4, border=4, xmldecl=False, nl=False)
    return Done(data={"svg": picture.getvalue().decode()})


def activate(visit: Visit, *, code: str) -> Done:
    """Take the first code: from now on a login asks for one.

    The first code may be typed once more at a login that follows at once, as apps show it for half a minute.

    Raises:
        Refused: `incorrect_code`, `unverified_email`, PROOF_REQUIRED, LIMITED; CONFLICT if there is an app already.
    """
    enrolling = enrolment.enrolling(visit)
    user = enrolling.user
    limits.hit("factor_enrolment", str(user.pk))
    try:
        factors.may_enrol(user, one_is_enough=enrolling.login is not None)
    except Refused:
        raise Refused(Refusal(Kind.INVALID, "unverified_email", param="code", text=factors.UNVERIFIED.text)) from None
    waiting = _waiting(visit)
    step = step_of(waiting[1], code) if waiting is not None else None
    if waiting is None or step is None:
        raise Refused(INCORRECT_CODE)
    enrolling.check(visit)
    with database.atomic():
        account_queries.lock(user.pk)
        if not secrets.consume(waiting[0]):
            raise Refused(CONFLICT)
        held = _insert(user, waiting[1], step)
        factors.added(visit, user)
        audit.record("factor_added", visit=visit, user_id=user.pk, type=TYPE)
        notices.tell(visit, user, "totp/activated")
        return enrolling.finish(visit, second_factor.proof_of(held), Done(data=second_factor.told(held)))


def _insert(user: Any, secret: str, step: int) -> Authenticator:
    held = Authenticator(
        number=random.randbelow(2**52 - 1) + 1,
        user=user,
        type=TYPE,
        single=TYPE,
        created_at=clock.now(),
        counter=step - 1,
    )
    if not account_queries.insert_authenticator(held):
        raise Refused(CONFLICT)
    sealed = keyring.seal(PURPOSE, secret.encode(), held.id.hex)
    queries.insert(TotpSecret(authenticator=held, sealed=sealed))
    return held


def remove(visit: Visit) -> Done:
    """Remove the app; where there is none, nothing is done.

    Raises:
        Refused: PROOF_REQUIRED.
    """
    user = user_of(visit)[1]
    if _held(user) is None:
        return Done()
    reauthentication.require(visit, "change_factors")
    with database.atomic():
        account_queries.lock(user.pk)
        if account_queries.delete_authenticators(user.pk, type=TYPE):
            factors.removed(user)
            audit.record("factor_removed", visit=visit, user_id=user.pk, type=TYPE)
            notices.tell(visit, user, "totp/removed")
    return Done()
