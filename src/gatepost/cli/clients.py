"""`gatepost clients …`: apps that log users in through this server, or get tokens for themselves."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from gatepost.cli import output
from gatepost.cli.startup import migrate, prepare

if TYPE_CHECKING:
    from gatepost.features.provider.models import OAuthClient

HEADINGS = {
    "client_id": "Id", "name": "Name", "kind": "Kind", "grant_types": "Grant types", "scope": "Scope",
    "created_at": "Since", "disabled_at": "Disabled",
}  # fmt: skip
SHOWN = (
    "redirect_uris", "post_logout_redirect_uris", "backchannel_logout_uri", "audiences", "exchange_resources",
    "first_party", "native", "verified", "auth_method", "token_format", "id_token_alg", "id_token_encryption",
    "userinfo_alg", "userinfo_encryption", "subject_type", "source", "secret_created_at", "previous_expires_at",
)  # fmt: skip
BY = "command"


@click.group()
def clients() -> None:
    """Register the apps that log users in through this server, or get tokens for themselves.

    Example: gatepost clients create Wiki --redirect-uri https://wiki.example.org/callback
    """
    prepare()
    migrate()


def _find(client_id: str) -> "OAuthClient":
    from gatepost.features.provider.operations import clients as operations  # noqa: PLC0415 - needs Django

    row = operations.find(client_id)
    if row is None:
        raise click.ClickException(f"there is no client {client_id}; see `gatepost clients list`")
    return row


def _described(row: "OAuthClient") -> dict[str, Any]:
    return {
        "client_id": row.client_id,
        "name": row.name,
        "kind": "confidential" if row.confidential else "public",
        "grant_types": " ".join(row.grant_types),
        "scope": row.scope,
        "created_at": row.created_at,
        "disabled_at": row.disabled_at,
    }


@clients.command(epilog="Example: gatepost clients create Wiki --redirect-uri https://wiki.example.org/callback")
@click.argument("name")
@click.option("--id", "client_id", default="", help="Client id; generated if absent.")
@click.option("--redirect-uri", "redirect_uris", multiple=True, help="Redirect URI; repeatable.")
@click.option("--logout-uri", "logout_uris", multiple=True, help="Where users may be sent after a logout; repeatable.")
@click.option("--backchannel-logout-uri", default="", help="Where the client is told that a user logged out.")
@click.option("--public", is_flag=True, help="The client can't keep a secret: an app in a browser or on a device.")
@click.option("--native", is_flag=True, help="A native app on the user's device; implies --public.")
@click.option("--first-party", is_flag=True, help="Your own app; users aren't asked for consent.")
@click.option(
    "--grant-type",
    "grant_types",
    multiple=True,
    help="Grant type; repeatable. authorization_code and refresh_token if absent.",
)
@click.option("--scope", default="openid profile email", show_default=True, help="Space-separated scopes.")
@click.option("--audience", "audiences", multiple=True, help="Resource URI that its tokens may be for; repeatable.")
@click.option(
    "--exchange-for",
    "exchange_resources",
    multiple=True,
    help="Resource URI for which it may exchange tokens; repeatable.",
)
@click.option("--opaque", is_flag=True, help="Issue opaque access tokens instead of JWTs.")
@click.option("--auth-method", default="", help="client_secret_basic (default), client_secret_post or private_key_jwt.")
@click.option("--jwks-uri", default="", help="URL of its public keys, for private_key_jwt and for encryption.")
@click.option(
    "--id-token-encryption", default="", help="Encrypt its ID tokens with its public key, e.g. 'RSA-OAEP-256 A256GCM'."
)
@click.option(
    "--userinfo-alg", default="", type=click.Choice(["", "RS256", "ES256"]), help="Sign userinfo instead of JSON."
)
@click.option("--userinfo-encryption", default="", help="Encrypt its userinfo, likewise.")
def create(*, name: str, client_id: str, public: bool, native: bool, scope: str, opaque: bool, **given: Any) -> None:
    """Register a client and print its id and secret; the secret cannot be shown again."""
    from gatepost.errors import Refused  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.features.provider.operations import clients as operations  # noqa: PLC0415
    from gatepost.features.provider.operations import grant_types  # noqa: PLC0415

    try:
        new = operations.make(
            by=BY,
            client_id=client_id,
            name=name[:200],
            native=native,
            verified=True,
            first_party=given["first_party"],
            redirect_uris=list(given["redirect_uris"]),
            post_logout_redirect_uris=list(given["logout_uris"]),
            audiences=list(given["audiences"]),
            exchange_resources=list(given["exchange_resources"]),
            grant_types=list(given["grant_types"]) or [grant_types.CODE, grant_types.REFRESH],
            scope=" ".join(dict.fromkeys(scope.split())),
            token_format="opaque" if opaque else "jwt",
            auth_method="none" if public or native else given["auth_method"] or "client_secret_basic",
            jwks_uri=given["jwks_uri"],
            id_token_encryption=given["id_token_encryption"],
            userinfo_alg=given["userinfo_alg"],
            userinfo_encryption=given["userinfo_encryption"],
            backchannel_logout_uri=given["backchannel_logout_uri"],
        )
    except Refused as refused:
        raise click.ClickException(str(refused.refusals[0].text)) from None
    _print(new.row.client_id, new.secret)


def _print(client_id: str, secret: str) -> None:
    lines = [f"client_id={client_id}", *([f"client_secret={secret}"] if secret else [])]
    output.say("\n".join(lines), client_id=client_id, client_secret=secret)
    if secret:
        output.hint("Store the secret now: it cannot be shown again.")


@clients.command("list", epilog="Example: gatepost clients list")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="Maximum number of clients.")
@click.option("--after", help="Start after the client with this id.")
def listing(*, limit: int, after: str | None) -> None:
    """List the clients in the database, newest first."""
    from gatepost.features.provider import queries  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.features.provider.operations import clients as operations  # noqa: PLC0415

    found = queries.page_of_clients(_find(after) if after else None, limit + 1)
    rows = [_described(operations.overlaid(row)) for row in found[:limit]]
    if len(found) > limit:
        output.hint(f"More clients follow: gatepost clients list --after {rows[-1]['client_id']}")
    output.table(HEADINGS, rows, empty="No clients yet; `gatepost clients create` registers one.")


@clients.command(epilog="Example: gatepost clients show 0f1e2d3c4b5a69788796a5b4c3d2e1f0")
@click.argument("client_id")
def show(client_id: str) -> None:
    """Show a client's registration, without its secret."""
    row = _find(client_id)
    found = {**_described(row), **{name: getattr(row, name) for name in SHOWN}}
    text = {name: " ".join(value) if isinstance(value, list) else output.shown(value) for name, value in found.items()}
    output.say("\n".join(f"{name}: {value}" for name, value in text.items()), **found)


