"""Log in on a device without a browser: it shows a short code, which its user types and allows elsewhere.

Rules: the device polls no faster than it was told; one conditional delete decides which poll gets the tokens; a device
stays logged in when the session that allowed it ends, but not after a new password or "log out everywhere".
Source: RFC 8628, sections 3.1, 3.2, 3.4 and 3.5.
"""

from datetime import timedelta

import msgspec

from gatepost import conf
from gatepost.errors import Refused
from gatepost.features.provider import queries
from gatepost.features.provider.models import DeviceRequest, Grant, OAuthClient
from gatepost.features.provider.operations import (
    authorization_request,
    code_grant,
    encryption,
    grant_types,
    grants,
    issuing,
    refusals,
)
from gatepost.features.provider.operations.client_authentication import authenticate
from gatepost.features.provider.operations.issuing import IssuedTokens
from gatepost.features.provider.operations.token_request import TokenRequest, require_grant_type
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import clock, credentials, database, keyring
from gatepost.tokens.settings import TokensSettings

DEVICE_CODE, USER_CODE = "oauth-device-code", "oauth-user-code"
SLOWER_SECONDS = 5


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """What the device gets.

    Args:
        device_code: With which it polls.
        user_code: Which it shows.
        expires_in: How long both are valid, in seconds.
        interval: How long it must wait between polls, in seconds.
    """

    device_code: str
    user_code: str
    expires_in: int
    interval: int

    def __repr__(self) -> str:
        return f"<Started {self.expires_in} s>"


def start(request: TokenRequest) -> Started:
    """Start the login of a device.

    Raises:
        Refused: `invalid_client`, `unauthorized_client`, `invalid_scope`, `invalid_target`.
    """
    client = authenticate(request.presented)
    require_grant_type(client, grant_types.DEVICE)
    settings, now = conf.read(ProviderSettings), clock.now()
    device_code, user_code = credentials.make("d"), credentials.mailed_code()
    queries.insert_device_request(
        DeviceRequest(
            digest=keyring.digest(DEVICE_CODE, device_code),
            code_digest=keyring.digest(USER_CODE, credentials.normal_code(user_code)),
            client=client,
            scope=authorization_request.requested_scope(client, request.parameters.get("scope", "")),
            audience=" ".join(authorization_request.requested_resources(request.resources)),
            interval=settings.device_poll_seconds,
            created_at=now,
            expires_at=now + timedelta(seconds=settings.device_seconds),
        )
    )
    return Started(
        device_code=device_code,
        user_code=user_code,
        expires_in=settings.device_seconds,
        interval=settings.device_poll_seconds,
    )


def redeem(request: TokenRequest) -> IssuedTokens:
    """Answer a poll: tokens once the user has allowed it.

    Raises:
        Refused: `authorization_pending`, `slow_down`, `access_denied`, `expired_token`, `invalid_grant`,
            `invalid_client`, `unauthorized_client`.
    """
    code = request.required("device_code")
    row = queries.device_request(keyring.digests(DEVICE_CODE, code)) if credentials.well_formed("d", code) else None
    client = authenticate(request.presented, row.client if row is not None else None)
    require_grant_type(client, grant_types.DEVICE)
    if row is None or row.client_id != client.id:
        raise Refused(refusals.INVALID_GRANT)
    now = clock.now()
    if row.expires_at <= now:
        raise Refused(refusals.EXPIRED_TOKEN)
    if row.denied_at is not None:
        raise Refused(refusals.ACCESS_DENIED)
    if row.user is None:
        if queries.poll(row, now):
            raise Refused(refusals.AUTHORIZATION_PENDING)
        queries.slow_down(row.id, SLOWER_SECONDS)
        raise Refused(refusals.SLOW_DOWN)
    encryption.prepare(client)
    return database.retry_transaction_on_deadlock(lambda: _issue(request, row, client))


def _issue(request: TokenRequest, row: DeviceRequest, client: OAuthClient) -> IssuedTokens:
    """Use the request up and issue its tokens, or nothing if another poll did."""
    settings, now = conf.read(TokensSettings), clock.now()
    grant = Grant(
        kind="device",
        client=client,
        user=row.user,
        session_number=row.session_number,
        auth_hash=row.auth_hash,
        scope=row.scope,
        audience=row.audience,
        auth_time=row.auth_time,
        acr=row.acr,
        amr=row.amr,
        jkt=request.jkt,
        redeemed_at=now,
        created_at=now,
        expires_at=now + timedelta(seconds=settings.access_seconds),
    )
    if not grants.is_valid(grant) or not queries.delete_device_request(row.id):
        raise Refused(refusals.INVALID_GRANT)
    refresh = ""
    if grant_types.REFRESH in client.grant_types:
        generation = code_grant.start_family(request, grant, offline=True)
        refresh, grant.family = generation.text, generation.family
        grant.expires_at = now + timedelta(seconds=settings.refresh_absolute_seconds)
    queries.insert_grant(grant)
    return issuing.issue(grant, client, refresh_token=refresh)
