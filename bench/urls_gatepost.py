from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("_allauth/", include("gatepost.headless.urls")),
    path("whoami", lambda request: HttpResponse(str(request.user.pk))),
]
