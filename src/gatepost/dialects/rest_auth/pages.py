"""Where mailed links lead until a project sets pages of its own."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html

from gatepost.ground import credentials, outbox

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>New password</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><h1>New password</h1>
<form method="post" action="{action}"><input type="hidden" name="csrfmiddlewaretoken" value="{csrf}">
<input type="hidden" name="uid" value="{uid}"><input type="hidden" name="token" value="{token}">
<p><label>New password <input type="password" name="new_password1" autocomplete="new-password" required></label></p>
<p><label>Once more <input type="password" name="new_password2" autocomplete="new-password" required></label></p>
<p><button>Set it</button></p></form></body></html>"""


def confirm_address(request: HttpRequest, key: str) -> HttpResponse:
    """The link of a confirmation mail: on to the page that the `links` settings name."""
    del request
    if not credentials.well_formed("v", key):
        raise Http404
    return HttpResponseRedirect(outbox.link("verify_email", key=key))


def new_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """The link of a reset mail: a form, which sends what `password/reset/confirm/` takes."""
    if not credentials.well_formed_paired(token):
        raise Http404
    action = reverse("rest_password_reset_confirm")
    response = HttpResponse(format_html(PAGE, action=action, csrf=get_token(request), uid=uid, token=token))
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["Content-Security-Policy"] = "default-src 'none'; form-action 'self'; frame-ancestors 'none'"
    return response
