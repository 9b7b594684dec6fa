"""The one page of the web app: its index, filled with what the settings say, for every address of its own."""

import contextlib
import functools
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import PrefixNode
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.ground.settings import OutboxSettings
from gatepost.methods.passkey.settings import PasskeySettings
from gatepost.web.settings import WebSettings

INDEX = Path(__file__).with_name("index.html")
UNBUILT = Path(__file__).with_name("unbuilt.html")
STATIC = "gatepost/web/"
LOOPBACK = " http://127.0.0.1:* http://localhost:*"
SITE = '<meta name="gatepost" content="">'
MAILED = {
    "activate": ("djoser-user-activation",),
    "activate_again": ("djoser-user-resend-activation",),
    "rename": ("djoser-user-reset-username-confirm",),
    "rename_again": ("djoser-user-reset-username",),
    "reset": ("gatepost-cookie-reset", "djoser-user-reset-password-confirm"),
}
"""What mailed links of the dialects are for, to the names of the addresses that take it; the first that is there."""


@functools.cache
def _built() -> str | None:
    return INDEX.read_text() if INDEX.is_file() else None


def site() -> dict[str, Any]:
    """What the app must know before it asks the API anything: how it looks, and what a sign-up takes."""
    web, accounts = conf.read(WebSettings), conf.read(AccountsSettings)
    passkey = conf.read(PasskeySettings)
    known = {
        "api": reverse("gatepost-api").removesuffix("/openapi.json"),
        "name": _name(web),
        "signup": {"fields": _fields(accounts), "passkey": passkey.enabled and passkey.signup},
        "removal": accounts.deletion,
        "inbox": _address("gatepost-inbox"),
        "mailed": {act: found for act, names in MAILED.items() if (found := _address(*names))},
    }
    return {**{name: value for name, value in msgspec.structs.asdict(web).items() if value}, **known}


def _name(web: WebSettings) -> str:
    return web.name or conf.read(OutboxSettings).from_name


def _fields(accounts: AccountsSettings) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for entry in accounts.signup_fields:
        name = entry.rstrip("*")
        extra = accounts.extra_fields.get(name)
        declared = msgspec.structs.asdict(extra) if extra is not None else {}
        found.append({"name": name, "required": entry.endswith("*"), **declared})
    return found


def _address(*names: str) -> str:
    """The first of what not every project has."""
    for name in names:
        with contextlib.suppress(NoReverseMatch):
            return reverse(name)
    return ""


def page(request: HttpRequest, **_: str) -> HttpResponse:
    """The app; a word on how to build it where that was not done."""
    built = _built()
    if built is None:
        response = HttpResponse(UNBUILT.read_text(), status=503)
        response["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
        )
    else:
        response = HttpResponse(_filled(built))
        response["Content-Security-Policy"] = _policy(LOOPBACK if not request.is_secure() else "")
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


def _filled(built: str) -> str:
    static = PrefixNode.handle_simple("STATIC_URL") + STATIC
    content = escape(msgspec.json.encode(site()).decode())
    return (
        built.replace('="./', f'="{escape(static)}')
        .replace(SITE, f'<meta name="gatepost" content="{content}">')
        .replace("<title>gatepost</title>", f"<title>{escape(_name(conf.read(WebSettings)))}</title>")
    )


def _policy(further: str) -> str:
    """Scripts, styles and requests of this site alone, none of them inline; forms may lead to providers."""
    assets = urlsplit(django_settings.STATIC_URL or "")
    own = f"'self' {assets.scheme}://{assets.netloc}" if assets.netloc else "'self'"
    return (
        f"default-src 'none'; script-src {own}; style-src {own}; img-src {own} data:; font-src {own}; "
        f"connect-src 'self'; form-action 'self' https:{further}; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types vue"
    )
