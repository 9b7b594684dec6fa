"""Enrol and remove an authenticator app."""

import io
from datetime import timedelta
from urllib.parse import quote, urlencode

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import accounts, columns
from gatepost.accounts import queries as account_queries
from gatepost.accounts.models import Authenticator
from gatepost.errors import CONFLICT, Kind, Refusal, Refused
from gatepost.features.totp import purposes, queries
from gatepost.features.totp.models import TotpSecret
from gatepost.features.totp.operations.check import PURPOSE, random_secret, step_of
from gatepost.features.totp.settings import TotpSettings
from gatepost.flow import enrolment, factors, second_factor, single_factor
from gatepost.flow.outcome import Done, Enrolled
from gatepost.flow.visit import Visit
from gatepost.ground import database, keyring, limits, secrets
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.settings import OutboxSettings
from gatepost.ground.user_types import User

TYPE = "totp"
ENROLMENT = "totp-enrolment"
UNVERIFIED = Refusal(Kind.INVALID, "unverified_email", param="code", text=factors.UNVERIFIED.text)
INCORRECT_CODE = Refusal(Kind.WRONG, "incorrect_code", param="code", text=_("Incorrect code."))
RATE_LIMITED = Refusal(Kind.WRONG, "rate_limited", param="code", text=_("Too many incorrect codes. Try again later."))


def held(user: User) -> Authenticator | None:
    """The user's authenticator app, if any."""
    return single_factor.find(user, TYPE)


class NewSecret(msgspec.Struct, frozen=True):
    """A secret to enrol an app with, in base32 and as the URL that an app reads."""

    text: str
    url: str

    def __repr__(self) -> str:
        return "<NewSecret>"


def show(visit: Visit) -> Authenticator | NewSecret:
    """The user's app; if there is none, generate a secret to enrol one with.

    Raises:
        Refused: `unverified_email`.
    """
    enrolling = enrolment.enrolling(visit)
    session, user = enrolling.session, enrolling.user
    app = held(user)
    if app is not None:
        return app
    factors.may_enrol(user, one_is_enough=enrolling.login is not None)
    secret = random_secret()
    secrets.issue(
        purposes.ENROLMENT,
        user_id=user.pk,
        target=keyring.seal(ENROLMENT, secret.encode(), session.handle),
        lifetime=timedelta(seconds=conf.read(TotpSettings).enrolment_seconds),
        bound_to=session.handle,
    )
    return NewSecret(secret, url(user, secret))


def url(user: User, secret: str) -> str:
    """The `otpauth` URL that authenticator apps read from a QR code."""
    row = accounts.load(user).primary("email")
    label = row.value if row is not None else columns.display(user)
    issuer = conf.read(TotpSettings).issuer or conf.read(OutboxSettings).from_name
    return f"otpauth://totp/{quote(label)}?{urlencode({'secret': secret, 'issuer': issuer})}"


def _waiting(visit: Visit) -> tuple[OneTimeSecret, str] | None:
    """The last secret shown in this session, if still pending."""
    row = secrets.bound(purposes.ENROLMENT, visit.handle)
    if row is None:
        return None
    return row, keyring.unseal(ENROLMENT, row.target, visit.handle).decode()


def picture(visit: Visit) -> str:
    """The QR code of the last secret shown in this session, in SVG.

    It requires what activation requires, so that users reauthenticate before they scan it.

    Raises:
        Refused: `unverified_email`, PROOF_REQUIRED; CONFLICT if no secret is waiting for its first code.
    """
    enrolling = enrolment.enrolling(visit)
    enrolling.check(visit)
    waiting = _waiting(visit)
    if waiting is None:
        raise Refused(CONFLICT)
    return svg(enrolling.user, waiting[1])


def svg(user: User, secret: str) -> str:
    """The URL of a secret as a QR code, in SVG."""
    import segno  # noqa: PLC0415 - slow to import, and few requests need it

    code = segno.make(url(user, secret), error="m", micro=False)
    picture = io.BytesIO()
    code.save(picture, kind="svg", scale=4, border=4, xmldecl=False, nl=False)
    return picture.getvalue().decode()


def admit(visit: Visit) -> None:
    """Refuse accounts with an unverified address, before the input is validated.

    Raises:
        Refused: LOGIN_REQUIRED, `unverified_email`.
    """
    try:
        enrolment.admit_verified(visit)
    except Refused as refused:
        if refused.kind is Kind.LOGIN_REQUIRED:
            raise
        raise Refused(UNVERIFIED) from None


def activate(visit: Visit, *, code: str) -> Enrolled:
    """Activate the app with its first code; from then on, logins require a code.

    The first code can be reused once, for a login right afterwards, since apps show it for half a minute.

    Raises:
        Refused: `incorrect_code`, `rate_limited`, `unverified_email`, PROOF_REQUIRED; CONFLICT if the user already
            has an app.
    """
    enrolling = enrolment.enrolling(visit)
    user = enrolling.user
    attempt = limits.attempt("factor_enrolment", str(user.pk), RATE_LIMITED)
    admit(visit)
    waiting = _waiting(visit)
    step = step_of(waiting[1], code) if waiting is not None else None
    if waiting is None or step is None:
        raise Refused(INCORRECT_CODE)
    attempt.reset_after_success()
    enrolling.check(visit)
    with database.atomic():
        account_queries.lock(user.pk)
        if not secrets.consume(waiting[0]):
            raise Refused(CONFLICT)
        app = add(visit, user, waiting[1], step)
        return Enrolled(app, enrolling.finish(visit, second_factor.proof_of(app)))


def add(visit: Visit, user: User, secret: str, step: int) -> Authenticator:
    """Insert a new app and notify the user; runs in a transaction that holds the user's lock.

    Raises:
        Refused: CONFLICT if there is one already.
    """

    def write(app: Authenticator) -> None:
        queries.insert(TotpSecret(authenticator=app, sealed=keyring.seal(PURPOSE, secret.encode(), app.id.hex)))

    return single_factor.add(visit, user, TYPE, write, counter=step - 1, mail="totp/activated")


def remove(visit: Visit) -> Done:
    """Remove the app; does nothing if there is none.

    Raises:
        Refused: PROOF_REQUIRED.
    """
    return single_factor.remove(visit, TYPE, mail="totp/removed")
