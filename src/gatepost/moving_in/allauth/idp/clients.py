"""The clients of allauth.idp, as ours."""

from collections.abc import Sequence

from django.contrib.auth import get_user_model

from gatepost.features.provider.operations import grant_types
from gatepost.ground import database
from gatepost.ground.user_types import UserId
from gatepost.moving_in import oauth_clients, old_tables
from gatepost.moving_in.allauth.idp import settings
from gatepost.moving_in.allauth.idp.tables import Client
from gatepost.moving_in.oauth_clients import OldClient
from gatepost.moving_in.old_tables import rows_of_version, value

CODE = "code"


def read(row: Client) -> OldClient:
    """What a row says of a client."""
    confidential = row.type == "confidential"
    data = row.data if isinstance(row.data, dict) else {}
    return OldClient(
        client_id=row.id,
        name=row.name,
        confidential=confidential,
        secret=row.secret,
        redirect_uris=lines(row.redirect_uris),
        post_logout_redirect_uris=_logout_uris(row),
        grants=_grants(row, confidential=confidential),
        scopes=lines(row.scopes),
        first_party=row.skip_consent,
        by_staff=not data.get("dcr") and _is_of_staff(row.owner_id),
        by_document=bool(data.get("cimd")),
        opaque=settings.opaque(),
        introspects=confidential and settings.introspects_all(),
        owner_id=row.owner_id,
        created_at=row.created_at,
    )


def lines(text: str) -> list[str]:
    """The values of a text with one in each line."""
    return [found for one in text.split("\n") if (found := one.strip())]


def _grants(row: Client, *, confidential: bool) -> list[str]:
    asked = lines(row.grant_types)
    refused = set() if CODE in lines(row.response_types) else {grant_types.CODE}
    refused |= set() if confidential else {grant_types.CLIENT}
    return [one for one in grant_types.NAMES if one in asked and one not in refused and one != grant_types.EXCHANGE]


def _logout_uris(row: Client) -> list[str]:
    found = row.metadata.get("post_logout_redirect_uris")
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _is_of_staff(user_id: UserId | None) -> bool:
    if user_id is None:
        return True
    users = get_user_model()._base_manager.using(database.alias())  # noqa: SLF001 - documented
    return bool(getattr(users.filter(pk=user_id).first(), "is_staff", False))


KIND = oauth_clients.kind(Client, read)


def losses() -> list[str]:
    """What some clients lose, counted; a sentence each."""
    every = list(rows_of_version(Client).order_by("pk"))
    others = sum(lines(one.response_types) != [CODE] for one in every)
    named = sum(bool(lines(value(one, "default_scopes"))) for one in every)
    open_logout = sum(not _logout_uris(one) and grant_types.CODE in lines(one.grant_types) for one in every)
    counted = {
        "with response types beside `code`: implicit and hybrid requests are refused": others,
        "with default scopes: a request without `scope` gets all scopes of the client but those of OpenID": named,
        "without URIs for after a logout: their users stay on this server's page until you register some": open_logout,
        "with `skip_consent`: they become first-party": sum(one.skip_consent for one in every),
    }
    found = [f"{count} clients {what}." for what, count in counted.items() if count]
    return found + oauth_clients.left_behind({uri for one in every for uri in _uris(one)})


def _uris(row: Client) -> Sequence[str]:
    return [*lines(row.redirect_uris), *_logout_uris(row)]


def scopes() -> list[str]:
    """Every scope that a client may request."""
    return sorted({scope for one in rows_of_version(Client) for scope in lines(one.scopes)})


def exists() -> bool:
    """Whether the project has such clients."""
    return old_tables.exists(Client)
