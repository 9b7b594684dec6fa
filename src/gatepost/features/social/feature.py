"""Registers the feature: social login."""

from collections.abc import Sequence
from typing import Any

import msgspec

from gatepost.features.social import connections, purposes
from gatepost.features.social.api import ENDPOINTS
from gatepost.features.social.models import SocialAccount, SocialConnection
from gatepost.features.social.operations import connect, identity, pending_sign_up
from gatepost.features.social.pages import PAGES
from gatepost.features.social.settings import SocialSettings
from gatepost.features.social.shapes import (
    Provider,
    ProviderLinkFlow,
    ProviderRedirectFlow,
    ProviderSignupFlow,
    ProviderTokenFlow,
)
from gatepost.flow.feature import Feature
from gatepost.ground.sealing import SealedColumn


def _flows(client: str) -> Sequence[msgspec.Struct]:
    every = connections.every()
    by_token = [name for name, one in every.items() if one.takes_tokens]
    found: list[msgspec.Struct] = [ProviderRedirectFlow(list(every))] if every and client == "browser" else []
    return [*found, ProviderTokenFlow(by_token)] if by_token else found


def _config() -> dict[str, dict[str, Any]]:
    every = connections.every()
    if not every:
        return {}
    return {"socialaccount": {"providers": [Provider.of(one, one.id) for one in every.values()]}}


FEATURE = Feature(
    name="social",
    title="Social login",
    place=35,
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
    describe_pending=pending_sign_up.describe,
    config=_config,
    revokes={"address_verified": connect.disconnect_all},
)
