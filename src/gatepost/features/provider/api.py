"""Native API of the provider: the request that waits for the user, and the apps with access."""

from typing import cast

import msgspec

from gatepost import conf
from gatepost.api import answers
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Conflict, Errors, Flow, Unauthenticated
from gatepost.door.endpoint import Call
from gatepost.features.provider.operations import authorize, consents
from gatepost.features.provider.operations.authorize import Lacks
from gatepost.features.provider.settings import ProviderSettings
from gatepost.features.provider.shapes import Answered, Apps, Authorization, Location
from gatepost.flow import reauthentication

KEY = "X-Authorization-Request"


class AppsBody(msgspec.Struct):
    """Public ids of the apps whose access ends."""

    apps: list[int]


def _offered() -> bool:
    return conf.read(ProviderSettings).enabled


def _show(call: Call) -> Authorization:
    shown = authorize.show(call.visit, call.header)
    user, level = call.visit.user, shown.request.level if shown.lacks is Lacks.SECOND_FACTOR else 1
    proves = shown.lacks in (Lacks.REAUTHENTICATION, Lacks.SECOND_FACTOR)
    flows = list(reauthentication.flows(user, level)) if proves else []
    named = answers.named_user(user) if user is not None else None
    return Authorization.of(shown, user=named, flows=cast("list[Flow]", flows))


def _answer(call: Call, *, allow: bool) -> Answered:
    location = authorize.answer(call.visit, call.header, allow=allow)
    return Answered(status=200, data=Location(location))


ENDPOINTS = (
    Endpoint(
        verb="GET",
        path="auth/authorization",
        summary="Get the app's request that the key stands for",
        enabled=_offered,
        header=KEY,
        clients=("browser",),
        answers={200: Authorization, 409: Conflict},
        handler=_show,
    ),
    Endpoint(
        verb="POST",
        path="auth/authorization",
        summary="Allow the app what it requests; the answer says where to go",
        enabled=_offered,
        header=KEY,
        clients=("browser",),
        answers={200: Answered, 401: Unauthenticated, 409: Conflict},
        handler=lambda call: _answer(call, allow=True),
    ),
    Endpoint(
        verb="DELETE",
        path="auth/authorization",
        summary="Decline the app's request; the answer says where to go",
        enabled=_offered,
        header=KEY,
        clients=("browser",),
        answers={200: Answered, 409: Conflict},
        handler=lambda call: _answer(call, allow=False),
    ),
    Endpoint(
        verb="GET",
        path="account/apps",
        summary="List the apps with access to the account",
        enabled=_offered,
        login=True,
        answers={200: Apps, 401: Unauthenticated},
        handler=lambda call: Apps.of(consents.listing(call.visit)),
    ),
    Endpoint(
        verb="DELETE",
        path="account/apps",
        summary="End apps' access, with every token that they hold",
        enabled=_offered,
        login=True,
        body=lambda: AppsBody,
        answers={200: Apps, 400: Errors, 401: Unauthenticated},
        handler=lambda call: Apps.of(consents.revoke(call.visit, numbers=call.body.apps)),
    ),
)
