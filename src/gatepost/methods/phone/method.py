"""How phone numbers make themselves known."""

from gatepost.flow.method import Method, Step
from gatepost.methods.phone.api import ENDPOINTS
from gatepost.methods.phone.operations import verify

METHOD = Method(
    name="phone",
    endpoints=ENDPOINTS,
    steps=(Step(name="verify_phone", order=20, needed=verify.needed, start=verify.start, decoy=verify.decoy),),
)
