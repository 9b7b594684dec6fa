"""Requests to providers, with the hosts and authorities of the settings."""

from collections.abc import Mapping
from typing import TypedDict, Unpack

from gatepost import conf
from gatepost.features.social.protocol.fault import FaultReason, ProviderFault
from gatepost.features.social.settings import SocialSettings
from gatepost.ground.guarded_http import address, client
from gatepost.ground.guarded_http.client import Fetched
from gatepost.ground.guarded_http.fault import Unavailable, Untrusted


class RequestParts(TypedDict, total=False):
    """What a request may have, as in `client.fetch`."""

    params: Mapping[str, str] | None
    form: Mapping[str, str] | None
    body: Mapping[str, str] | None
    headers: Mapping[str, str] | None
    basic: tuple[str, str] | None


def fetch(verb: str, url: str, **parts: Unpack[RequestParts]) -> Fetched:
    """Make a request to a provider.

    Raises:
        ProviderFault: UNAVAILABLE if there is no usable answer; UNTRUE for a redirect, or a URL that may not be
            requested.
    """
    settings = conf.read(SocialSettings)
    try:
        return client.fetch(verb, url, allowed=settings.allowed_hosts, ca_file=settings.ca_file, **parts)
    except Unavailable as fault:
        raise ProviderFault(FaultReason.UNAVAILABLE, str(fault)) from None
    except Untrusted as fault:
        raise ProviderFault(FaultReason.UNTRUE, str(fault)) from None


def check_url(url: str) -> None:
    """Check that a URL may be requested; its host's addresses are checked with the request.

    Raises:
        ProviderFault: UNTRUE if not.
    """
    try:
        address.checked(url, conf.read(SocialSettings).allowed_hosts)
    except Untrusted as fault:
        raise ProviderFault(FaultReason.UNTRUE, str(fault)) from None
