"""Well-known files: the apps and origins that may use our passkeys, and the key set; include below `/.well-known/`.

Source: WebAuthn Level 3, section 5.11 (related origins); Digital Asset Links; Apple's associated domains.
"""

import hashlib

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_safe

from gatepost import conf
from gatepost.features.passkey.settings import PasskeySettings
from gatepost.features.provider.settings import ProviderSettings
from gatepost.tokens.settings import TokensSettings
from gatepost.tokens.signed import signing_keys

KEY_SET_SECONDS = 3600
RELATIONS = ["delegate_permission/common.handle_all_urls", "delegate_permission/common.get_login_creds"]


def _answer(data: object, *, there: object) -> JsonResponse:
    if not there or not conf.read(PasskeySettings).enabled:
        raise Http404
    return JsonResponse(data, safe=False)


def android(request: HttpRequest) -> JsonResponse:
    """`assetlinks.json`: the Android apps that may use our passkeys."""
    del request
    apps = conf.read(PasskeySettings).android_apps
    targets = [
        {
            "namespace": "android_app",
            "package_name": app.package,
            "sha256_cert_fingerprints": list(app.fingerprints),
        }
        for app in apps
    ]
    return _answer([{"relation": RELATIONS, "target": target} for target in targets], there=apps)


def apple(request: HttpRequest) -> JsonResponse:
    """`apple-app-site-association`: the iOS and macOS apps that may use our passkeys."""
    del request
    apps = conf.read(PasskeySettings).apple_apps
    return _answer({"webcredentials": {"apps": list(apps)}}, there=apps)


def origins(request: HttpRequest) -> JsonResponse:
    """`webauthn`: origins on other domains than the relying party's that may use our passkeys."""
    del request
    found = [origin for origin in conf.read(PasskeySettings).origins if origin.startswith("https://")]
    return _answer({"origins": found}, there=found)


@condition(etag_func=lambda request: f'"{_key_set()[1]}"')  # noqa: ARG005 - Django's signature
def key_set(request: HttpRequest) -> HttpResponse:
    """`jwks.json`: the public keys that verify access tokens. Source: RFC 7517, section 5."""
    del request
    settings = conf.read(TokensSettings)
    signs = settings.strategy not in ("session", "opaque") or settings.browser_cookies
    if not signs and not conf.read(ProviderSettings).enabled:
        raise Http404
    answer = HttpResponse(_key_set()[0], content_type="application/jwk-set+json")
    answer["Cache-Control"] = f"public, max-age={KEY_SET_SECONDS}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _key_set() -> tuple[bytes, str]:
    body = msgspec.json.encode(signing_keys.published())
    return body, hashlib.sha256(body).hexdigest()[:32]


urlpatterns = [
    path(where, csrf_exempt(require_safe(view)))  # nothing is changed, so no form is parsed to look for a token
    for where, view in {
        "jwks.json": key_set,
        "assetlinks.json": android,
        "apple-app-site-association": apple,
        "webauthn": origins,
    }.items()
]
