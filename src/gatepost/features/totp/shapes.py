"""Shapes of the answers about authenticator apps."""

from typing import Literal

import msgspec

from gatepost.api.shapes import EnrolledMeta, Held


class TotpEntry(Held, tag="totp"):
    """An authenticator app."""


class TotpAuthenticator(msgspec.Struct):
    """The authenticator app."""

    status: Literal[200]
    data: TotpEntry
    meta: EnrolledMeta | msgspec.UnsetType = msgspec.UNSET


class TotpEnrolmentMeta(msgspec.Struct):
    """What an authenticator app needs; new with each call."""

    secret: str
    totp_url: str


class TotpEnrolment(msgspec.Struct):
    """There is no authenticator app yet."""

    status: Literal[404]
    meta: TotpEnrolmentMeta


class QrCodeData(msgspec.Struct):
    """The picture as SVG."""

    svg: str


class QrCode(msgspec.Struct):
    """The QR code of the enrolment in progress."""

    status: Literal[200]
    data: QrCodeData