@clients.command("rotate-secret", epilog="Example: gatepost clients rotate-secret 0f1e2d3c4b5a6978 --hours 24")
@click.argument("client_id")
@click.option(
    "--hours", type=click.IntRange(0), default=168, show_default=True, help="Hours until the old secret stops working."
)
def rotate_secret(*, client_id: str, hours: int) -> None:
    """Create a new secret and print it; the current one stays valid for --hours."""
    from gatepost.errors import Refused  # noqa: PLC0415 - models exist once Django is set up
    from gatepost.features.provider.operations import clients as operations  # noqa: PLC0415

    try:
        new = operations.rotate_secret(_find(client_id), by=BY, overlap=timedelta(hours=hours))
    except Refused as refused:
        raise click.ClickException(str(refused.refusals[0].text)) from None
    _print(new.row.client_id, new.secret)


@clients.command(epilog="Example: gatepost clients disable 0f1e2d3c4b5a6978")
@click.argument("client_id")
def disable(client_id: str) -> None:
    """Disable a client; its tokens are refused until it is enabled again."""
    from gatepost.features.provider.operations import clients as operations  # noqa: PLC0415 - needs Django

    operations.disable(_find(client_id), by=BY)
    output.say("Disabled.", client_id=client_id, disabled=True)


@clients.command(epilog="Example: gatepost clients enable 0f1e2d3c4b5a6978")
@click.argument("client_id")
def enable(client_id: str) -> None:
    """Enable a disabled client."""
    from gatepost.features.provider.operations import clients as operations  # noqa: PLC0415 - needs Django

    operations.enable(_find(client_id), by=BY)
    output.say("Enabled.", client_id=client_id, disabled=False)


@clients.command(epilog="Example: gatepost clients delete 0f1e2d3c4b5a6978")
@click.argument("client_id")
@click.confirmation_option(prompt="Delete the client, with all consents and tokens?")
def delete(client_id: str) -> None:
    """Delete a client, with its consents and tokens."""
    from gatepost.features.provider.operations import clients as operations  # noqa: PLC0415 - needs Django

    operations.delete(_find(client_id), by=BY)
    output.say("Deleted.", client_id=client_id, deleted=True)
