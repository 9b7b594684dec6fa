"""Enrol an authenticator app from a client without a session: a one-time token stands for the shown secret."""

from datetime import timedelta

import msgspec
from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.accounts import queries as account_queries
from gatepost.accounts.models import Authenticator
from gatepost.errors import CONFLICT, Kind, Refusal, Refused
from gatepost.features.totp import purposes
from gatepost.features.totp.operations import enrol
from gatepost.features.totp.operations.check import random_secret, step_of
from gatepost.features.totp.settings import TotpSettings
from gatepost.flow import factors, sensitive
from gatepost.flow.reauthentication import anyone_of
from gatepost.flow.visit import Visit
from gatepost.ground import database, keyring, limits, secrets

INVALID_TOKEN = Refusal(
    Kind.INVALID, "invalid_token", param="activation_token", text=_("This token is invalid or expired.")
)
OTHER_USER = Refusal(
    Kind.INVALID, "other_user", param="activation_token", text=_("This token belongs to another user.")
)
ALREADY = Refusal(Kind.INVALID, "already_enabled", text=_("You already have an authenticator app."))
SEAL = "totp-activation"


class Offered(msgspec.Struct, frozen=True):
    """A secret that is waiting for its first code.

    Args:
        secret: The secret in base32.
        url: The URL that an authenticator app reads.
        svg: The URL as a QR code.
        token: The token that stands for the secret.
    """

    secret: str
    url: str
    svg: str
    token: str

    def __repr__(self) -> str:
        return "<Offered>"


def offer(visit: Visit) -> Offered:
    """Generate a secret, and a token to activate it with.

    Raises:
        Refused: LOGIN_REQUIRED, `unverified_email`, LIMITED.
    """
    user = anyone_of(visit)
    limits.hit("factor_enrolment", str(user.pk))
    factors.may_enrol(user)
    secret = random_secret()
    token = secrets.issue_ticket(
        purposes.ENROLMENT,
        user_id=user.pk,
        details=keyring.seal(SEAL, secret.encode(), str(user.pk)),
        lifetime=timedelta(seconds=conf.read(TotpSettings).enrolment_seconds),
    )
    return Offered(secret, enrol.url(user, secret), enrol.svg(user, secret), token)


def admit(visit: Visit) -> None:
    """Refuse a second app, before the input is validated.

    Raises:
        Refused: LOGIN_REQUIRED, `already_enabled`.
    """
    if enrol.held(anyone_of(visit)) is not None:
        raise Refused(ALREADY)


def accept(visit: Visit, *, token: str, code: str) -> Authenticator:
    """Activate the app with its first code; from then on, logins require a code.

    Raises:
        Refused: `invalid_token`, `other_user`, `incorrect_code`, `already_enabled`, `unverified_email`,
            PROOF_REQUIRED, LIMITED.
    """
    user = anyone_of(visit)
    limits.hit("factor_enrolment", str(user.pk))
    found = secrets.find_ticket(purposes.ENROLMENT, token)
    if found is None or not found.details:
        raise Refused(INVALID_TOKEN)
    if found.user_id != user.pk:
        raise Refused(OTHER_USER)
    secret = keyring.unseal(SEAL, found.details, str(user.pk)).decode()
    step = step_of(secret, code)
    if step is None:
        raise Refused(enrol.INCORRECT_CODE)
    factors.may_enrol(user)
    sensitive.require(visit, "change_factors")
    with database.atomic():
        account_queries.lock(user.pk)
        if not secrets.consume(found):
            raise Refused(INVALID_TOKEN)
        try:
            return enrol.add(visit, user, secret, step)
        except Refused as refused:
            if refused.kind is CONFLICT.kind:
                raise Refused(ALREADY) from None
            raise
