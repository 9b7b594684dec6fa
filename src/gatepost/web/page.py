"""The single page of the web app: its index, with values from the settings filled in, for each of its URLs."""

import contextlib
import functools
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import PrefixNode
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from gatepost import conf
from gatepost.accounts import name_limits, new_names
from gatepost.accounts.settings import AccountsSettings
from gatepost.features.passkey.settings import PasskeySettings
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground.settings import OutboxSettings
from gatepost.web.settings import HOME, WebSettings

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
"""Purposes of the dialects' mailed links, with the names of the URLs that serve them; the first installed one wins."""


@functools.cache
def _built() -> str | None:
    return INDEX.read_text() if INDEX.is_file() else None


def site() -> dict[str, Any]:
    """What the app must know before its first API call: appearance, sign-up fields, and which URLs exist."""
    web, accounts = conf.read(WebSettings), conf.read(AccountsSettings)
    passkey = conf.read(PasskeySettings)
    base = _address("gatepost-web").rstrip("/")
    known = {
        "base": base,
        "home": base + HOME if web.home == HOME else web.home,
        "api": reverse("gatepost-api").removesuffix("/openapi.json"),
        "name": _name(web),
        "signup": {"fields": _fields(accounts), "passkey": passkey.enabled and passkey.signup},
        "local": accounts.local,
        "login_field": get_user_model().USERNAME_FIELD,
        "removal": accounts.deletion,
        "provider": conf.read(ProviderSettings).enabled,
        "inbox": _address("gatepost-inbox"),
        "social": _address("gatepost-cookie-social", provider="-").removesuffix("-/"),
        "mailed": {purpose: found for purpose, names in MAILED.items() if (found := _address(*names))},
    }
    return {**{name: value for name, value in msgspec.structs.asdict(web).items() if value}, **known}


def _name(web: WebSettings) -> str:
    return web.name or conf.read(OutboxSettings).from_name


def _fields(accounts: AccountsSettings) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for entry in accounts.signup_fields:
        name = entry.rstrip("*")
        extra = accounts.extra_fields.get(name)
        declared = name_limits.limits(name) if name in new_names.LONGEST else {}
        if extra is not None:
            declared = {**msgspec.structs.asdict(extra), **name_limits.extra_limits(name, extra.max_length)}
        found.append({"name": name, "required": entry.endswith("*"), **declared})
    return found


def _address(*names: str, **parts: str) -> str:
    """The path of the first URL name that is installed; empty if none is."""
    for name in names:
        with contextlib.suppress(NoReverseMatch):
            return reverse(name, kwargs=parts)
    return ""


@csrf_exempt  # it changes nothing
@require_safe
def page(request: HttpRequest, **_: str) -> HttpResponse:
    """Serve the app; if it was not built, explain how, with status 503."""
    built = _built()
    if built is None:
        response = HttpResponse(UNBUILT.read_text(), status=503)
        response["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
        )
    else:
        response = HttpResponse(_filled(built, site() | {"anonymous": _sessionless(request)}))
        response["Content-Security-Policy"] = _policy(LOOPBACK if not request.is_secure() else "")
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


def _sessionless(request: HttpRequest) -> bool:
    """Whether the browser has no session for certain: it sends the cookie with every page, and there was none.

    The app then needn't ask for the session's state, whose 401 browsers report as an error on the console.
    """
    always_sent = django_settings.SESSION_COOKIE_PATH == "/" and django_settings.SESSION_COOKIE_SAMESITE != "Strict"
    return always_sent and django_settings.SESSION_COOKIE_NAME not in request.COOKIES


def _filled(built: str, known: dict[str, Any]) -> str:
    static = PrefixNode.handle_simple("STATIC_URL") + STATIC
    content = escape(msgspec.json.encode(known).decode())
    return (
        built.replace('="./', f'="{escape(static)}')
        .replace(SITE, f'<meta name="gatepost" content="{content}">')
        .replace("<title>gatepost</title>", f"<title>{escape(_name(conf.read(WebSettings)))}</title>")
    )


def _policy(further: str) -> str:
    """A content security policy without inline code or other origins, except that forms may redirect to providers."""
    assets = urlsplit(django_settings.STATIC_URL or "")
    own = f"'self' {assets.scheme}://{assets.netloc}" if assets.netloc else "'self'"
    return (
        f"default-src 'none'; script-src {own}; style-src {own}; img-src {own} data:; font-src {own}; "
        f"connect-src 'self'; form-action 'self' https:{further}; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types vue"
    )
