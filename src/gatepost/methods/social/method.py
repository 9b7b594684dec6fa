"""How logins from elsewhere make themselves known."""

from typing import Any

from gatepost.flow.method import Method
from gatepost.ground.secrets import Purpose
from gatepost.methods.social import connection as connections
from gatepost.methods.social.api import ENDPOINTS
from gatepost.methods.social.operations import identity, sign_up
from gatepost.methods.social.pages import PAGES


def _flows(client: str) -> list[dict[str, Any]]:
    every = connections.every()
    ways = {identity.REDIRECT: list(every)} if client == "browser" else {}
    ways[identity.TOKEN] = [name for name, one in every.items() if one.takes_tokens]
    return [{"id": flow, "providers": names} for flow, names in ways.items() if names]


def _config() -> dict[str, dict[str, Any]]:
    every = connections.every()
    if not every:
        return {}
    return {"socialaccount": {"providers": [identity.told_connection(one) for one in every.values()]}}


METHOD = Method(
    name="social",
    endpoints=ENDPOINTS,
    pages=PAGES,
    flows=_flows,
    waits={Purpose.SOCIAL_SIGNUP: sign_up.FLOW},
    waiting=sign_up.waiting,
    config=_config,
)
