import json

from django.contrib.auth import authenticate, login, logout
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def session(request):
    """As little as a JSON login on Django can be."""
    if request.method == "DELETE":
        logout(request)
        return JsonResponse({}, status=401)
    body = json.loads(request.body)
    user = authenticate(request, username=body["username"], password=body["password"])
    login(request, user)
    return JsonResponse({"user": {"id": user.pk, "username": user.username}})


urlpatterns = [path("session", session), path("whoami", lambda request: JsonResponse({"id": request.user.pk}))]
