"""Reads the parameters of a request: each may be given once, unknown ones are ignored, none is larger than it need be.

Source: RFC 6749, sections 3.1 and 3.2; RFC 8707, section 2.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from urllib.parse import unquote_plus

import msgspec
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict

from gatepost import conf
from gatepost.dialects.oauth import discovery
from gatepost.door import readable, visitor
from gatepost.errors import Refused
from gatepost.features.provider.operations import client_assertions
from gatepost.features.provider.operations.client_authentication import BASIC, KEY, NONE, POST, Presented
from gatepost.features.provider.operations.refusals import (
    INVALID_CLIENT,
    INVALID_DPOP_PROOF,
    INVALID_REQUEST,
    USE_DPOP_NONCE,
)
from gatepost.features.provider.settings import ProviderSettings
from gatepost.tokens.signed import dpop
from gatepost.tokens.signed.dpop import NonceRequired, Proof
from gatepost.tokens.signed.jwt import BadToken

FORM = "application/x-www-form-urlencoded"
REPEATABLE = ("resource", "audience")
LONGEST, MOST, MOST_REPEATED = 8192, 60, 10
"""Characters of a value, number of parameters, values of one that may be repeated."""
_UNFIT = re.compile("[\x00\ud800-\udfff]")
"""What no database takes."""


class Parameters(msgspec.Struct, frozen=True):
    """What was sent: values by name, an empty one as if it was left out; and those that may be repeated."""

    values: dict[str, str]
    repeated: dict[str, tuple[str, ...]]

    @property
    def resources(self) -> Sequence[str]:
        """The values of `resource`."""
        return self.repeated.get("resource", ())


def of_form(request: HttpRequest) -> Parameters:
    """The parameters of a form body; none without a media type, as in a POST to userinfo that has a header alone.

    Raises:
        Refused: `invalid_request`.
    """
    if request.content_type not in (FORM, ""):
        raise Refused(INVALID_REQUEST)
    _check(request)
    return _read(request.POST)


def of_query(request: HttpRequest) -> Parameters:
    """The parameters of a query.

    Raises:
        Refused: `invalid_request`.
    """
    _check(request)
    return _read(request.GET)


def _check(request: HttpRequest) -> None:
    try:
        readable.check(request)
        if request.META.get("QUERY_STRING"):
            request.GET  # noqa: B018 - the access parses it
    except (Refused, SuspiciousOperation):
        raise Refused(INVALID_REQUEST) from None


def _read(given: QueryDict) -> Parameters:
    values: dict[str, str] = {}
    repeated: dict[str, tuple[str, ...]] = {}
    if len(given) > MOST:
        raise Refused(INVALID_REQUEST)
    for name, texts in given.lists():
        found = [str(text) for text in texts if text]
        if name in REPEATABLE:
            repeated[name] = tuple(found)
        elif len(texts) > 1:
            raise Refused(INVALID_REQUEST)
        if len(found) > MOST_REPEATED or any(_unfit(text) for text in found):
            raise Refused(INVALID_REQUEST)
        if found and name not in REPEATABLE:
            values[name] = found[0]
    return Parameters(values, repeated)


def _unfit(text: str) -> bool:
    return len(text) > LONGEST or _UNFIT.search(text) is not None


def presented(request: HttpRequest, values: dict[str, str]) -> Presented:
    """What a request says of its client, in exactly one way.

    Raises:
        Refused: `invalid_request` for two ways at once; `invalid_client` for a malformed header.
    """
    scheme, _, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if "client_assertion" in values or "client_assertion_type" in values:
        if scheme.lower() == "basic" or values.get("client_secret"):
            raise Refused(INVALID_REQUEST)
        return _asserted(request, values)
    if scheme.lower() != "basic":
        secret = values.get("client_secret", "")
        client_id, method = values.get("client_id", ""), POST if secret else NONE
        return Presented(method=method, client_id=client_id, secret=secret, network=visitor.network(request))
    client_id, secret = _basic(text.strip())
    if values.get("client_secret") or values.get("client_id", client_id) != client_id:
        raise Refused(INVALID_REQUEST)
    return Presented(method=BASIC, client_id=client_id, secret=secret, network=visitor.network(request))


def _asserted(request: HttpRequest, values: dict[str, str]) -> Presented:
    """A client that signed an assertion, which names it (RFC 7521, section 4.2)."""
    assertion = values.get("client_assertion", "")
    client_id = client_assertions.client_id_in(assertion)
    if values.get("client_assertion_type") != client_assertions.TYPE or values.get("client_id", client_id) != client_id:
        raise Refused(INVALID_CLIENT)
    audiences = (conf.read(ProviderSettings).issuer, discovery.base() + request.path)
    return Presented(method=KEY, client_id=client_id, assertion=assertion, audiences=audiences)


def proof(request: HttpRequest) -> str:
    """The thumbprint of the key whose possession a request proves; "" without a proof. A proof is used up, too.

    Raises:
        Refused: `invalid_dpop_proof`; `use_dpop_nonce`.
    """
    text = request.META.get("HTTP_DPOP")
    if text is None:
        return ""
    found = verified_proof(request, text)
    use_up(found)
    return found.thumbprint


def use_up(found: Proof) -> None:
    """Accept a proof once.

    Raises:
        Refused: `invalid_dpop_proof`.
    """
    if not dpop.is_first_use(found):
        raise Refused(INVALID_DPOP_PROOF)


def verified_proof(request: HttpRequest, text: str, *, access_token: str = "") -> Proof:
    """The proof in a request, verified but not used up; no query.

    Raises:
        Refused: `invalid_dpop_proof`; `use_dpop_nonce`.
    """
    try:
        return dpop.verify(
            text,
            method=str(request.method),
            url=discovery.base() + request.path,
            access_token=access_token,
            needs_nonce=conf.read(ProviderSettings).dpop_nonce,
        )
    except NonceRequired:
        raise Refused(USE_DPOP_NONCE) from None
    except BadToken:
        raise Refused(INVALID_DPOP_PROOF) from None


def _basic(text: str) -> tuple[str, str]:
    """Id and secret, each form-encoded before both were encoded together (RFC 6749, section 2.3.1)."""
    try:
        decoded = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        raise Refused(INVALID_CLIENT) from None
    client_id, colon, secret = decoded.partition(":")
    if not colon or _unfit(decoded):
        raise Refused(INVALID_CLIENT)
    return unquote_plus(client_id), unquote_plus(secret)


def bearer(request: HttpRequest, values: dict[str, str]) -> tuple[str, str]:
    """The access token of a request and the scheme it came with, from the header or a form, not both.

    Raises:
        Refused: `invalid_request`.
    """
    scheme, _, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    posted = values.get("access_token", "")
    if scheme.lower() in ("bearer", "dpop"):
        if posted:
            raise Refused(INVALID_REQUEST)
        return text.strip(), scheme.lower()
    return posted, "bearer"
