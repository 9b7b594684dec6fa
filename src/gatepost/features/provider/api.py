"""Native API of the provider: the request that waits for the user, and the apps with access."""

from typing import Annotated, cast

import msgspec

from gatepost import conf
from gatepost.api import answers
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Conflict, Errors, Flow, Unauthenticated
from gatepost.door.endpoint import Call
from gatepost.features.provider.operations import authorize, consents, device_requests, end_session
from gatepost.features.provider.operations.authorize import Lacks
from gatepost.features.provider.settings import ProviderSettings
from gatepost.features.provider.shapes import Answered, Apps, Authorization, Device, Location, Logout
from gatepost.flow import reauthentication

KEY, LOGOUT_KEY = "X-Authorization-Request", "X-Logout-Request"


class DeviceBody(msgspec.Struct):
    """The code that a device shows."""

    code: Annotated[str, msgspec.Meta(max_length=40)]


class DeviceAnswer(DeviceBody):
    """The user's answer to a device; declined if `allow` is left out."""

    allow: bool = False


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


def _device(call: Call) -> Device:
    row = device_requests.find(call.visit, call.body.code)
    return Device.of(row, user=answers.named_user(call.visit.user))


def _answer_device(call: Call) -> Device:
    row = device_requests.answer(call.visit, call.body.code, allow=call.body.allow)
    return Device.of(row, user=answers.named_user(call.visit.user))


def _logout(call: Call) -> Logout:
    user = call.visit.user
    return Logout.of(
        end_session.show(call.visit, call.header), user=answers.named_user(user) if user is not None else None
    )


ENDPOINTS = (
    Endpoint(
        verb="POST",
        path="auth/device",
        summary="Get the pending request of a device by its code",
        enabled=_offered,
        login=True,
        body=lambda: DeviceBody,
        answers={200: Device, 400: Errors, 401: Unauthenticated},
        handler=_device,
    ),
    Endpoint(
        verb="POST",
        path="auth/device/answer",
        summary="Allow or decline a device's request",
        enabled=_offered,
        login=True,
        body=lambda: DeviceAnswer,
        answers={200: Device, 400: Errors, 401: Unauthenticated},
        handler=_answer_device,
    ),
    Endpoint(
        verb="GET",
        path="auth/authorization",
        summary="Get the app's pending authorization request",
        enabled=_offered,
        header=KEY,
        clients=("browser",),
        answers={200: Authorization, 409: Conflict},
        handler=_show,
    ),
    Endpoint(
        verb="POST",
        path="auth/authorization",
        summary="Allow the app's request; the response says where to redirect",
        enabled=_offered,
        header=KEY,
        clients=("browser",),
        answers={200: Answered, 401: Unauthenticated, 409: Conflict},
        handler=lambda call: _answer(call, allow=True),
    ),
    Endpoint(
        verb="DELETE",
        path="auth/authorization",
        summary="Decline the app's request; the response says where to redirect",
        enabled=_offered,
        header=KEY,
        clients=("browser",),
        answers={200: Answered, 409: Conflict},
        handler=lambda call: _answer(call, allow=False),
    ),
    Endpoint(
        verb="GET",
        path="auth/logout",
        summary="Get an app's pending request to log the visitor out",
        enabled=_offered,
        header=LOGOUT_KEY,
        clients=("browser",),
        answers={200: Logout, 409: Conflict},
        handler=_logout,
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
        summary="Revoke apps' access, with all of their tokens",
        enabled=_offered,
        login=True,
        body=lambda: AppsBody,
        answers={200: Apps, 400: Errors, 401: Unauthenticated},
        handler=lambda call: Apps.of(consents.revoke(call.visit, numbers=call.body.apps)),
    ),
)
