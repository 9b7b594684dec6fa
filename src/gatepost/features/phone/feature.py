"""Registers the feature: phone numbers and their verification."""

from gatepost.features.phone import operations, purposes
from gatepost.features.phone.api import ENDPOINTS
from gatepost.features.phone.settings import PhoneSettings
from gatepost.features.phone.shapes import VerifyPhoneFlow
from gatepost.flow.feature import Feature, Step

FEATURE = Feature(
    name="phone",
    title="Phone numbers",
    place=20,
    settings=(PhoneSettings,),
    purposes=purposes.ALL,
    limits={
        "phone_user": ("1/60",),
        "phone_number": ("1/30",),
        "phone_number_any": ("1/30",),
        "phone_network": ("3/60",),
    },
    endpoints=ENDPOINTS,
    shapes=(VerifyPhoneFlow,),
    steps=(
        Step(name="verify_phone", order=20, needed=operations.needed, start=operations.start, decoy=operations.decoy),
    ),
)
