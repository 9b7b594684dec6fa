"""Default pages for mailed links, until a project sets its own."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from gatepost.ground import credentials, links

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>New password</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><h1>New password</h1>
<form method="post" action="{action}"><input type="hidden" name="csrfmiddlewaretoken" value="{csrf}">
<input type="hidden" name="uid" value="{uid}"><input type="hidden" name="token" value="{token}">
<p><label>New password <input type="password" name="new_password1" autocomplete="new-password" required></label></p>
<p><label>Repeat password <input type="password" name="new_password2" autocomplete="new-password" required></label></p>
<p><button>Set password</button></p></form></body></html>"""


@csrf_exempt  # it changes nothing
@require_safe
def confirm_address(request: HttpRequest, key: str) -> HttpResponse:
    """The target of the link in a verification mail: redirects to the page in the `links` settings."""
    del request
    if not credentials.well_formed("v", key):
        raise Http404
    return HttpResponseRedirect(links.link("verify_email", key=key))


@csrf_exempt  # its form is posted to another URL
@require_safe
def new_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """The target of the link in a reset mail: a form that posts to `password/reset/confirm/`."""
    if not credentials.well_formed_paired(token):
        raise Http404
    action = reverse("rest_password_reset_confirm")
    response = HttpResponse(format_html(PAGE, action=action, csrf=get_token(request), uid=uid, token=token))
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["Content-Security-Policy"] = "default-src 'none'; form-action 'self'; frame-ancestors 'none'"
    return response
