"""The end session endpoint, to which an app sends the browser of a user who logs out there.

Source: OpenID Connect RP-Initiated Logout 1.0, section 2.
"""

from django.http import HttpRequest, HttpResponseBase

from gatepost.dialects.oauth.authorization import answer_browser
from gatepost.dialects.oauth.endpoint import plain_view
from gatepost.dialects.oauth.parameters import Parameters
from gatepost.door import cookies, response_headers
from gatepost.features.provider.operations import end_session as operations
from gatepost.flow.visit import Visit


@plain_view
def end_session(request: HttpRequest) -> HttpResponseBase:
    """Log the browser out and send it back to the app, or to the web app to ask the user first; errors get a page."""
    ended = False

    def begin(request: HttpRequest, visit: Visit, given: Parameters) -> str:
        nonlocal ended
        destination = operations.begin(visit, given.values)
        ended = destination.ended
        if ended:
            cookies.clear_session(request, visit.client)
        return destination.url

    response = answer_browser(request, begin)
    # A browser sends no cookies along with another site's POST; its CSRF cookie must not be replaced for that.
    return response_headers.finish(request, "browser" if ended else "app", response)
