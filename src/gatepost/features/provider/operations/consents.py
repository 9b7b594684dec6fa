"""What a user allowed a client, and whether it must be asked for again."""

from collections.abc import Sequence
from datetime import timedelta
from secrets import randbelow

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.errors import Kind, Refusal, Refused
from gatepost.features.provider import queries
from gatepost.features.provider.models import Consent, OAuthClient
from gatepost.features.provider.operations import clients, redirect_uris
from gatepost.features.provider.operations.authorization_request import AuthorizationRequest
from gatepost.features.provider.settings import ProviderSettings
from gatepost.flow.reauthentication import user_of
from gatepost.flow.visit import Visit
from gatepost.ground import audit, clock, database
from gatepost.ground.user_types import UserId

UNKNOWN = Refusal(Kind.INVALID, "invalid_choice", param="apps", text=_("Unknown app."))


def is_needed(client: OAuthClient, request: AuthorizationRequest, user_id: UserId) -> bool:
    """Whether the user must be asked; one query, none for first-party clients.

    A consent is not remembered for an app that another one on the user's device could impersonate.
    """
    if "consent" in request.prompt:
        return True
    if client.first_party:
        return False
    if not client.confidential and not redirect_uris.identifies_app(request.redirect_uri):
        return True
    known = queries.consent(user_id, client.id)
    if known is None or (known.expires_at is not None and known.expires_at <= clock.now()):
        return True
    return not (
        set(request.scopes) <= set(known.scope.split()) and set(request.resources) <= set(known.audience.split())
    )


def remember(client: OAuthClient, scopes: Sequence[str], resources: Sequence[str], user_id: UserId) -> None:
    """Write or extend a consent; first-party clients need none."""
    if client.first_party:
        return
    seconds, now = conf.read(ProviderSettings).consent_seconds, clock.now()
    until = now + timedelta(seconds=seconds) if seconds else None
    known = queries.consent(user_id, client.id)
    if known is None:
        row = Consent(
            number=randbelow(2**52 - 1) + 1,
            user_id=user_id,
            client=client,
            scope=" ".join(scopes),
            audience=" ".join(resources),
            granted_at=now,
            expires_at=until,
        )
        if queries.insert_consent(row):
            return
        known = queries.consent(user_id, client.id) or row
    queries.update_consent(
        known.id,
        scope=" ".join(dict.fromkeys([*known.scope.split(), *scopes])),
        audience=" ".join(dict.fromkeys([*known.audience.split(), *resources])),
        granted_at=now,
        expires_at=until,
    )


def listing(visit: Visit) -> list[Consent]:
    """The apps with access to the account, newest first; one query.

    Raises:
        Refused: LOGIN_REQUIRED.
    """
    found = queries.consents_of_user(user_of(visit)[1].pk, clock.now())
    for row in found:
        clients.overlaid(row.client)
    return found


def revoke(visit: Visit, *, numbers: Sequence[int]) -> list[Consent]:
    """Withdraw apps' access, with every token that they hold, or nothing if one of the numbers is not the user's.

    Raises:
        Refused: `invalid_choice`, LOGIN_REQUIRED.
    """
    user, wanted = user_of(visit)[1], set(numbers)
    with database.atomic():
        rows = [row for row in queries.consents_of_user(user.pk, clock.now()) if row.number in wanted]
        if len(rows) != len(wanted) or queries.delete_consents(user.pk, number__in=wanted) != len(wanted):
            raise Refused(UNKNOWN)
        ids = [row.client_id for row in rows]
        queries.delete_answered_device_requests(user_id=user.pk, client__id__in=ids)  # first: a poll makes a grant
        queries.delete_families(user_id=user.pk, client__id__in=ids)
        queries.delete_grants(user_id=user.pk, client__id__in=ids)
        for row in rows:
            audit.record("oauth_consent_revoked", visit=visit, user_id=user.pk, client=row.client.client_id)
    return listing(visit)
