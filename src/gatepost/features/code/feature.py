"""Registers the feature: login by code."""

from collections.abc import Sequence

import msgspec

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.features.code import operations, purposes
from gatepost.features.code.api import ENDPOINTS
from gatepost.features.code.settings import CodeSettings
from gatepost.features.code.shapes import LoginByCodeFlow
from gatepost.flow.feature import Feature, Step
from gatepost.ground.links import Link


def _flows(client: str) -> Sequence[msgspec.Struct]:
    del client
    offered = conf.read(CodeSettings).enabled and conf.read(AccountsSettings).local
    return [LoginByCodeFlow()] if offered else []


FEATURE = Feature(
    name="code",
    title="Login by code or link",
    place=25,
    settings=(CodeSettings,),
    purposes=purposes.ALL,
    limits={"code_network": ("20/60",), "code_address": ("3/60", "15/86400")},
    links=(Link("login", "/account/login/code/{key}", "The page that completes a login with a mailed link."),),
    amr={"code": ("otp",)},
    endpoints=ENDPOINTS,
    shapes=(LoginByCodeFlow,),
    steps=(
        Step(
            name=operations.FLOW,
            order=30,
            needed=operations.needed,
            applies=operations.required,
            start=operations.start,
            decoy=operations.decoy,
            skippable=lambda: conf.read(CodeSettings).trust_browser,
        ),
    ),
    flows=_flows,
    pending_for_login=True,
    flows_by_purpose={purposes.LOGIN: operations.FLOW},
    config=lambda: {"account": {"login_by_code_enabled": conf.read(CodeSettings).enabled}},
)
