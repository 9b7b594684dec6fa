"""The page that shows OpenAPI documents: Swagger UI, built from `web/reference/` and served from this host alone."""

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.templatetags.static import static
from django.utils.html import escape

FOLDER = "gatepost/reference"
BUILT = Path(__file__).parents[1] / "static" / FOLDER / "reference.js"
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>gatepost API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<meta name="gatepost-reference" content="{configuration}">
{assets}
</head><body><main id="reference"><h1>gatepost API</h1>{text}</main></body></html>"""
_UNBUILT = """<p>The viewer of this document was not built. In the source folder, <code>make web</code> builds it.
The document itself: <a href="openapi.json">openapi.json</a>, <a href="openapi.yaml">openapi.yaml</a>.</p>"""


def page(documents: Sequence[tuple[str, str]]) -> HttpResponse:
    """The viewer, with a choice of documents; a page with links to them if it was not built.

    Args:
        documents: Their titles and their URLs.
    """
    configuration = {
        "urls": [{"name": name, "url": url} for name, url in documents],
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    response = HttpResponse(
        _PAGE.format(
            configuration=escape(json.dumps(configuration)),
            assets=_assets() if BUILT.is_file() else "",
            text="" if BUILT.is_file() else _UNBUILT,
        )
    )
    response["Content-Security-Policy"] = _policy()
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _assets() -> str:
    styles = [f'<link rel="stylesheet" href="{_url(name)}">' for name in ("swagger-ui.css", "reference.css")]
    names = ("swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "reference.js")
    return "\n".join([*styles, *(f'<script defer src="{_url(name)}"></script>' for name in names)])


def _url(name: str) -> str:
    """Where the project serves a file of the viewer; a hashing storage needs `collectstatic` first."""
    path = f"{FOLDER}/{name}"
    try:
        return str(escape(static(path)))
    except ValueError:
        return str(escape(f"{settings.STATIC_URL}{path}"))


def _policy() -> str:
    """A content security policy without inline code or other origins, but for that of the static files."""
    assets = urlsplit(settings.STATIC_URL or "")
    own = f"'self' {assets.scheme}://{assets.netloc}" if assets.netloc else "'self'"
    return (
        f"default-src 'none'; script-src {own}; style-src {own}; img-src {own} data:; font-src {own} data:; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
