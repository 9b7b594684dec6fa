"""The clients of django-oauth-toolkit, as ours."""

from collections.abc import Mapping, Sequence

from django.contrib.auth import get_user_model

from gatepost.features.provider.operations import grant_types, scopes
from gatepost.ground import database
from gatepost.ground.user_types import UserId
from gatepost.moving_in import oauth_clients, old_tables
from gatepost.moving_in.django_oauth_toolkit import settings
from gatepost.moving_in.django_oauth_toolkit.tables import Application
from gatepost.moving_in.oauth_clients import OldClient
from gatepost.moving_in.old_tables import rows_of_version, value

HYBRID, IMPLICIT = "openid-hybrid", "implicit"
GRANTS: Mapping[str, tuple[str, ...]] = {
    "authorization-code": (grant_types.CODE, grant_types.REFRESH),
    HYBRID: (grant_types.CODE, grant_types.REFRESH),
    grant_types.DEVICE: (grant_types.DEVICE, grant_types.REFRESH),
    "client-credentials": (grant_types.CLIENT,),
    "password": (grant_types.REFRESH,),
    IMPLICIT: (),
}
"""Our grant types for each of the toolkit's; what is left out ends."""


def read(row: Application) -> OldClient:
    """What a row says of a client."""
    granted = row.authorization_grant_type
    confidential = row.client_type == "confidential"
    manual = value(row, "registration_source", "manual") == "manual"
    return OldClient(
        client_id=row.client_id,
        name=row.name,
        confidential=confidential,
        secret=row.client_secret,
        redirect_uris=row.redirect_uris.split(),
        post_logout_redirect_uris=value(row, "post_logout_redirect_uris").split(),
        grants=[one for one in GRANTS.get(granted, ()) if confidential or one != grant_types.CLIENT],
        scopes=_scopes_of(row, granted),
        first_party=row.skip_authorization,
        by_staff=manual and _is_of_staff(row.user_id),
        by_document=value(row, "registration_source") == "cimd",
        introspects=confidential and granted == "client-credentials",
        owner_id=row.user_id,
        created_at=row.created,
    )


def _scopes_of(row: Application, granted: str) -> list[str]:
    found = [
        one for one in settings.setting("SCOPES", {"read": "", "write": ""}) if one != scopes.OPENID or row.algorithm
    ]
    return [*found, scopes.OFFLINE] if grant_types.REFRESH in GRANTS.get(granted, ()) else found


def _is_of_staff(user_id: UserId | None) -> bool:
    if user_id is None:
        return True
    users = get_user_model()._base_manager.using(database.alias())  # noqa: SLF001 - documented
    return bool(getattr(users.filter(pk=user_id).first(), "is_staff", False))


KIND = oauth_clients.kind(Application, read)


def losses() -> list[str]:
    """What some clients lose, counted; a sentence each."""
    if not old_tables.exists(Application):
        return []
    every = list(rows_of_version(Application).order_by("pk"))
    counted = {
        "of the grant type `implicit`: they get no new tokens": _of(every, IMPLICIT),
        "of the grant type `password`: they renew logins, and get no new ones": _of(every, "password"),
        "of the grant type `openid-hybrid`: only `response_type=code` is answered": _of(every, HYBRID),
        "with HS256: ID tokens are signed with RS256 now, and verified with the JWKS": sum(
            one.algorithm == "HS256" for one in every
        ),
        "with `skip_authorization`: they become first-party": sum(one.skip_authorization for one in every),
    }
    found = [f"{count} clients {what}." for what, count in counted.items() if count]
    return found + oauth_clients.left_behind({uri for one in every for uri in _uris(one)})


def _uris(row: Application) -> list[str]:
    return [*row.redirect_uris.split(), *value(row, "post_logout_redirect_uris").split()]


def _of(every: Sequence[Application], grant: str) -> int:
    return sum(one.authorization_grant_type == grant for one in every)
