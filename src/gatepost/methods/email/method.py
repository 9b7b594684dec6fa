"""How email addresses make themselves known."""

from gatepost.flow.method import Method, Step
from gatepost.methods.email.api import ENDPOINTS
from gatepost.methods.email.operations import send, without_session

METHOD = Method(
    name="email",
    endpoints=ENDPOINTS,
    steps=(
        Step(
            name="verify_email",
            order=10,
            needed=send.needed,
            start=send.start,
            decoy=send.decoy,
            by_link=without_session.begin,
        ),
    ),
    signed_up=send.signed_up,
    config=lambda: {"account": {"email_verification_by_code_enabled": send.by_code()}},
)
