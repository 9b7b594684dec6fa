"""The endpoints that clients call by themselves: token, userinfo, introspection, revocation, pushed requests."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from gatepost import conf
from gatepost.dialects.oauth import answers, parameters
from gatepost.dialects.oauth.endpoint import endpoint
from gatepost.dialects.oauth.parameters import Parameters
from gatepost.errors import Refused
from gatepost.features.provider.operations import authorize, device_grant, pending_requests, presented_tokens
from gatepost.features.provider.operations import token as tokens
from gatepost.features.provider.operations.issuing import IssuedTokens
from gatepost.features.provider.operations.presented_tokens import UserInfo
from gatepost.features.provider.operations.refusals import INVALID_REQUEST
from gatepost.features.provider.operations.token_request import TokenRequest
from gatepost.features.provider.settings import ProviderSettings
from gatepost.flow.visit import Visit
from gatepost.ground.targets import with_fragment

CREATED = 201


@endpoint("POST", limit="oauth_token_network")
def device(request: HttpRequest, visit: Visit, given: Parameters) -> HttpResponse:
    """The device authorization endpoint. Source: RFC 8628, section 3.1."""
    started = device_grant.start(_asked(request, visit, given))
    page = conf.read(ProviderSettings).device_page
    answer = {
        **msgspec.structs.asdict(started),
        "verification_uri": page,
        "verification_uri_complete": with_fragment(page, code=started.user_code),
    }
    return answers.as_json(answer)


@endpoint("POST", limit="oauth_token_network")
def token(request: HttpRequest, visit: Visit, given: Parameters) -> HttpResponse:
    """The token endpoint. Source: RFC 6749, section 3.2."""
    return answers.as_json(_shown(tokens.redeem(_asked(request, visit, given))))


def _asked(request: HttpRequest, visit: Visit, given: Parameters) -> TokenRequest:
    return TokenRequest(
        visit=visit,
        presented=parameters.presented(request, given.values),
        parameters=given.values,
        resources=given.resources,
        audiences=given.repeated.get("audience", ()),
        jkt=parameters.proof(request),
    )


def _shown(issued: IssuedTokens) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "access_token": issued.access_token,
        "token_type": issued.token_type,
        "expires_in": issued.expires_in,
        "scope": issued.scope,
    }
    optional = {"refresh_token": issued.refresh_token, "id_token": issued.id_token}
    return shown | {name: value for name, value in optional.items() if value} | issued.further


@endpoint("GET", "POST")
def userinfo(request: HttpRequest, visit: Visit, given: Parameters) -> HttpResponse:
    """The userinfo endpoint. Source: OpenID Connect Core, section 5.3."""
    del visit
    text, scheme = parameters.bearer(request, given.values if request.method == "POST" else {})
    if scheme != "dpop":
        return _told(presented_tokens.userinfo(text))
    proof = parameters.verified_proof(request, request.headers.get("DPoP", ""), access_token=text)
    shown = presented_tokens.userinfo(text, jkt=proof.thumbprint)
    parameters.use_up(proof)  # last, so that strangers' proofs are not stored
    return _told(shown)


def _told(shown: UserInfo) -> HttpResponse:
    if shown.token:
        return HttpResponse(shown.token, content_type="application/jwt")
    return answers.as_json(shown.claims)


@endpoint("POST")
def introspect(request: HttpRequest, visit: Visit, given: Parameters) -> HttpResponse:
    """The introspection endpoint. Source: RFC 7662."""
    del visit
    return answers.as_json(presented_tokens.introspect(parameters.presented(request, given.values), _token(given)))


@endpoint("POST", limit="oauth_token_network")
def revoke(request: HttpRequest, visit: Visit, given: Parameters) -> HttpResponse:
    """The revocation endpoint. Source: RFC 7009."""
    del visit
    presented_tokens.revoke(parameters.presented(request, given.values), _token(given))
    return HttpResponse(status=200)


def _token(given: Parameters) -> str:
    text = given.values.get("token", "")
    if not text:
        raise Refused(INVALID_REQUEST.at("token"))
    return text


@endpoint("POST", limit="oauth_authorize_network")
def push(request: HttpRequest, visit: Visit, given: Parameters) -> HttpResponse:
    """The endpoint for pushed authorization requests. Source: RFC 9126."""
    del visit
    presented = parameters.presented(request, given.values)
    uri = authorize.push(presented, given.values, given.resources, jkt=parameters.proof(request))
    return answers.as_json({"request_uri": uri, "expires_in": pending_requests.PUSHED_SECONDS}, status=CREATED)
