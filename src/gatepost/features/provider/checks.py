"""System checks of the provider's settings."""

import re
from collections.abc import Iterator

from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - Django's name
from django.utils.module_loading import import_string

from gatepost import conf
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import clients
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import targets

HOST = re.compile(r"[a-z0-9.\-]+(:[0-9]+)?")
LONGEST_CODE_SECONDS = 60
LEAST_SECRET = 32


def messages() -> list[CheckMessage]:
    """What is wrong with the settings, each message with the setting's name."""
    settings = conf.read(ProviderSettings)
    return [*_values(settings), *_clients(settings)] if settings.enabled else []


def _values(settings: ProviderSettings) -> Iterator[CheckMessage]:
    if not 0 < settings.code_seconds <= LONGEST_CODE_SECONDS:
        yield Error("provider.code_seconds must be between 1 and 60", id="gatepost.E080")
    if settings.claims:
        try:
            import_string(settings.claims)
        except ImportError as error:
            yield Error(f"provider.claims: {error}", id="gatepost.E081")
    if "?" in settings.issuer or "#" in settings.issuer or settings.issuer.endswith("/"):
        yield Error("provider.issuer must be a URL without a query and a final slash", id="gatepost.E082")
    model = get_user_model()
    yield from (
        Error(f"provider.scopes[{scope!r}]: users have no {field!r}", id="gatepost.E083")
        for scope, one in settings.scopes.items()
        for field in one.claims.values()
        if not hasattr(model, field.split(".", maxsplit=1)[0])
    )
    if settings.registration == "token" and not settings.registration_tokens:
        yield Error(
            "provider.registration is 'token', but provider.registration_tokens is empty",
            hint='GATEPOST = {"provider": {"registration_tokens": [os.environ["REGISTRATION_TOKEN"]]}}',
            id="gatepost.E087",
        )
    if any(len(one) < LEAST_SECRET for one in settings.registration_tokens):
        yield Error("each of provider.registration_tokens needs 32 characters", id="gatepost.E088")
    yield from (
        Error(f"provider.client_id_hosts: {host!r} must be a host, or host:port, in lower case", id="gatepost.E089")
        for host in settings.client_id_hosts
        if not HOST.fullmatch(host)
    )
    if not django_settings.DEBUG and targets.leads_to_loopback(settings.issuer):
        yield Warning(
            f"provider.issuer is {settings.issuer!r}: apps on other machines can't reach it",
            hint='GATEPOST = {"public_url": "https://example.org"}',
            id="gatepost.W080",
        )


def _clients(settings: ProviderSettings) -> Iterator[CheckMessage]:
    for client_id, declared in settings.clients.items():
        row = clients.overlaid(OAuthClient(client_id=client_id))
        yield from (
            Error(f"provider.clients[{client_id!r}]: {fault}", id="gatepost.E084") for fault in clients.faults(row)
        )
        if declared.secret and len(declared.secret) < LEAST_SECRET:
            yield Error(f"provider.clients[{client_id!r}].secret needs 32 characters", id="gatepost.E085")
        if declared.subject_type == "pairwise" and len(settings.pairwise_secret) < LEAST_SECRET:
            yield Error("provider.pairwise_secret needs 32 characters for pairwise subjects", id="gatepost.E086")
