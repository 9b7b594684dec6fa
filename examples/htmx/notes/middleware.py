"""The login page for requests of htmx, which would put a redirect's page into the element."""

from django.conf import settings
from django.http import HttpResponse


def htmx_login_middleware(get_response):
    """Answer a redirect to the login page, for htmx, with the header that makes the browser go there."""

    def middleware(request):
        response = get_response(request)
        if "HX-Request" in request.headers and response.headers.get("Location", "").startswith(settings.LOGIN_URL):
            return HttpResponse(headers={"HX-Redirect": settings.LOGIN_URL})
        return response

    return middleware
