"""A login step: users must accept the terms before they are signed in."""

from typing import Literal

import msgspec

from gatepost import Feature, Refused, Step
from gatepost.extending import (
    INTERACTIVE,
    LOGIN_REQUIRED,
    Authenticated,
    Conflict,
    Endpoint,
    Errors,
    PendingFlow,
    Proof,
    Unauthenticated,
    find_pending_login,
    unix_time,
)
from terms.models import Acceptance

VERSION = "2026-01"


class AcceptBody(msgspec.Struct):
    """The version that the user accepts."""

    version: Literal["2026-01"]


class TermsFlow(PendingFlow, tag="accept_terms", kw_only=True):
    """A login is waiting for this version of the terms to be accepted."""

    version: str

    @classmethod
    def of(cls, step):
        return cls(is_pending=True, version=VERSION)


def needed(account, proofs):
    return not Acceptance.objects.filter(user_id=account.id, version=VERSION).exists()


def waiting(visit):
    login = find_pending_login(visit)
    if login is None or login.user is None or login.step != STEP.name:
        raise Refused(LOGIN_REQUIRED)
    return login


def accept(visit, login):
    Acceptance.objects.get_or_create(user=login.user, version=VERSION)
    return INTERACTIVE.resume(visit, login, Proof(method="terms", at=unix_time(), listed=False))


# 60: after every proof, so that only the account's owner is asked.
STEP = Step(name="accept_terms", order=60, needed=needed)

FEATURE = Feature(
    name="terms",
    steps=(STEP,),
    shapes=(TermsFlow,),
    endpoints=(
        Endpoint(
            verb="POST",
            path="auth/terms/accept",
            summary="Accept the terms: a step of the login",
            before=waiting,
            body=lambda: AcceptBody,
            answers={200: Authenticated, 400: Errors, 401: Unauthenticated, 409: Conflict},
            handler=lambda call: accept(call.visit, call.found),
        ),
    ),
)
