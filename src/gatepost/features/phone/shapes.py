"""Shapes of the answers about phone numbers."""

from typing import Literal

import msgspec

from gatepost.api.shapes import PendingFlow


class VerifyPhoneFlow(PendingFlow, tag="verify_phone"):
    """A phone number is being verified."""


class PhoneNumber(msgspec.Struct):
    """A number."""

    phone: str
    verified: bool


class PhoneNumbers(msgspec.Struct):
    """The user's number."""

    status: Literal[200, 202]
    data: list[PhoneNumber]
