"""Registers the feature: email addresses and their verification."""

from gatepost import conf
from gatepost.features.email import purposes
from gatepost.features.email.api import ENDPOINTS
from gatepost.features.email.operations import send, without_session
from gatepost.features.email.settings import EmailSettings
from gatepost.features.email.shapes import VerifyEmailFlow
from gatepost.flow.feature import Feature, Step
from gatepost.ground import sending
from gatepost.ground.links import Link


@sending.use_smtputf8
def _smtputf8() -> bool:
    return conf.read(EmailSettings).smtputf8


FEATURE = Feature(
    name="email",
    title="Email addresses",
    place=15,
    settings=(EmailSettings,),
    purposes=purposes.ALL,
    limits={
        "verification_address": ("1/180",),
        "verification_address_any": ("1/180",),
        "verification_code": ("1/10",),
        "verification_code_any": ("1/10",),
    },
    links=(Link("verify_email", "/account/verify-email/{key}", "The page that verifies an address."),),
    endpoints=ENDPOINTS,
    shapes=(VerifyEmailFlow,),
    steps=(
        Step(
            name="verify_email",
            order=10,
            needed=send.needed,
            applies=send.may_be_needed,
            start=send.start,
            decoy=send.decoy,
            by_link=without_session.begin,
        ),
    ),
    signed_up=send.signed_up,
    config=lambda: {"account": {"email_verification_by_code_enabled": send.by_code()}},
)
