"""The same question, who asks, to views of every kind."""

from adrf.views import APIView as AsyncView
from django.http import JsonResponse
from django.urls import include, path
from ninja import NinjaAPI
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from gatepost import drf
from gatepost.ground.client_address import client_address
from gatepost.integrations import ninja as gates
from gatepost.integrations.middleware import token_middleware


def of(user):
    return {"pk": user.pk, "email": getattr(user, "email", ""), "active": user.is_active}


def sync_view(request):
    return JsonResponse(of(request.user))


async def async_view(request):
    return JsonResponse(of(await request.auser()))


async def twice(request):
    first, second = await request.auser(), await request.auser()
    return JsonResponse(of(first) | {"same": first is second})


async def cart(request):
    """A session that an async view reads and writes."""
    count = await request.session.aget("count", 0) + 1
    await request.session.aset("count", count)
    return JsonResponse({"count": count, "age": await request.session.aget_expiry_age()})


async def address(request):
    return JsonResponse({"address": client_address(request.META)})


class Rest(AsyncView):
    authentication_classes = (
        drf.SessionAuthentication,
        drf.SessionTokenAuthentication,
        drf.KeyAuthentication,
        drf.AccessTokenAuthentication,
    )
    permission_classes = (IsAuthenticated,)

    async def get(self, request):
        return Response(of(await request.auser()))


api = NinjaAPI(
    auth=[gates.SessionAuth(), gates.SessionTokenAuth(), gates.KeyAuth(), gates.AccessTokenAuth()],
)


@api.get("async")
async def ninja_async(request):
    return of(await request.auser())


@api.get("sync")
def ninja_sync(request):
    return of(request.user)


urlpatterns = [
    path("sync/", sync_view),
    path("async/", async_view),
    path("twice/", twice),
    path("cart/", cart),
    path("address/", address),
    path("header/sync/", token_middleware(sync_view)),
    path("header/async/", token_middleware(async_view)),
    path("rest/", Rest.as_view()),
    path("ninja/", api.urls),
    path("_allauth/", include("gatepost.headless.urls")),
]
