"""The page that posts an answer to an app by a form. Source: OAuth 2.0 Form Post Response Mode, section 2."""

import base64
import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from gatepost.dialects.oauth import discovery
from gatepost.dialects.oauth.authorization import answer_browser_with
from gatepost.dialects.oauth.endpoint import plain_view
from gatepost.dialects.oauth.parameters import Parameters
from gatepost.door import response_headers
from gatepost.features.provider.operations import response_modes
from gatepost.flow.visit import Visit

SCRIPT = "document.forms[0].submit()"
HASH = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
POLICY = f"default-src 'none'; script-src 'sha256-{HASH}'; base-uri 'none'; frame-ancestors 'none'"
"""Without `form-action`, by which some browsers would judge also where the app redirects to afterwards."""
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Continue</title></head>'
    '<body><form method="post" action="{uri}">{fields}<button>Continue</button></form><script>{script}</script>'
    "</body></html>"
)


@plain_view
def form_post(request: HttpRequest) -> HttpResponseBase:
    """Show the form that waits under the key in the query, which its script posts at once."""
    return response_headers.finish(request, "app", answer_browser_with(request, _shown))


def _shown(_request: HttpRequest, _visit: Visit, given: Parameters) -> HttpResponse:
    form = response_modes.take(given.values.get("key", ""))
    fields = format_html_join("", '<input type="hidden" name="{}" value="{}">', form.fields.items())
    script = mark_safe(SCRIPT)  # noqa: S308 - a constant
    response = HttpResponse(format_html(PAGE, uri=form.uri, fields=fields, script=script))
    response["Content-Security-Policy"] = POLICY
    return response


response_modes.serve_forms_at(lambda: discovery.base() + reverse("gatepost-oauth-form-post"))
