"""Registers the feature: social login."""

from typing import Any

from gatepost.features.social import connection as connections
from gatepost.features.social import purposes
from gatepost.features.social.api import ENDPOINTS
from gatepost.features.social.models import SocialAccount, SocialConnection
from gatepost.features.social.operations import identity, pending_sign_up
from gatepost.features.social.pages import PAGES
from gatepost.features.social.settings import SocialSettings
from gatepost.features.social.shapes import (
    ProviderLinkFlow,
    ProviderRedirectFlow,
    ProviderSignupFlow,
    ProviderTokenFlow,
)
from gatepost.flow.feature import Feature
from gatepost.ground.sealing import SealedColumn


def _flows(client: str) -> list[dict[str, Any]]:
    every = connections.every()
    ways = {identity.REDIRECT: list(every)} if client == "browser" else {}
    ways[identity.TOKEN] = [name for name, one in every.items() if one.takes_tokens]
    return [{"id": flow, "providers": names} for flow, names in ways.items() if names]


def _config() -> dict[str, dict[str, Any]]:
    every = connections.every()
    if not every:
        return {}
    return {"socialaccount": {"providers": [identity.describe_connection(one) for one in every.values()]}}


FEATURE = Feature(
    name="social",
    settings=(SocialSettings,),
    purposes=purposes.ALL,
    sealed=(
        SealedColumn(purpose=identity.SEAL, model=SocialAccount),
        SealedColumn(purpose=connections.SEAL, model=SocialConnection),
    ),
    limits={"provider_network": ("60/60",)},
    endpoints=ENDPOINTS,
    shapes=(ProviderRedirectFlow, ProviderTokenFlow, ProviderSignupFlow, ProviderLinkFlow),
    pages=PAGES,
    flows=_flows,
    flows_by_purpose={purposes.SIGNUP: pending_sign_up.FLOW},
    describe_pending=pending_sign_up.waiting,
    config=_config,
)
