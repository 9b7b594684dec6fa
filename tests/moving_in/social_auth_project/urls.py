"""Both packages; after the move, Google is a provider that runs beside the tests."""

from django.conf import settings
from django.http import JsonResponse
from django.urls import include, path


def me(request):
    """Who Django says is signed in, and what the project keeps in the session."""
    user = request.user
    return JsonResponse(
        {"user": user.get_username() if user.is_authenticated else None, "cart": request.session.get("cart")}
    )


urlpatterns = [path("me/", me)]
if settings.STAGE == "after":
    import msgspec

    from gatepost.features.social.providers import google

    google.PROVIDER = msgspec.structs.replace(google.PROVIDER, issuer=settings.ISSUER)
    urlpatterns.append(path("", include("gatepost.urls")))
else:
    urlpatterns.append(path("", include("social_django.urls")))
